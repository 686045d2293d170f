using CsCheck;
using Ispeed.Statistics.Places;

namespace Ispeed.Statistics.Tests.Places;

public sealed class BlackSpotTests
{
    [Theory] // from closed forms: I_x(1, b) = 1 − (1 − x)^b, I_x(a, 1) = x^a, I_x(2, 2) = 3x² − 2x³, arcsine law, binomial sums
    [InlineData(0.3, 1, 5, 0.83193)]
    [InlineData(0.3, 4, 1, 0.0081)]
    [InlineData(0.3, 2, 2, 0.216)]
    [InlineData(0.25, 0.5, 0.5, 0.33333333333333331)]
    [InlineData(0.5, 5, 6, 0.623046875)]
    [InlineData(0.4, 3, 8, 0.83271024639999998)]
    public void The_incomplete_beta_function_has_its_known_values(double x, double a, double b, double value) =>
        IncompleteBeta.Regularised(x, a, b).ShouldBe(value, 1e-12);

    [Fact]
    public void It_is_the_binomial_tail_for_whole_numbers() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Double[0.01, 0.99])
            .Sample(
                (a, b, x) =>
                {
                    // I_x(a, b) = P(Bin(a + b − 1, x) ≥ a)
                    var (n, tail, term) = (a + b - 1, 0.0, Math.Pow(1 - x, a + b - 1));
                    for (var k = 0; k <= n; k++)
                    {
                        tail += k >= a ? term : 0;
                        term *= (double)(n - k) / (k + 1) * x / (1 - x);
                    }

                    return Math.Abs(IncompleteBeta.Regularised(x, a, b) - tail) < 1e-10;
                }
            );

    [Fact]
    public void It_mirrors_and_grows() =>
        Gen.Select(Gen.Double[0.05, 500], Gen.Double[0.05, 500], Gen.Double[0, 1], Gen.Double[0, 1])
            .Sample(
                (a, b, x, y) =>
                    Math.Abs(IncompleteBeta.Regularised(x, a, b) + IncompleteBeta.Regularised(1 - x, b, a) - 1) < 1e-11
                    && IncompleteBeta.Regularised(Math.Min(x, y), a, b) <= IncompleteBeta.Regularised(Math.Max(x, y), a, b) + 1e-12
            );

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(10, 12.801827480081469)]
    [InlineData(0.1, 2.252712651734206)]
    [InlineData(1000.5, 5908.6741758)]
    public void The_log_of_gamma_has_its_known_values(double z, double value) =>
        IncompleteBeta.LogGamma(z).ShouldBe(value, 1e-10 * Math.Max(1, value));

    [Fact]
    public void Moments_find_the_law_that_places_were_drawn_from()
    {
        // Rates from Beta(1, 4) (mean 0.2, ρ = 1/6), 20 devices each.
        var random = new Random(3);
        var places = Enumerable
            .Range(0, 4000)
            .Select(_ => 1 - Math.Pow(random.NextDouble(), 0.25))
            .Select(rate => new Failures(Enumerable.Range(0, 20).Count(_ => random.NextDouble() < rate), 20));
        var prior = FailureRate.PriorOf(places);
        prior.A.ShouldBe(1, 0.1);
        prior.B.ShouldBe(4, 0.4);
    }

    [Fact]
    public void A_region_whose_places_do_not_differ_weighs_ten_devices_and_one_that_says_nothing_half_and_half()
    {
        var even = FailureRate.PriorOf(Enumerable.Repeat(new Failures(2, 20), 50));
        (even.A + even.B).ShouldBe(10, 1e-9);
        even.Mean.ShouldBe(0.1, 1e-9);
        FailureRate.PriorOf([]).ShouldBe(FailureRate.Unknown);
        FailureRate.PriorOf([new(0, 10), new(0, 30)]).ShouldBe(FailureRate.Unknown);
        FailureRate.PriorOf([new(3, 10)]).ShouldBe(FailureRate.Unknown);
    }

    [Fact]
    public void A_prior_has_the_regions_rate_and_a_weight_from_one_to_ten() =>
        Gen.Int[0, 30]
            .SelectMany(devices => Gen.Select(Gen.Int[0, devices], Gen.Const(devices)))
            .Array[0, 30]
            .Sample(places =>
            {
                var prior = FailureRate.PriorOf(places.Select(place => new Failures(place.Item1, place.Item2)));
                var rate = places.Sum(place => place.Item1) / (double)places.Sum(place => place.Item2);
                return prior.A + prior.B is >= 1 - 1e-9 and <= 10 + 1e-9
                    && (prior == FailureRate.Unknown || Math.Abs(prior.Mean - rate) < 1e-9);
            });

    [Theory]
    [InlineData(9, 10, 3, true)]
    [InlineData(9, 10, 1, false)] // one bad day
    [InlineData(4, 4, 3, false)] // four phones
    [InlineData(4, 10, 3, false)] // too unsure
    [InlineData(40, 80, 3, true)]
    public void A_black_spot_needs_surety_devices_and_days(int failed, int devices, int days, bool isBlackSpot) =>
        BlackSpot.Judge(new(failed, devices), days, new(0.5, 2.5)).IsBlackSpot.ShouldBe(isBlackSpot);

    [Fact]
    public void More_failures_are_never_less_of_a_black_spot() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], Gen.Double[0.1, 5], Gen.Double[0.1, 5])
            .Sample(
                (failed, worked, a, b) =>
                    BlackSpot.Judge(new(failed, failed + worked), 2, new(a, b)).Chance
                    <= BlackSpot.Judge(new(failed + 1, failed + 1 + worked), 2, new(a, b)).Chance + 1e-12
            );
}
