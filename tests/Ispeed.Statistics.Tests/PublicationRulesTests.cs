using CsCheck;

namespace Ispeed.Statistics.Tests;

public sealed class PublicationRulesTests
{
    [Theory]
    [InlineData(0, Tier.None, 300)]
    [InlineData(5, Tier.None, 295)]
    [InlineData(6, Tier.Indicative, 294)]
    [InlineData(29, Tier.Indicative, 271)]
    [InlineData(30, Tier.Provisional, 270)]
    [InlineData(99, Tier.Provisional, 201)]
    [InlineData(100, Tier.Direct, 200)]
    [InlineData(299, Tier.Direct, 1)]
    [InlineData(300, Tier.Official, 0)]
    public void The_tiers_change_at_their_bars(int samples, Tier tier, int missing)
    {
        Tiers.Of(samples).ShouldBe(tier);
        Tiers.MissingToOfficial(samples).ShouldBe(missing);
    }

    [Fact]
    public void A_summary_says_only_what_its_count_allows()
    {
        Summary.Of([1, 2, 3, 4, 5]).ShouldBe(new(5, null, null, null));
        Summary.Of([1, 2, 3, 4, 5, 6]).ShouldBe(new(6, new(3.5, new(1, 6)), null, null));
        var wide = Summary.Of([.. Enumerable.Range(1, 36).Select(i => (double)i)]);
        wide.P10!.Interval!.Value.Low.ShouldBe(1);
        wide.P90!.Interval!.Value.High.ShouldBe(36);
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(10.1, 2)]
    [InlineData(40, 1)]
    [InlineData(41, 0)]
    [InlineData(0, 4)]
    public void A_share_counts_devices_at_or_above_the_threshold(double threshold, int hits) =>
        ShareEstimate.AtLeast([5, 10, 20, 40], threshold).Hits.ShouldBe(hits);

    [Fact]
    public void A_share_of_nothing_knows_nothing() => ShareEstimate.Of(0, 0).Interval.ShouldBe(new(0, 1));

    [Fact]
    public void Wilsons_interval_is_the_textbook_one()
    {
        var estimate = ShareEstimate.Of(10, 100).Interval; // A. Agresti and B. A. Coull, 1998
        estimate.Low.ShouldBe(0.0552, 0.0001);
        estimate.High.ShouldBe(0.1744, 0.0001);
    }

    [Fact]
    public void A_shares_interval_holds_the_share_and_mirrors_its_opposite() =>
        Gen.Int[1, 5000]
            .SelectMany(count => Gen.Select(Gen.Int[0, count], Gen.Const(count)))
            .Sample(
                (hits, count) =>
                {
                    var (one, other) = (ShareEstimate.Of(hits, count), ShareEstimate.Of(count - hits, count));
                    return one.Interval.Holds(one.Share) && Math.Abs(one.Interval.Low - (1 - other.Interval.High)) < 1e-12;
                }
            );

    [Fact]
    public void A_single_small_part_takes_the_next_larger_one_with_it() =>
        Disclosure
            .Withhold([120, 4, 30, 0], 10)
            .ShouldBe([Withholding.Shown, Withholding.TooFewDevices, Withholding.CoversAnother, Withholding.Shown]);

    [Fact]
    public void Two_small_parts_cover_each_other() =>
        Disclosure.Withhold([120, 4, 3], 10).ShouldBe([Withholding.Shown, Withholding.TooFewDevices, Withholding.TooFewDevices]);

    [Fact]
    public void No_part_can_be_found_from_the_whole_and_the_others() =>
        Gen.Int[0, 60]
            .Array[0, 12]
            .Sample(devices =>
            {
                var withheld = Disclosure.Withhold(devices, 10);
                var hidden = withheld.Count(reason => reason is not Withholding.Shown);
                return devices.Zip(withheld).All(part => part.First is 0 or >= 10 || part.Second is Withholding.TooFewDevices)
                    && (hidden != 1 || !devices.Any(count => count >= 10));
            });
}
