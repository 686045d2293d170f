using Ispeed.Hub.Portal.Figures;

namespace Ispeed.Hub.Portal.Charts;

/// <summary>
/// Ranks as far as intervals tell: one is ahead of another where its whole interval lies above the other's. Who is told apart so differs surely enough
/// (two intervals that just touch are already p ≈ 0.006, spec/statistics.md); who overlaps shares ranks.
/// </summary>
internal static class Ties
{
    /// <returns>Best and worst rank of each, from 1; null for one without an interval, which is ranked by nobody.</returns>
    public static (int Best, int Worst)?[] Of(IReadOnlyList<FigureValue?> values)
    {
        var known = values.OfType<FigureValue>().Where(value => value is { Low: not null, High: not null }).ToArray();
        return
        [
            .. values.Select(value =>
                value is { Low: { } low, High: { } high }
                    ? (1 + known.Count(other => other.Low > high), known.Length - known.Count(other => other.High < low))
                    : ((int, int)?)null
            ),
        ];
    }
}
