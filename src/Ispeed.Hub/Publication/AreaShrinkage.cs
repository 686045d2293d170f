using Ispeed.Statistics;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Hub.Publication;

/// <summary>Medians of areas with few samples, drawn towards the areas around them: the communes of a province, the provinces of the country.</summary>
internal sealed class AreaShrinkage
{
    private readonly Dictionary<(int Area, int Cell, bool Up), AreaMedian> medians = [];

    /// <summary>Estimates every cell of the areas together.</summary>
    /// <param name="drafts">Areas with the same area above them, in an order that does not change.</param>
    public AreaShrinkage(IReadOnlyList<AreaDraft> drafts)
    {
        var cells = drafts.Count == 0 ? 0 : drafts.Max(draft => draft.Cells.Length);
        for (var cell = 0; cell < cells; cell++)
        {
            Add(drafts, cell, up: false);
            Add(drafts, cell, up: true);
        }
    }

    /// <summary>No area has others of its kind: the nation.</summary>
    public static AreaShrinkage None { get; } = new([]);

    /// <summary>The median of a cell as it is published; of samples that stand by themselves their own.</summary>
    public AreaMedian Of(int area, int cell, bool up, SpeedDraft own) =>
        medians.TryGetValue((area, cell, up), out var shrunken)
            ? shrunken
            : new(
                own.Count,
                Tiers.Of(own.Count),
                own.Median is null ? Estimator.None : Estimator.Direct,
                own.Median?.Value,
                own.Median?.Interval,
                own.Median is null ? null : 1
            );

    private void Add(IReadOnlyList<AreaDraft> drafts, int cell, bool up)
    {
        var some = new List<(int Area, AreaSpread Spread)>();
        foreach (var draft in drafts)
        {
            if (
                cell < draft.Cells.Length
                && (up ? draft.Cells[cell]?.Up : draft.Cells[cell]?.Down) is { Median: { Value: > 0 } median } speed
                && double.IsFinite(speed.LogRange)
            )
            {
                some.Add((draft.Area, new(speed.Count, median.Value, median.Interval, speed.LogRange)));
            }
        }

        if (!some.Exists(area => Tiers.Of(area.Spread.Count) is Tier.Indicative or Tier.Provisional))
        {
            return; // nobody needs the others
        }

        var estimates = AreaMedians.Of([.. some.Select(area => area.Spread)]);
        for (var i = 0; i < some.Count; i++)
        {
            if (estimates[i].Estimator is not Estimator.None)
            {
                medians.Add((some[i].Area, cell, up), estimates[i]); // with too few areas to learn from, an area has its own median alone
            }
        }
    }
}
