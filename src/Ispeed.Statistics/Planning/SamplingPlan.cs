namespace Ispeed.Statistics.Planning;

/// <summary>How many more devices a cell needs, and for what.</summary>
/// <param name="Devices">It has.</param>
/// <param name="ForOfficial">More, to the official bar of 300.</param>
/// <param name="ForQuarter">More, to a median within ± 25 % at 95 %; null where no density is known.</param>
/// <param name="ForTenth">More, to a median within ± 10 % at 95 %; null where no density is known.</param>
public sealed record SamplingPlan(int Devices, int ForOfficial, int? ForQuarter, int? ForTenth)
{
    /// <summary>The plan of a cell.</summary>
    /// <param name="devices">It has; none is allowed.</param>
    /// <param name="density">Of ln speed at the median, from the cell's province (<see cref="MedianDensity"/>); null where unknown.</param>
    /// <param name="designEffect">Of the weights; 1 without.</param>
    public static SamplingPlan Of(int devices, double? density, double designEffect = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(devices);
        int? Missing(double within) => density is { } f ? Math.Max(0, DevicesFor(within, f, designEffect) - devices) : null;
        return new(devices, Tiers.MissingToOfficial(devices), Missing(0.25), Missing(0.1));
    }

    /// <summary>
    /// n = deff (1.96/(2 f ln(1 + x)))²: a median of n values has the standard error 1/(2 f √n), and is to lie within a factor of 1 + x either way; at
    /// least as many as any interval needs.
    /// </summary>
    /// <param name="within">x, positive: 0.1 for ± 10 %.</param>
    /// <param name="density">f, positive.</param>
    /// <param name="designEffect">At least 1.</param>
    public static int DevicesFor(double within, double density, double designEffect = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(within);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(density);
        ArgumentOutOfRangeException.ThrowIfLessThan(designEffect, 1);
        var root = Normal.Z / (2 * density * Math.Log(1 + within));
        return (int)Math.Clamp(Math.Ceiling(designEffect * root * root), Summary.FewestForMedian, int.MaxValue);
    }
}
