using Ispeed.Hub.Tables;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Areas;

/// <summary>What an import would write, worked out without writing: the same for <c>areas check</c> and <c>areas import</c>.</summary>
internal sealed record AreaImportPlan(AreaAmendment Amendment, IReadOnlyList<AreaBoundary> Boundaries)
{
    public static AreaImportPlan Of(
        IReadOnlyList<AreaFile> files,
        AreaDirectory areas,
        AreaTerms terms,
        ImportReport report,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        var amendment = ReadAmendment([.. files.Where(file => !file.IsJson)], areas, terms.ValidOn, report);
        if (!amendment.IsEmpty && report.Faults.Count == 0)
        {
            areas = new AreaDirectory(amendment.On(areas.List));
        }

        var features = new List<BoundaryFeature>();
        foreach (var file in files.Where(file => file.IsJson))
        {
            if (BoundaryFile.Read(file.Name, file.Content, out var why) is { } read)
            {
                features.AddRange(read);
            }
            else
            {
                report.Fault($"{file.Name}: {why}");
            }
        }

        return new(amendment, ReadBoundaries(features, areas, terms, report, progress, cancellationToken));
    }

    private static List<AreaBoundary> ReadBoundaries(
        List<BoundaryFeature> features,
        AreaDirectory areas,
        AreaTerms terms,
        ImportReport report,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        if (features.Count == 0)
        {
            return [];
        }

        var good = BoundaryCheck.Run(features, areas, terms, report, progress, cancellationToken);
        if (report.Faults.Count == 0)
        {
            BoundaryFit.Check(good, areas, terms.ValidOn, report, progress, cancellationToken);
        }

        foreach (var (feature, commune) in good)
        {
            if (terms.From is { } from && (from < areas.GroundOf(commune).From || areas.GroundOf(commune).To <= from))
            {
                report.Fault(
                    $"{feature.Called}: {commune.FullName} is not there on {from:yyyy-MM-dd}, from when its boundary should hold (--from)."
                );
            }
        }

        return [.. good.Select(found => Row(found.Commune.Code, found.Feature.Shape!, terms.From ?? areas.GroundOf(found.Commune).From))];
    }

    private static AreaAmendment ReadAmendment(List<AreaFile> files, AreaDirectory areas, DateOnly day, ImportReport report)
    {
        var (begun, ended, successors) = (new List<AreaList.Entry>(), new List<string>(), new List<(string File, CsvTable Table)>());
        foreach (var file in files)
        {
            if (CsvTable.Read(file.Content.Span, out var why) is not { } table)
            {
                report.Fault($"{file.Name}: {why}");
            }
            else if (AreaCsv.IsSuccessors(table))
            {
                successors.Add((file.Name, table));
            }
            else if (AreaCsv.IsList(table))
            {
                var (areasBegun, areasEnded) = AreaListCsv.Read(file.Name, table, areas, day, report);
                begun.AddRange(areasBegun);
                ended.AddRange(areasEnded);
            }
            else
            {
                report.Fault($"{file.Name}: its heading has neither old_code and new_code nor code and name.");
            }
        }

        var known = areas;
        if (begun.Count + ended.Count > 0)
        {
            // Every change of the map is in it, so that lists of successors are read against the map that is to be.
            known = new AreaDirectory(new AreaAmendment(day, begun, ended, Kept(begun, areas, day)).On(areas.List));
        }

        var edges = new List<AreaList.Edge>(begun.Count + ended.Count > 0 ? Kept(begun, areas, day) : []);
        foreach (var (file, table) in successors)
        {
            if (!known.Changes.Skip(1).Contains(day))
            {
                report.Fault(
                    $"{file}: the map does not change on {day:yyyy-MM-dd}, so that nothing became another area. It changes on {string.Join(", ", known.Changes.Skip(1).Select(change => $"{change:yyyy-MM-dd}"))}: name one with --valid-on."
                );
                continue;
            }

            var read = AreaCsv.Successors(file, table, known, day, report);
            edges.RemoveAll(edge => read.Any(other => other.Old == edge.Old));
            edges.AddRange(read);
        }

        var amendment = new AreaAmendment(day, begun, ended, edges);
        NameLoose(amendment, areas, report);
        return amendment;
    }

    // The same proper name under the same code is the same ground under another kind or in another province.
    private static List<AreaList.Edge> Kept(List<AreaList.Entry> begun, AreaDirectory areas, DateOnly day) =>
        [
            .. begun
                .Where(entry => areas.Find(entry.Code, day.AddDays(-1)) is { } before && Spelling.IsSame(before.Name, entry.Name))
                .Select(entry => new AreaList.Edge(entry.Code, entry.Code, Extent.Full)),
        ];

    // Nothing may come from nowhere or go nowhere: history could not be restated over such a change.
    private static void NameLoose(AreaAmendment amendment, AreaDirectory areas, ImportReport report)
    {
        if (amendment.Areas.Count + amendment.Ended.Count == 0 || report.Faults.Count > 0)
        {
            return;
        }

        var next = new AreaDirectory(amendment.On(areas.List));
        foreach (var code in amendment.Ended.Concat(amendment.Areas.Select(entry => entry.Code)))
        {
            if (next.Find(code, amendment.Day.AddDays(-1)) is { } before && next.SuccessorsOf(before).Count == 0)
            {
                report.Fault(
                    $"{code} {before.FullName} ends on {amendment.Day:yyyy-MM-dd}: say in a list of successors what became of it."
                );
            }

            if (next.Find(code, amendment.Day) is { } after && next.FormersOf(after).Count == 0)
            {
                report.Fault($"{code} {after.FullName} begins on {amendment.Day:yyyy-MM-dd}: say in a list of successors what became it.");
            }
        }
    }

    private static AreaBoundary Row(string code, Geometry geometry, DateOnly validFrom)
    {
        var bounds = geometry.EnvelopeInternal;
        return new()
        {
            Code = code,
            ValidFrom = validFrom,
            West = bounds.MinX,
            South = bounds.MinY,
            East = bounds.MaxX,
            North = bounds.MaxY,
            Wkb = geometry.AsBinary(),
        };
    }
}
