using CsCheck;
using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.Proof;
using Ispeed.Statistics.Resampling;

namespace Ispeed.Statistics.Tests.Comparing;

public sealed class CampaignGapTests
{
    [Fact]
    public void Staff_on_office_lines_are_seen()
    {
        var gap = CampaignGap.Of(Samples(120, 150, 1), Samples(200, 60, 2), seed: 1)!;
        gap.Interval!.Value.Holds(2.5).ShouldBeTrue();
        gap.Interval.Value.Holds(1).ShouldBeFalse();
    }

    [Fact]
    public void Of_many_devices_the_intervals_of_the_medians_say_what_drawing_them_again_says()
    {
        var (campaign, others) = (Samples(1_200, 150, 1), Samples(3_000, 60, 2));
        var gap = CampaignGap.Of(campaign, others, seed: 1)!;
        var drawn = MedianContrast.Of(campaign, others, seed: 1, replicates: 400)!;
        gap.Ratio.ShouldBe(drawn.Ratio, 1e-9);
        gap.Interval!.Value.Low.ShouldBe(drawn.RatioInterval!.Value.Low, 0.03 * gap.Ratio);
        gap.Interval.Value.High.ShouldBe(drawn.RatioInterval.Value.High, 0.03 * gap.Ratio);
    }

    [Fact]
    public void Together_the_campaign_weighs_what_is_stated_however_many_took_part()
    {
        DeviceValue[] campaign = [.. Enumerable.Range(0, 900).Select(i => new DeviceValue(i, 200))];
        DeviceValue[] organic = [.. Enumerable.Range(0, 100).Select(i => new DeviceValue(1000 + i, 50 + i % 2))];
        var both = CampaignGap.Combine(campaign, organic, campaignShare: 0.1);
        both.ShareAtLeast(100).Share.ShouldBe(0.1, 1e-9);
        both.Median.ShouldBe(51);
        both.EffectiveCount.ShouldBeLessThan(130); // nine hundred of the campaign add little to what a tenth can say
    }

    [Fact]
    public void A_share_of_nothing_is_the_others_alone() =>
        Gen.Double[1, 1000]
            .Array[1, 40]
            .Sample(values =>
            {
                DeviceValue[] samples = [.. values.Select((value, i) => new DeviceValue(i, value))];
                DeviceValue[] others = [new(100, 5000), new(101, 6000)];
                CampaignGap.Combine(others, samples, 0).Median.ShouldBe(CampaignGap.Combine([], samples, 0).Median);
                CampaignGap.Combine(samples, others, 1).Median.ShouldBe(CampaignGap.Combine([], samples, 0).Median);
            });

    [Fact]
    public void What_shall_weigh_something_needs_devices()
    {
        Should.Throw<ArgumentException>(() => CampaignGap.Combine([], [new(1, 1)], 0.5));
        Should.Throw<ArgumentOutOfRangeException>(() => CampaignGap.Combine([new(1, 1)], [new(1, 1)], 1.5));
    }

    private static DeviceValue[] Samples(int count, double median, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new DeviceValue(seed * 1000 + i, median * Math.Exp(0.7 * random.Normal())))];
    }
}
