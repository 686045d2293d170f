using CsCheck;
using Ispeed.Measure.Numbers;

namespace Ispeed.Measure.Tests.Numbers;

public sealed class PropertyTests
{
    private static readonly Gen<(long Micros, long Bytes)[]> AnyPoints = Gen.Select(
        Gen.Long[-10, 3_000_000],
        Gen.Long[-10, 5_000_000]
    ).Array[0, 60];

    [Fact]
    public void A_byte_curve_never_falls_whatever_is_added() =>
        AnyPoints.Sample(points =>
        {
            var series = new ByteSeries();
            foreach (var (micros, bytes) in points)
            {
                series.TryAdd(micros, bytes);
            }

            var before = 0.0;
            for (long at = -1000; at < 3_100_000; at += 50_000)
            {
                series.At(at).ShouldBeGreaterThanOrEqualTo(before);
                before = series.At(at);
            }

            series.Deltas(20_000).Sum().ShouldBe(series.TotalBytes);
            series.Deltas(20_000).ShouldAllBe(delta => delta >= 0);
        });

    [Fact]
    public void An_interval_holds_its_figure_and_is_never_negative() =>
        AnyPoints.Sample(points =>
        {
            var rule = new StopRule(new StopRuleOptions { RttMicros = 20_000, BudgetBytes = long.MaxValue });
            foreach (var (micros, bytes) in points.OrderBy(point => point.Micros))
            {
                rule.Add(micros, bytes);
            }

            var figure = rule.Figure();
            figure.Low.ShouldBeInRange(0, figure.BitsPerSecond);
            figure.High.ShouldBeGreaterThanOrEqualTo(figure.BitsPerSecond);
            double.IsFinite(figure.High).ShouldBeTrue();
        });

    [Fact]
    public void The_budget_stops_before_it_is_spent_on_a_steady_line() =>
        Gen.Select(Gen.Int[1, 900], Gen.Int[1, 200], Gen.Long[300_000, 30_000_000])
            .Sample(
                (mbps, rttMillis, budget) =>
                {
                    var rtt = rttMillis * 1000L;
                    var rule = new StopRule(
                        new StopRuleOptions
                        {
                            RttMicros = rtt,
                            BudgetBytes = budget,
                            UseFastPath = false,
                            IntervalTarget = 0,
                        }
                    );
                    var perSample = mbps * 1_000_000L / 8 / 50;
                    long at = 0;
                    long bytes = 0;
                    while (rule.Add(at, bytes) is null)
                    {
                        at += 20_000;
                        bytes += perSample;
                    }

                    // What comes after the decision: a round trip of the rate, and at most the sample in which it fell due.
                    (bytes - perSample).ShouldBeLessThanOrEqualTo(budget);
                }
            );

    [Fact]
    public void A_share_lies_in_its_interval() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Int[1, 5000])
            .Where((hits, tries) => hits <= tries)
            .Sample(
                (hits, tries) =>
                {
                    var interval = WilsonInterval.Of(hits, tries);
                    (hits / (double)tries).ShouldBeInRange(interval.Low - 1e-12, interval.High + 1e-12);
                }
            );
}
