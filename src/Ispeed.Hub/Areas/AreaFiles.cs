using System.CommandLine;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Areas;

/// <summary>A file that was brought, whole in memory.</summary>
internal sealed record AreaFile(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>JSON begins with a brace; everything else is read as CSV.</summary>
    public bool IsJson => Content.Span.TrimStart(" \t\r\n\u00ef\u00bb\u00bf"u8) is [(byte)'{' or (byte)'[', ..];
}

/// <summary>What an import is about.</summary>
/// <param name="ValidOn">The day whose map the files show.</param>
/// <param name="From">The first day of boundaries that were moved without a change of code; null for as long as the code stands for that ground.</param>
/// <param name="Mend">Whether rings that cross themselves are mended where that leaves the area as it is but for a hundredth.</param>
internal sealed record AreaTerms(DateOnly ValidOn, DateOnly? From, bool Mend = false);

/// <summary>What <c>areas import</c> and <c>areas check</c> are given.</summary>
internal static class AreaFiles
{
    private const long LongestBytes = 512 << 20; // a country's full boundaries are 629 MB in 34 files

    public static Argument<FileInfo[]> Argument() =>
        new("FILE")
        {
            Description =
                "GeoJSON or TopoJSON in WGS 84, every feature with its commune code as property 'code' or as id; CSV with old_code,new_code,extent or with code,name,type,province_code",
            Arity = ArgumentArity.OneOrMore,
        };

    public static Option<DateOnly?> ValidOn() =>
        new("--valid-on")
        {
            Description =
                "The day whose map the files show (default today), for example 2025-07-01; for successors and a new list its first day",
            HelpName = "DAY",
        };

    public static Option<DateOnly?> From() =>
        new("--from")
        {
            Description =
                "The first day of boundaries that moved while the codes stayed (default: as long as the code stands for that ground)",
            HelpName = "DAY",
        };

    public static Option<bool> Mend() =>
        new("--mend") { Description = "Mend rings that cross themselves where it changes the area by less than a hundredth, and say so" };

    public static IReadOnlyList<AreaFile> Read(IEnumerable<FileInfo> files) => [.. files.Select(Read)];

    private static AreaFile Read(FileInfo file)
    {
        try
        {
            return file.Length <= LongestBytes
                ? new(file.Name, File.ReadAllBytes(file.FullName))
                : throw new StartRefused($"'{file.FullName}' has more than {LongestBytes >> 20} MB. Give the provinces as single files.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"'{file.FullName}' cannot be read: {refused.Message}", refused);
        }
    }
}
