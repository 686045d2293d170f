using System.Diagnostics;
using System.Globalization;
using Ispeed.Hub.Exports;

namespace Ispeed.CampaignBench;

/// <summary>Processor time of each kind of paper, one after the other, so that what is slow is seen.</summary>
internal static class TimePapers
{
    public static async Task RunAsync(IServiceProvider services)
    {
        var clock = Stopwatch.StartNew();
        var figures = await ExportRound.ReadAsync(services, FillCampaign.Key, FillCampaign.Month, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figures read in {clock.Elapsed.TotalSeconds:0.00} s"));
        Console.WriteLine();
        Console.WriteLine("| Paper | files | processor, s | MB |");
        Console.WriteLine("|---|---|---|---|");
        var papers = RoundPapers.Of(figures, OfficeWishes.None, new("https://i-speed.vn"));
        foreach (var kind in papers.GroupBy(Kind, StringComparer.Ordinal))
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var bytes = kind.Sum(paper => (long)paper.Write().Length);
            process.Refresh();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| `{kind.Key}` | {kind.Count():N0} | {(process.TotalProcessorTime - before).TotalSeconds:0.00} | {bytes / 1e6:0.0} |"
                )
            );
        }
    }

    private static string Kind(Paper paper) =>
        paper.Name.StartsWith(RoundPapers.UnitFolder, StringComparison.Ordinal)
            ? $"{RoundPapers.UnitFolder}/*{Path.GetExtension(paper.Name)}"
            : paper.Name;
}
