using Ispeed.Statistics.Resampling;

namespace Ispeed.Statistics.Comparing;

/// <summary>Something that makes figures before and after it two different things: new area boundaries, a new method, other test points.</summary>
/// <param name="Month">The first month after it.</param>
/// <param name="Reason">A code; sentences belong to whoever shows it.</param>
public readonly record struct Break(DateOnly Month, string Reason);

/// <summary>How a median has changed between two months, usually the same month of two years, so that the season drops out.</summary>
/// <param name="Ratio">Later over earlier.</param>
/// <param name="Interval">95 %; null where too few devices allow one.</param>
/// <param name="Breaks">What lies between them, in order.</param>
public sealed record Change(double Ratio, Interval? Interval, IReadOnlyList<Break> Breaks)
{
    /// <summary>A smaller change is not called one.</summary>
    public const double SmallestDeclared = 0.05;

    /// <summary>
    /// Whether a change may be declared: the interval leaves out 1, the change is more than 5 %, and no break lies between, because then the same thing
    /// was not measured twice.
    /// </summary>
    public bool IsDeclared => Breaks.Count == 0 && Interval is { } interval && !interval.Holds(1) && Math.Abs(Ratio - 1) > SmallestDeclared;

    /// <summary>Compares two months. Devices that measured in both are drawn together.</summary>
    /// <param name="earlier">The month, by any of its days, and its samples: one a device, positive.</param>
    /// <param name="later">Likewise; not before the earlier.</param>
    /// <param name="breaks">All that are known, any order.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="replicates">B.</param>
    /// <returns>Null where a month has no devices.</returns>
    public static Change? Between(
        (DateOnly Month, DeviceValue[] Samples) earlier,
        (DateOnly Month, DeviceValue[] Samples) later,
        IEnumerable<Break> breaks,
        ulong seed,
        int replicates = MedianReplicates.ForIntervals
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(later.Month, earlier.Month, nameof(later));
        var contrast = MedianContrast.Of(later.Samples, earlier.Samples, seed, replicates);
        return contrast is null ? null : new(contrast.Ratio, contrast.RatioInterval, Within(breaks, earlier.Month, later.Month));
    }

    /// <summary>The breaks after one month and not after another, in order: where a line through months is to be interrupted.</summary>
    public static IReadOnlyList<Break> Within(IEnumerable<Break> breaks, DateOnly earlier, DateOnly later) =>
        [.. breaks.Where(mark => Number(mark.Month) > Number(earlier) && Number(mark.Month) <= Number(later)).OrderBy(mark => mark.Month)];

    private static int Number(DateOnly month) => month.Year * 12 + month.Month;
}
