using CsCheck;
using Ispeed.Hub.Portal.Charts;
using Ispeed.Hub.Portal.Figures;

namespace Ispeed.Hub.Tests.Portal;

/// <summary>What charts make of published figures.</summary>
public sealed class ChartTests
{
    private static readonly Gen<double[]> FallingShares = Gen.Double[0, 1].Array[1, 8].Select(shares => shares.OrderDescending().ToArray());

    private static readonly Gen<FigureValue> Values = Gen.Select(
        Gen.Double[1, 500],
        Gen.Double[0, 40],
        Gen.Double[0, 40],
        (mbps, below, above) => new FigureValue(mbps, mbps - below, mbps + above)
    );

    [Fact]
    public void Twenty_dots_are_twenty_dots_and_each_bin_is_right_to_half_a_dot() =>
        FallingShares.Sample(shares =>
        {
            var dots = QuantileDots.Of(shares);
            dots.Length.ShouldBe(shares.Length + 1);
            dots.Sum().ShouldBe(QuantileDots.Dots);
            for (var at = 0; at < shares.Length; at++)
            {
                // Everything left of a threshold is the share that does not reach it.
                (dots[..(at + 1)].Sum() / (double)QuantileDots.Dots).ShouldBe(1 - shares[at], 0.5 / QuantileDots.Dots + 1e-9);
            }
        });

    [Fact]
    public void Whoever_overlaps_shares_a_rank_and_whoever_does_not_has_another() =>
        Values
            .Array[1, 8]
            .Sample(values =>
            {
                var ranks = Ties.Of(values).Select(rank => rank!.Value).ToArray();
                for (var one = 0; one < values.Length; one++)
                {
                    ranks[one].Best.ShouldBeInRange(1, ranks[one].Worst);
                    ranks[one].Worst.ShouldBeLessThanOrEqualTo(values.Length);
                    for (var other = 0; other < values.Length; other++)
                    {
                        if (values[one].Low > values[other].High)
                        {
                            ranks[one].Best.ShouldBeLessThan(ranks[other].Best);
                            ranks[one].Worst.ShouldBeLessThan(ranks[other].Worst);
                        }
                        else if (values[other].Low <= values[one].High)
                        {
                            Math.Max(ranks[one].Best, ranks[other].Best)
                                .ShouldBeLessThanOrEqualTo(Math.Min(ranks[one].Worst, ranks[other].Worst));
                        }
                    }
                }
            });

    [Fact]
    public void Who_has_no_interval_is_ranked_by_nobody() =>
        Ties.Of([new(90, 80, 100), null, new(500, null, null), new(20, 10, 30)]).ShouldBe([(1, 1), null, null, (2, 2)]);

    [Fact]
    public void A_line_ends_at_a_gap_and_at_a_break()
    {
        FigureValue? value = new(50, 40, 60);
        SeriesMonth[] months =
        [
            .. new[] { value, value, null, value, value, value }.Select(
                (one, at) => new SeriesMonth(new DateOnly(2025, 4, 1).AddMonths(at), "", one)
            ),
        ];
        var layout = new SeriesLayout(months, 760, 240);
        DateOnly[] breaks = [new(2025, 8, 1)];
        layout.Stretches([]).Select(stretch => stretch.Count).ShouldBe([2, 3]);
        layout.Stretches(breaks).Select(stretch => stretch.Count).ShouldBe([2, 1, 2]);
        var x = layout.XOf(breaks[0])!.Value;
        layout.Points.Count(point => point.X < x).ShouldBe(3);
        layout.XOf(new(2025, 4, 1)).ShouldBeNull(); // nothing is shown of before
        layout.XOf(new(2026, 4, 1)).ShouldBeNull();
    }

    [Fact]
    public void A_series_stays_inside_its_drawing() =>
        Gen.Select(Values.Array[1, 24], Gen.Bool)
            .Sample(
                (values, isWide) =>
                {
                    var layout = new SeriesLayout(
                        [.. values.Select((value, at) => new SeriesMonth(new DateOnly(2025, 1, 1).AddMonths(at), "", value))],
                        isWide ? 760 : 328,
                        240
                    );
                    layout.Points.ShouldAllBe(point => point.X >= SeriesLayout.Start && point.X <= layout.Finish);
                    layout.Points.ShouldAllBe(point => point.Y >= SeriesLayout.Ceiling && point.Y <= layout.Floor);
                    layout.Named.Last().Month.ShouldBe(layout.Points.Last().Month);
                    layout.Named.Zip(layout.Named.Skip(1), (one, next) => next.X - one.X).ShouldAllBe(room => room >= 40);
                }
            );
}
