using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.Weighting;

namespace Ispeed.Statistics.Comparing;

/// <summary>
/// Samples of an organised campaign beside those of people who came by themselves. They are never mixed unseen: staff who measure on office lines
/// would move a commune's figure. The gap is published with its interval, and both together only with a stated share.
/// </summary>
public static class CampaignGap
{
    /// <summary>Devices on either side from which on the intervals of the two medians are taken: drawing so many again would say the same, and much later.</summary>
    public const int ManyDevices = 1_000;

    /// <summary>Median of the campaign over that of the others, with interval. Of few devices by the bootstrap, in which a device on both sides is drawn together.</summary>
    /// <param name="campaign">One value a device, positive, of runs within campaigns.</param>
    /// <param name="organic">One value a device, positive, of all other runs.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="replicates">B.</param>
    /// <returns>Null where either has no devices.</returns>
    public static MedianRatio? Of(
        ReadOnlySpan<DeviceValue> campaign,
        ReadOnlySpan<DeviceValue> organic,
        ulong seed,
        int replicates = MedianReplicates.ForIntervals
    ) =>
        Math.Min(campaign.Length, organic.Length) >= ManyDevices ? MedianRatio.OfIndependent(MedianOf(campaign), MedianOf(organic))
        : MedianContrast.Of(campaign, organic, seed, replicates) is { } contrast ? new(contrast.Ratio, contrast.RatioInterval)
        : null;

    /// <summary>Both together, the campaign weighing the stated share, however many took part.</summary>
    /// <param name="campaign">As in <see cref="Of"/>; weights within it are kept in proportion.</param>
    /// <param name="organic">As in <see cref="Of"/>; likewise.</param>
    /// <param name="campaignShare">From 0 to 1: the part of the population that people like those of the campaign are.</param>
    /// <exception cref="ArgumentException">A side that shall weigh something has no devices.</exception>
    public static WeightedSample Combine(ReadOnlySpan<DeviceValue> campaign, ReadOnlySpan<DeviceValue> organic, double campaignShare)
    {
        if (campaignShare is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(campaignShare), campaignShare, "A share lies from 0 to 1.");
        }

        var both = new List<DeviceValue>(campaign.Length + organic.Length);
        Add(both, campaign, campaignShare);
        Add(both, organic, 1 - campaignShare);
        return WeightedSample.Of([.. both]);
    }

    private static QuantileEstimate MedianOf(ReadOnlySpan<DeviceValue> samples)
    {
        var values = new double[samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            values[i] = samples[i].Value;
        }

        Array.Sort(values);
        return Summary.Of(values).Median!;
    }

    private static void Add(List<DeviceValue> both, ReadOnlySpan<DeviceValue> part, double share)
    {
        var total = 0.0;
        foreach (var sample in part)
        {
            total += sample.Weight;
        }

        if (share > 0 && total <= 0)
        {
            throw new ArgumentException("A part without devices cannot weigh anything.", nameof(part));
        }

        foreach (var sample in part)
        {
            both.Add(sample with { Weight = total > 0 ? share * sample.Weight / total : 0 });
        }
    }
}
