using CsCheck;

namespace Ispeed.Statistics.Tests;

public sealed class OrderStatisticsTests
{
    [Theory]
    [InlineData(6, 1, 6)]
    [InlineData(8, 1, 8)]
    [InlineData(10, 2, 9)]
    [InlineData(15, 4, 12)]
    [InlineData(20, 6, 15)]
    [InlineData(25, 8, 18)]
    [InlineData(30, 10, 21)]
    [InlineData(40, 14, 27)]
    [InlineData(50, 18, 33)]
    [InlineData(60, 22, 39)]
    [InlineData(80, 31, 50)]
    [InlineData(100, 40, 61)]
    [InlineData(150, 63, 88)]
    [InlineData(200, 86, 115)]
    [InlineData(300, 133, 168)]
    [InlineData(500, 228, 273)]
    [InlineData(1000, 469, 532)]
    public void The_ranks_of_a_median_are_the_exact_ones(int count, int lower, int upper) =>
        OrderStatistics.Ranks(count, 0.5).ShouldBe((lower, upper));

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(5, 0.5)]
    [InlineData(35, 0.1)]
    [InlineData(35, 0.9)]
    public void Too_few_values_have_no_interval(int count, double share) => OrderStatistics.Ranks(count, share).ShouldBeNull();

    [Theory]
    [InlineData(6, 0.5)]
    [InlineData(36, 0.1)]
    [InlineData(36, 0.9)]
    public void The_first_count_with_an_interval_is_the_published_one(int count, double share) =>
        OrderStatistics.Ranks(count, share).ShouldNotBeNull();

    [Fact]
    public void The_ranks_enclose_at_least_95_per_cent_and_no_narrower_pair_does() =>
        Gen.Select(Gen.Int[6, 150], Gen.Double[0.1, 0.9])
            .Sample(
                (count, share) =>
                {
                    if (OrderStatistics.Ranks(count, share) is not var (lower, upper))
                    {
                        return;
                    }

                    // P(l ≤ B ≤ u − 1) summed in another way than the code does: plain products, which a double still holds at 150.
                    AtMost(lower - 1, count, share).ShouldBeLessThanOrEqualTo(0.025 + 1e-12);
                    AtMost(lower, count, share).ShouldBeGreaterThan(0.025 - 1e-12);
                    (1 - AtMost(upper - 1, count, share)).ShouldBeLessThanOrEqualTo(0.025 + 1e-12);
                    (1 - AtMost(upper - 2, count, share)).ShouldBeGreaterThan(0.025 - 1e-12);
                }
            );

    [Fact]
    public void Opposite_quantiles_have_mirrored_ranks() =>
        Gen.Select(Gen.Int[36, 2000], Gen.Int[1, 99])
            .Sample(
                (count, percent) =>
                {
                    var (one, other) = (OrderStatistics.Ranks(count, percent / 100.0), OrderStatistics.Ranks(count, 1 - percent / 100.0));
                    return one is not var (lower, upper) || other == (count + 1 - upper, count + 1 - lower);
                }
            );

    [Fact]
    public void A_hundred_thousand_values_still_have_ranks()
    {
        var (lower, upper) = OrderStatistics.Ranks(100_000, 0.5)!.Value;
        lower.ShouldBeInRange(49_680, 49_700); // n/2 − 0.98 √n = 49,690
        upper.ShouldBe(100_001 - lower);
    }

    [Fact]
    public void The_interval_of_a_median_holds_the_median() =>
        Gen.Double[-1e6, 1e6]
            .Array[6, 200]
            .Sample(values =>
            {
                Array.Sort(values);
                return OrderStatistics.IntervalOf(values, 0.5)!.Value.Holds(OrderStatistics.Quantile(values, 0.5));
            });

    [Fact]
    public void A_quantile_lies_between_the_ends_and_grows_with_its_share() =>
        Gen.Select(Gen.Double[-1e6, 1e6].Array[1, 60], Gen.Double[0, 1], Gen.Double[0, 1])
            .Sample(
                (values, a, b) =>
                {
                    Array.Sort(values);
                    var (low, high) = (OrderStatistics.Quantile(values, Math.Min(a, b)), OrderStatistics.Quantile(values, Math.Max(a, b)));
                    return values[0] <= low && low <= high + 1e-6 && high <= values[^1];
                }
            );

    private static double AtMost(int hits, int count, double share)
    {
        var (term, sum) = (Math.Pow(1 - share, count), 0.0);
        for (var k = 0; k <= hits; k++)
        {
            sum += term;
            term *= (double)(count - k) / (k + 1) * share / (1 - share);
        }

        return sum;
    }
}
