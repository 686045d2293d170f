namespace Ispeed.Hub.Areas;

/// <summary>What a check found: one fault is enough to import nothing; remarks are told and let through.</summary>
internal sealed class ImportReport
{
    private const int MostSaid = 50;

    private readonly List<string> faults = [];
    private readonly List<string> remarks = [];

    public IReadOnlyList<string> Faults => faults;

    public IReadOnlyList<string> Remarks => remarks;

    public void Fault(string sentence) => faults.Add(sentence);

    public void Remark(string sentence) => remarks.Add(sentence);

    /// <summary>The first of a list, and how many more there are.</summary>
    public static string Listed(IReadOnlyCollection<string> sentences) =>
        string.Join('\n', sentences.Take(MostSaid)) + (sentences.Count > MostSaid ? $"\n… and {sentences.Count - MostSaid} more" : "");
}
