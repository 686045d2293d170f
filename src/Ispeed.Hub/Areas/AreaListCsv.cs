using Ispeed.Hub.Tables;

namespace Ispeed.Hub.Areas;

/// <summary>
/// The areas of a day as a list: <c>code,name,type</c> and <c>province_code</c> (of a commune before 1 July 2025 <c>district_code</c>). It is
/// whole for what it names: all provinces, or all communes of each province. Names that differ by spelling alone are the same.
/// </summary>
internal static class AreaListCsv
{
    private static readonly string[] Kinds = ["Phường", "Xã", "Đặc khu", "Thị trấn", "Quận", "Huyện", "Thị xã", "Thành phố", "Tỉnh"];

    /// <summary>What begins and what ends on the day, compared with what is known.</summary>
    public static (IReadOnlyList<AreaList.Entry> Begun, IReadOnlyList<string> Ended) Read(
        string file,
        CsvTable table,
        AreaDirectory areas,
        DateOnly day,
        ImportReport report
    )
    {
        var listed = new Dictionary<string, AreaList.Entry>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            if (EntryOf(table, row, day) is not { } entry)
            {
                report.Fault(
                    $"{file}: line {row.Line}: '{table.Cell(row, "code")}' '{table.Cell(row, "name")}' is no area: a code has 2, 3 or 5 digits, a name its kind before it or in the column type, a commune its province_code."
                );
            }
            else if (!listed.TryAdd(entry.Code, entry))
            {
                report.Fault($"{file}: line {row.Line}: the code {entry.Code} is there twice.");
            }
            else if (entry.Parent is { } parent && areas.Find(parent, day) is null)
            {
                report.Fault(
                    $"{file}: line {row.Line}: {entry.Code} {entry.FullName} lies in {parent}, which is no area on {day:yyyy-MM-dd}."
                );
            }
        }

        var known = Around(listed.Values, areas, day).ToDictionary(area => area.Code, StringComparer.Ordinal);
        var begun = listed.Values.Where(entry => !known.TryGetValue(entry.Code, out var area) || !IsSame(entry, area)).ToList();
        var ended = known.Keys.Where(code => !listed.ContainsKey(code)).ToList();
        Tell(begun, ended, known, report);
        if (begun.Count + ended.Count > 0 && day < areas.Changes[^1])
        {
            report.Fault(
                $"{file}: on {day:yyyy-MM-dd} {begun.Count} areas are others and {ended.Count} are gone. The map has changed on {areas.Changes[^1]:yyyy-MM-dd} since, and what is older than that is not rewritten: give the first day of the new map with --valid-on."
            );
        }

        return (begun, ended);
    }

    private static IEnumerable<Area> Around(IReadOnlyCollection<AreaList.Entry> listed, AreaDirectory areas, DateOnly day) =>
        listed
            .GroupBy(entry => (entry.Level, entry.Parent))
            .SelectMany(group =>
                group.Key switch
                {
                    (AreaLevel.Province, _) => areas.Provinces(day),
                    (AreaLevel.District, { } province) => areas.Districts(province, day),
                    (AreaLevel.Commune, { } parent) => areas.Communes(parent, day),
                    _ => [],
                }
            );

    private static bool IsSame(AreaList.Entry entry, Area area) =>
        Spelling.IsSame(entry.FullName, area.FullName) && (entry.Parent == area.ParentCode || entry.Parent == area.ProvinceCode);

    private static void Tell(List<AreaList.Entry> begun, List<string> ended, Dictionary<string, Area> known, ImportReport report)
    {
        foreach (var entry in begun)
        {
            report.Remark(
                known.TryGetValue(entry.Code, out var area)
                    ? $"{entry.Code} {entry.FullName} in place of {area.FullName}"
                    : $"{entry.Code} {entry.FullName} is new"
            );
        }

        foreach (var code in ended)
        {
            report.Remark($"{code} {known[code].FullName} is gone");
        }
    }

    private static AreaList.Entry? EntryOf(CsvTable table, CsvRow row, DateOnly day)
    {
        var code = table.Cell(row, "code");
        AreaLevel? level = code.Length switch
        {
            2 => AreaLevel.Province,
            3 => AreaLevel.District,
            5 => AreaLevel.Commune,
            _ => null,
        };
        var parent = level switch
        {
            AreaLevel.Commune when table.Cell(row, "district_code") is { Length: > 0 } district => district,
            AreaLevel.Commune or AreaLevel.District => table.Cell(row, "province_code"),
            _ => null,
        };
        var name = Spelling.Tidy(table.Cell(row, "name"));
        var written = Spelling.Tidy(table.Cell(row, "type"));
        var kind = Array.Find(Kinds, kind => name.StartsWith($"{kind} ", StringComparison.OrdinalIgnoreCase));
        var typed = Array.Find(Kinds, kind => kind.Equals(written, StringComparison.OrdinalIgnoreCase));
        if (level is null || !code.All(char.IsAsciiDigit) || parent is "" || name.Length is 0 or > 100 || (kind ?? typed) is null)
        {
            return null;
        }

        var full = kind is null ? $"{typed} {name}" : name;
        var proper = full[((kind ?? typed)!.Length + 1)..];
        return new(code, proper.All(char.IsAsciiDigit) ? full : proper, full, level.Value, parent, day, null);
    }
}
