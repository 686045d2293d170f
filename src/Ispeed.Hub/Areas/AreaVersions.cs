namespace Ispeed.Hub.Areas;

/// <summary>The versions that a list holds, each with the province and the district around it on its days.</summary>
internal static class AreaVersions
{
    public static IReadOnlyList<Area> Of(AreaList list)
    {
        var districts = list.Areas.Where(entry => entry.Level is AreaLevel.District).ToLookup(entry => entry.Code, StringComparer.Ordinal);
        return [.. list.Areas.Select(entry => Version(entry, districts))];
    }

    private static Area Version(AreaList.Entry entry, ILookup<string, AreaList.Entry> districts)
    {
        var district = entry.Parent is { } parent
            ? districts[parent].FirstOrDefault(around => around.From <= entry.From && (around.To is null || entry.From < around.To))
            : null;
        return new(
            entry.Code,
            entry.Name,
            entry.FullName,
            entry.Level,
            district is null ? entry.Parent : district.Parent,
            district?.Code,
            entry.From,
            entry.To
        );
    }
}
