using System.Security.Cryptography;
using System.Text;
using Ispeed.Statistics;

namespace Ispeed.Hub.Publication;

/// <summary>From what an area's runs say to what is stored of it.</summary>
internal static class AreaDocuments
{
    /// <summary>One document for each operator that occurs, and one for all.</summary>
    public static IEnumerable<FigureRow> Of(MonthRuns runs, DateOnly month, long generation, AreaHiding hiding, AreaShrinkage shrinkage)
    {
        var draft = hiding.Draft;
        var area = runs.Areas[draft.Area];
        for (var op = 0; op * CellPlace.PerOperator < draft.Cells.Length; op++)
        {
            var cells = new List<Cell>();
            for (var place = 0; place < CellPlace.PerOperator; place++)
            {
                var cell = op * CellPlace.PerOperator + place;
                if (draft.Cells[cell] is { } own)
                {
                    cells.Add(CellOf(draft, cell, own, hiding[cell], shrinkage));
                }
            }

            if (cells.Count > 0)
            {
                var content = new FigureContent(cells, op == 0 ? draft.Runs : null, op == 0 ? RankingsOf(runs, hiding) : null).Write();
                yield return new()
                {
                    Month = month,
                    Level = area.Level,
                    AreaCode = area.Code,
                    AreaFrom = area.From,
                    Operator = runs.Operators[op],
                    Generation = generation,
                    ParentCode = area.ParentCode,
                    Hash = HashOf(content),
                    Content = content,
                };
            }
        }
    }

    public static string HashOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static List<Ranking>? RankingsOf(MonthRuns runs, AreaHiding hiding)
    {
        var rankings = hiding
            .Draft.Rankings.Select(
                (ranking, at) => ranking is null ? null : OperatorRanks.Shown(runs, ranking, OperatorRanks.Accesses[at], IsShown)
            )
            .OfType<Ranking>()
            .ToList();
        return rankings.Count > 0 ? rankings : null;

        bool IsShown(int cell) => hiding.Draft.Cells[cell] is not null && hiding[cell] is Withholding.Shown;
    }

    private static Cell CellOf(AreaDraft draft, int cell, CellDraft own, Withholding withheld, AreaShrinkage shrinkage)
    {
        var place = cell % CellPlace.PerOperator;
        var (access, hours) = (CellPlace.AccessWord(place), CellPlace.HoursWord(place));
        var samples = own.Down?.Count ?? 0;
        if (withheld is not Withholding.Shown || own.Devices == 0)
        {
            var hidden = Cell.Hidden(access, hours, own.Devices == 0 ? Withholding.TooFewDevices : withheld);
            // How many devices a whole area has is told even when its values are not: it is what people work towards.
            return cell == 0 ? hidden with { Samples = samples, MissingToOfficial = Tiers.MissingToOfficial(samples) } : hidden;
        }

        return new(
            access,
            hours,
            Withholding.Shown,
            own.Runs,
            own.ValidRuns,
            own.Devices,
            samples,
            Tiers.Of(samples),
            Tiers.MissingToOfficial(samples),
            SpeedOf(draft.Area, cell, up: false, own.Down, shrinkage),
            SpeedOf(draft.Area, cell, up: true, own.Up, shrinkage),
            Rounded.Of(own.Medians[(int)Quantity.Idle]),
            Rounded.Of(own.Medians[(int)Quantity.LoadedDown]),
            Rounded.Of(own.Medians[(int)Quantity.LoadedUp]),
            Rounded.Of(own.Medians[(int)Quantity.Jitter]),
            Rounded.Of(own.Medians[(int)Quantity.Pdv95]),
            Rounded.Of(own.Medians[(int)Quantity.LossDown]),
            Rounded.Of(own.Medians[(int)Quantity.LossUp]),
            own.Campaign,
            own.Hosted
        );
    }

    private static Speed? SpeedOf(int area, int cell, bool up, SpeedDraft? own, AreaShrinkage shrinkage)
    {
        if (own is null || own.Count < Summary.FewestForMedian)
        {
            return null;
        }

        var median = shrinkage.Of(area, cell, up, own);
        var gap = own is { Median.Value: > 0 and var first, FirstOfDay: { } other } ? new RuleGap(other / first - 1) : (RuleGap?)null;
        return new(
            own.Count,
            median.Estimator,
            median.Median is { } value ? Rounded.Of(new QuantileEstimate(value, median.Interval)) : null,
            Rounded.Of(median.Gamma),
            Rounded.Of(own.Mean),
            Rounded.Of(own.P10),
            Rounded.Of(own.P90),
            [.. SpeedDraft.Thresholds.Select((mbps, i) => ShareOf(mbps, own.Hits[i], own.Count))],
            Rounded.Of(own.FirstOfDay),
            Rounded.Of(gap?.Gap),
            gap?.IsFlagged ?? false
        );
    }

    private static SpeedShare ShareOf(int mbps, int hits, int count)
    {
        var share = ShareEstimate.Of(hits, count);
        return new(mbps, Rounded.Of(share.Share), Rounded.Of(share.Interval.Low), Rounded.Of(share.Interval.High));
    }
}
