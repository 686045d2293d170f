using Ispeed.Hub.Tables;

namespace Ispeed.Hub.Areas;

/// <summary>
/// Lists of areas that a person brings: successors (<c>old_code,new_code[,extent]</c>) and the areas of a day (<c>code,name</c> with
/// <c>type</c> and the code of what lies around it). What they say is compared with what is known, and every line that cannot be is named.
/// </summary>
internal static class AreaCsv
{
    public static bool IsSuccessors(CsvTable table) => table.Has("old_code") && table.Has("new_code");

    public static bool IsList(CsvTable table) => table.Has("code") && table.Has("name");

    /// <summary>The successors of one change of the map, where they differ from those known.</summary>
    public static IReadOnlyList<AreaList.Edge> Successors(
        string file,
        CsvTable table,
        AreaDirectory areas,
        DateOnly day,
        ImportReport report
    )
    {
        var edges = new List<(CsvRow Row, AreaList.Edge Edge)>();
        foreach (var row in table.Rows)
        {
            var (old, next) = (table.Cell(row, "old_code"), table.Cell(row, "new_code"));
            var extent = ExtentOf(table, row);
            if (areas.Find(old, day.AddDays(-1)) is null)
            {
                report.Fault(
                    $"{file}: line {row.Line}: no area has the code '{old}' on {day.AddDays(-1):yyyy-MM-dd}.{AreaSentences.WhyNot(old, day.AddDays(-1), areas)}"
                );
            }
            else if (areas.Find(next, day) is null)
            {
                report.Fault(
                    $"{file}: line {row.Line}: no area has the code '{next}' on {day:yyyy-MM-dd}.{AreaSentences.WhyNot(next, day, areas)}"
                );
            }
            else if (extent is null && table.Has("extent"))
            {
                report.Fault($"{file}: line {row.Line}: '{table.Cell(row, "extent")}' is no extent; write full or partial.");
            }
            else
            {
                edges.Add((row, new(old, next, extent ?? Extent.Full)));
            }
        }

        return Differing(file, edges, table.Has("extent"), areas, day, report);
    }

    private static List<AreaList.Edge> Differing(
        string file,
        List<(CsvRow Row, AreaList.Edge Edge)> edges,
        bool saysExtent,
        AreaDirectory areas,
        DateOnly day,
        ImportReport report
    )
    {
        var changed = new List<AreaList.Edge>();
        foreach (var old in edges.GroupBy(found => found.Edge.Old, StringComparer.Ordinal))
        {
            var whole = old.Count() == 1;
            var to = old.Select(found => saysExtent ? found.Edge : found.Edge with { Extent = whole ? Extent.Full : Extent.Partial })
                .ToList();
            if (old.GroupBy(found => found.Edge.New, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            {
                report.Fault($"{file}: line {twice.Last().Row.Line}: {old.Key} → {twice.Key} is there twice.");
            }
            else if (!whole && to.Exists(edge => edge.Extent is Extent.Full))
            {
                report.Fault(
                    $"{file}: line {old.First().Row.Line}: {old.Key} cannot lie wholly in {to.Find(edge => edge.Extent is Extent.Full)!.New} and in another area, too."
                );
            }
            else
            {
                var known = areas.SuccessorsOf(areas.Find(old.Key, day.AddDays(-1))!);
                if (!known.Select(way => (way.To.Code, way.Extent)).ToHashSet().SetEquals(to.Select(edge => (edge.New, edge.Extent))))
                {
                    changed.AddRange(to);
                    report.Remark(
                        $"{old.Key} {areas.Find(old.Key, day.AddDays(-1))!.FullName}: {string.Join(", ", to.Select(Of))} in place of {string.Join(", ", known.Select(way => Of(new("", way.To.Code, way.Extent))))}"
                    );
                }
            }
        }

        return changed;

        string Of(AreaList.Edge edge) =>
            $"{edge.New} {areas.Find(edge.New, day)?.FullName}{(edge.Extent is Extent.Partial ? " in part" : "")}";
    }

    private static Extent? ExtentOf(CsvTable table, CsvRow row) =>
        table.Cell(row, "extent").ToLowerInvariant() switch
        {
            "full" => Extent.Full,
            "partial" => Extent.Partial,
            _ => null,
        };
}
