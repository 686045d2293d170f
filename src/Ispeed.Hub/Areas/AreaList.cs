using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Areas;

/// <summary>The list that the hub ships with: written and checked by <c>web/data/build-areas.mjs</c>, embedded in the assembly.</summary>
/// <param name="AsOf">The day of the newest change in it.</param>
/// <param name="Source">Where it was made from.</param>
/// <param name="Areas">Every version of every area.</param>
/// <param name="Changes">Which versions became which, by the day.</param>
/// <param name="OlderNames">Communes joined to others before the list's first map.</param>
/// <param name="Notes">What the sources had wrong and how it was mended.</param>
internal sealed record AreaList(
    DateOnly AsOf,
    string Source,
    IReadOnlyList<AreaList.Entry> Areas,
    IReadOnlyList<AreaList.Change> Changes,
    IReadOnlyList<OlderName> OlderNames,
    IReadOnlyList<AreaList.Note> Notes
)
{
    private const string Resource = "areas.json";

    public static AreaList ReadShipped()
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new StartRefused(
                "The list of areas is missing from the program. Run npm ci && npm run data in src/Ispeed.Hub/web, or ./run."
            );
        return JsonSerializer.Deserialize(stream, AreaListJson.Default.AreaList)
            ?? throw new StartRefused("The list of areas in the program is empty. Run npm run data in src/Ispeed.Hub/web and build again.");
    }

    /// <summary>One version. Its parent is the district of a commune before 1 July 2025, the province of a district and of a commune since; a province has none.</summary>
    internal sealed record Entry(string Code, string Name, string FullName, AreaLevel Level, string? Parent, DateOnly From, DateOnly? To);

    /// <param name="Day">The first day of the newer map.</param>
    /// <param name="Edges">From a version that ends on that day to one that begins on it; the first edge of an area leads to its main successor.</param>
    internal sealed record Change(DateOnly Day, IReadOnlyList<Edge> Edges);

    internal sealed record Edge(string Old, string New, Extent Extent);

    /// <param name="Kind">unknown-code, code-of-another or code-of-announcement.</param>
    /// <param name="Code">The code that the source gives.</param>
    /// <param name="Name">The name that the source gives.</param>
    /// <param name="Province">The province that the source gives.</param>
    /// <param name="Mended">The code that the name has in the list of communes.</param>
    internal sealed record Note(string Kind, string Code, string Name, string Province, string Mended);
}

[JsonSerializable(typeof(AreaList))]
[JsonSerializable(typeof(AreaAmendment))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class AreaListJson : JsonSerializerContext;
