using System.Text.Json.Serialization;
using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.Weighting;

namespace Ispeed.Statistics.SmallAreas;

/// <summary>How a published median came about. The numbers are published: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Estimator>))]
public enum Estimator
{
    /// <summary>No figure: too few samples.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary>The area's own samples, drawn towards areas like it.</summary>
    [JsonStringEnumMemberName("shrunken")]
    Shrunken = 1,

    /// <summary>The area's own samples alone.</summary>
    [JsonStringEnumMemberName("direct")]
    Direct = 2,
}

/// <summary>The samples of one area, and what is known of it.</summary>
/// <param name="Samples">One a device, positive, weighted or not.</param>
/// <param name="Population">The area's weight in the whole, positive: what benchmarking keeps.</param>
/// <param name="Covariates">Without the intercept; all areas have as many, or none has.</param>
public sealed record AreaSamples(IReadOnlyList<DeviceValue> Samples, double Population = 1, double[]? Covariates = null);

/// <summary>What the estimates need of an area's samples, so that the samples of a country need not be held together.</summary>
/// <param name="Count">n.</param>
/// <param name="Median">Positive.</param>
/// <param name="Interval">Of the median; null where there is none.</param>
/// <param name="LogRange">Interquartile range of ln values (<see cref="PooledVariance.LogRangeOf"/>).</param>
/// <param name="DesignEffect">Of the weights; 1 without.</param>
/// <param name="Population">The area's weight in the whole, positive: what benchmarking keeps.</param>
/// <param name="Covariates">Without the intercept; all areas have as many, or none has.</param>
public sealed record AreaSpread(
    int Count,
    double Median,
    Interval? Interval,
    double LogRange,
    double DesignEffect = 1,
    double Population = 1,
    double[]? Covariates = null
)
{
    /// <summary>Of samples at hand.</summary>
    public static AreaSpread Of(AreaSamples area)
    {
        ArgumentNullException.ThrowIfNull(area);
        var own = WeightedSample.Of([.. area.Samples]);
        double[] ascending = [.. area.Samples.Select(sample => sample.Value).Order()];
        return new(
            own.Count,
            own.Median,
            own.IntervalOf(0.5),
            PooledVariance.LogRangeOf(ascending),
            own.DesignEffect,
            area.Population,
            area.Covariates
        );
    }
}

/// <summary>The published median of an area.</summary>
/// <param name="Count">n.</param>
/// <param name="Tier">What so many samples allow.</param>
/// <param name="Estimator">How the value came about.</param>
/// <param name="Median">Null below 6 samples, or where a shrunken one is due and there are too few areas to learn from.</param>
/// <param name="Interval">95 %; null below 30 samples.</param>
/// <param name="Gamma">The share of local evidence: 1 for a direct value, null without a value.</param>
public sealed record AreaMedian(int Count, Tier Tier, Estimator Estimator, double? Median, Interval? Interval, double? Gamma);

/// <summary>
/// The medians of the areas of a kind by their tier: below 6 samples nothing, 6 to 29 the shrunken value alone, 30 to 99 the shrunken value with its
/// interval, from 100 the direct value with its own.
/// </summary>
public static class AreaMedians
{
    /// <summary>Estimates all areas of one kind (one access, one month) together.</summary>
    /// <param name="areas">Of a province, or of the country.</param>
    /// <param name="sigma">The pooled standard deviation; null to take it from these areas.</param>
    public static IReadOnlyList<AreaMedian> Of(IReadOnlyList<AreaSamples> areas, double? sigma = null)
    {
        ArgumentNullException.ThrowIfNull(areas);
        return Of([.. areas.Select(AreaSpread.Of)], sigma);
    }

    /// <summary>The same from what is left of the samples when they are gone.</summary>
    /// <param name="areas">Of a province, or of the country.</param>
    /// <param name="sigma">The pooled standard deviation; null to take it from these areas.</param>
    public static IReadOnlyList<AreaMedian> Of(IReadOnlyList<AreaSpread> areas, double? sigma = null)
    {
        ArgumentNullException.ThrowIfNull(areas);
        var pooled = sigma ?? PooledVariance.SigmaOf(areas.Select(area => (area.Count, area.LogRange)));
        var modelled = Enumerable.Range(0, areas.Count).Where(i => Tiers.Of(areas[i].Count) is not Tier.None).ToArray();
        var model = pooled > 0 ? Fit(areas, modelled, pooled) : null;
        var place = modelled.Select((area, at) => (area, at)).ToDictionary(pair => pair.area, pair => pair.at);
        var shift = model is null ? 0 : Shift(areas, modelled, model);
        return
        [
            .. areas.Select(
                (own, i) => Of(own, model is not null && place.TryGetValue(i, out var at) ? Shifted(model.Areas[at], shift) : null)
            ),
        ];
    }

    private static AreaMedian Of(AreaSpread own, AreaEstimate? modelled)
    {
        var tier = Tiers.Of(own.Count);
        return tier switch
        {
            Tier.None => new(own.Count, tier, Estimator.None, null, null, null),
            Tier.Indicative or Tier.Provisional when modelled is null => new(own.Count, tier, Estimator.None, null, null, null),
            Tier.Indicative => new(own.Count, tier, Estimator.Shrunken, modelled!.Median, null, modelled.Gamma),
            Tier.Provisional => new(own.Count, tier, Estimator.Shrunken, modelled!.Median, modelled.Interval, modelled.Gamma),
            _ => new(own.Count, tier, Estimator.Direct, own.Median, own.Interval, 1),
        };
    }

    private static FayHerriot? Fit(IReadOnlyList<AreaSpread> areas, int[] modelled, double sigma)
    {
        var direct = modelled
            .Select(i => new DirectEstimate(
                Math.Log(areas[i].Median),
                PooledVariance.OfMedian(sigma, areas[i].Count, areas[i].DesignEffect)
            ))
            .ToArray();
        var covariates = modelled.Select(i => areas[i].Covariates).OfType<double[]>().ToArray();
        return FayHerriot.Fit(direct, covariates.Length == 0 ? null : covariates);
    }

    // Benchmarking: the shrunken areas together keep the population-weighted mean of ln median that they have directly. On the log scale, where the
    // direct values are unbiased; their exponentials are not, and a total of those would lift every small area (J. N. K. Rao and I. Molina, Small Area
    // Estimation, 2nd ed. 2015, §6.4.6). Areas that show their direct value keep it anyway.
    private static double Shift(IReadOnlyList<AreaSpread> areas, int[] modelled, FayHerriot model)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var at = 0; at < modelled.Length; at++)
        {
            var i = modelled[at];
            if (Tiers.Of(areas[i].Count) is Tier.Indicative or Tier.Provisional)
            {
                sum += areas[i].Population * (Math.Log(areas[i].Median) - model.Areas[at].LogMedian);
                weights += areas[i].Population;
            }
        }

        return weights > 0 ? sum / weights : 0;
    }

    private static AreaEstimate Shifted(AreaEstimate area, double shift) => area with { LogMedian = area.LogMedian + shift };
}
