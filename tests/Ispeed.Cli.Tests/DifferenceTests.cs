using Ispeed.Measure;

namespace Ispeed.Cli.Tests;

public sealed class DifferenceTests
{
    private static readonly Speech English = new(vietnamese: false);

    [Fact]
    public void Intervals_that_overlap_are_a_tie_whatever_the_figures_say() =>
        Said(Figure(90, 80, 100), Figure(110, 99, 121)).ShouldContain("a tie");

    [Fact]
    public void The_slower_one_is_named_with_its_share() =>
        Said(Figure(100, 95, 105), Figure(25, 24, 26)).ShouldBe("A – B, download: B is 75 % slower.");

    [Fact]
    public void A_figure_that_is_not_sure_is_not_compared() =>
        Said(Figure(100, 0, 200), Figure(900, 890, 910)).ShouldContain("not known surely");

    [Fact]
    public void What_was_not_measured_is_not_spoken_of() =>
        Difference.Of(English, "download", ("A", "B"), null, Figure(1, 1, 1)).ShouldBeNull();

    private static string Said(Throughput first, Throughput second) =>
        Difference.Of(English, "download", ("A", "B"), first, second).ShouldNotBeNull();

    private static Throughput Figure(double mbps, double low, double high) => new(mbps, low, high, 1, 1, StopReason.Stable);
}
