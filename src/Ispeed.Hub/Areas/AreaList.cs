using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Areas;

/// <summary>The list that the hub ships with: written and checked by <c>web/data/build-areas.mjs</c>, embedded in the assembly.</summary>
internal sealed record AreaList(DateOnly AsOf, string Source, IReadOnlyList<AreaList.Entry> Areas, IReadOnlyList<FormerName> Former)
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

    public IEnumerable<Area> ToAreas() =>
        Areas.Select(entry => new Area(
            entry.Code,
            entry.Name,
            entry.FullName,
            entry.Level == "province" ? AreaLevel.Province : AreaLevel.Commune,
            entry.Parent,
            entry.From,
            entry.To
        ));

    internal sealed record Entry(string Code, string Name, string FullName, string Level, string? Parent, DateOnly From, DateOnly? To);
}

[JsonSerializable(typeof(AreaList))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class AreaListJson : JsonSerializerContext;
