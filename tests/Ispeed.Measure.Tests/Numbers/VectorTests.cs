using Ispeed.Measure.Numbers;

namespace Ispeed.Measure.Tests.Numbers;

public sealed class VectorTests
{
    public static TheoryData<string> Quantiles => Vectors.Names("quantile");

    public static TheoryData<string> Jitters => Vectors.Names("jitter");

    public static TheoryData<string> Rates => Vectors.Names("rate");

    public static TheoryData<string> Intervals => Vectors.Names("interval");

    public static TheoryData<string> Degrees => Vectors.Names("student-t");

    public static TheoryData<string> Shares => Vectors.Names("wilson");

    public static TheoryData<string> QuietLines => Vectors.Names("quiet-line");

    public static TheoryData<string> Grades => Vectors.Names("grade");

    [Theory, MemberData(nameof(Quantiles))]
    public void Quantiles_match_the_vectors(string name)
    {
        var one = Vectors.Case("quantile", name);
        Quantile.Of(one.Doubles("values"), one.Double("share")).ShouldBe(one.Double("expected"), 1e-9);
    }

    [Theory, MemberData(nameof(QuietLines))]
    public void A_restless_line_is_known_by_the_vectors(string name)
    {
        var one = Vectors.Case("quiet-line", name);
        QuietLine.IsRestless(one.Doubles("idleMs")).ShouldBe(one.GetProperty("expected").GetBoolean());
    }

    [Theory, MemberData(nameof(Jitters))]
    public void Jitter_matches_the_vectors(string name)
    {
        var one = Vectors.Case("jitter", name);
        var roundTrips = one.Doubles("roundTrips");
        ShouldBe(Jitter.MeanAbsoluteDifference(roundTrips), one.GetProperty("expected").DoubleOrNull("meanAbsoluteDifference"));
        ShouldBe(Jitter.DelayVariation95(roundTrips), one.GetProperty("expected").DoubleOrNull("delayVariation95"));
    }

    [Theory, MemberData(nameof(Rates))]
    public void The_byte_curve_matches_the_vectors(string name)
    {
        var one = Vectors.Case("rate", name);
        var series = new ByteSeries();
        foreach (var (micros, bytes) in one.Points())
        {
            series.TryAdd(micros, bytes).ShouldBeTrue();
        }

        var expected = one.GetProperty("expected");
        series.BitsPerSecond(one.Long("fromMicros"), one.Long("toMicros")).ShouldBeRelatively(expected.Double("bitsPerSecond"), 1e-9);
        series.Deltas(one.Long("stepMicros")).ShouldBe(expected.GetProperty("deltas").EnumerateArray().Select(delta => delta.GetInt64()));
    }

    [Theory, MemberData(nameof(Intervals))]
    public void Intervals_match_the_vectors(string name)
    {
        var one = Vectors.Case("interval", name);
        var interval = BlockInterval.Of(one.Doubles("blocks"));
        var expected = one.GetProperty("expected");
        interval.Mean.ShouldBeRelatively(expected.Double("mean"), 1e-9);
        interval.EffectiveBlocks.ShouldBeRelatively(expected.Double("effectiveBlocks"), 1e-9);
        if (expected.DoubleOrNull("halfWidth") is { } half)
        {
            interval.HalfWidth.ShouldBeRelatively(half, 1e-3);
        }
        else
        {
            interval.HalfWidth.ShouldBe(double.PositiveInfinity);
        }
    }

    [Theory, MemberData(nameof(Degrees))]
    public void Quantiles_of_t_match_the_vectors(string name)
    {
        var one = Vectors.Case("student-t", name);
        StudentT.Within95(one.Double("degrees")).ShouldBeRelatively(one.Double("expected"), 5e-4);
    }

    [Theory, MemberData(nameof(Shares))]
    public void Intervals_of_shares_match_the_vectors(string name)
    {
        var one = Vectors.Case("wilson", name);
        var interval = WilsonInterval.Of(one.Long("hits"), one.Long("tries"));
        interval.Low.ShouldBe(one.GetProperty("expected").Double("low"), 1e-9);
        interval.High.ShouldBe(one.GetProperty("expected").Double("high"), 1e-9);
    }

    [Theory, MemberData(nameof(Grades))]
    public void Grades_match_the_vectors(string name)
    {
        var one = Vectors.Case("grade", name);
        BufferbloatGrade.Of(TimeSpan.FromMilliseconds(one.Double("increaseMillis"))).ShouldBe(one.GetProperty("expected").GetString());
    }

    private static void ShouldBe(double? actual, double? expected)
    {
        actual.HasValue.ShouldBe(expected.HasValue);
        (actual ?? 0).ShouldBe(expected ?? 0, 1e-9);
    }
}
