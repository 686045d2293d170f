using System.Text.Json;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Tests.Numbers;

public sealed class FigureVectorTests
{
    private const double PrintedMillis = 0.00051;
    private const double PrintedRpm = 0.51;
    private const double PrintedMbps = 0.00051;
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    public static TheoryData<string> Figures => Vectors.Names("figure");

    public static TheoryData<string> Windows => Vectors.Names("send-window");

    public static TheoryData<string> Growths => Vectors.Names("stream-growth");

    public static TheoryData<string> Latencies => Vectors.Names("latency");

    public static TheoryData<string> Losses => Vectors.Names("loss");

    public static TheoryData<string> Curves => Vectors.Names("curve");

    [Theory, MemberData(nameof(Figures))]
    public void Figures_match_the_vectors(string name)
    {
        var one = Vectors.Case("figure", name);
        var series = new ByteSeries();
        foreach (var (micros, bytes) in one.Points())
        {
            series.TryAdd(micros, bytes).ShouldBeTrue();
        }

        var spans = one.GetProperty("spans").Deserialize<CountedSpan[]>(CamelCase)!;
        var points = spans.Sum(span => series.PointsWithin(span.FromMicros, span.ToMicros));
        var figure = Estimate.Of(series, spans, points, one.GetProperty("options").Deserialize<StopRuleOptions>(CamelCase)!);
        var expected = one.GetProperty("expected");
        figure.BitsPerSecond.ShouldBeRelatively(expected.Double("bitsPerSecond"), 1e-9);
        figure.Low.ShouldBe(expected.Double("low"), Math.Max(1e-9, figure.BitsPerSecond * 1e-3));
        figure.High.ShouldBe(expected.Double("high"), Math.Max(1e-9, figure.BitsPerSecond * 1e-3));
    }

    [Theory, MemberData(nameof(Windows))]
    public void The_upload_window_matches_the_vectors(string name)
    {
        var one = Vectors.Case("send-window", name);
        var window = new SendWindow(one.Double("rttMillis"));
        var reports = one.GetProperty("reports").EnumerateArray().ToArray();
        var expected = one.GetProperty("expected").EnumerateArray().ToArray();
        expected.Length.ShouldBe(reports.Length);
        foreach (var (report, after) in reports.Zip(expected))
        {
            window.Reported(report[0].GetDouble(), report[1].GetInt64());
            window.BytesPerMilli.ShouldBeRelatively(after.Double("bytesPerMilli"), 1e-9);
            window.Bytes.ShouldBeRelatively(after.Double("bytes"), 1e-9);
        }
    }

    [Theory, MemberData(nameof(Growths))]
    public void Streams_grow_as_the_vectors_say(string name)
    {
        var one = Vectors.Case("stream-growth", name);
        var options = one.GetProperty("options").Deserialize<StopRuleOptions>(CamelCase)!;
        var rule = new StopRule(options) { LosesSegments = one.TryGetProperty("losesSegments", out var loses) && loses.GetBoolean() };
        var growth = new StreamGrowth(options, (int)one.Long("mostStreams"))
        {
            Streams = (int)one.Long("streams"),
            FewestUnderWay = one.GetProperty("direction").GetString() == "down" ? StreamGrowth.SmallWindowBytes : 0,
        };
        List<long> starts = [];
        List<long?> warmUpEnds = [];
        StopReason? reason = null;
        foreach (var (micros, bytes) in one.Points())
        {
            reason = rule.Add(micros, bytes);
            if (reason is not null || rule.ShallSample)
            {
                break;
            }

            if (growth.Grows(rule))
            {
                starts.Add(micros);
                warmUpEnds.Add(rule.WarmUpEndMicros);
            }
        }

        var expected = one.GetProperty("expected");
        starts.ShouldBe(expected.GetProperty("starts").Deserialize<long[]>());
        warmUpEnds.ShouldBe(expected.GetProperty("warmUpEnds").Deserialize<long?[]>());
        rule.WarmUpEndMicros.ShouldBe(expected.GetProperty("warmUpEndMicros").Deserialize<long?>());
        rule.Series.EndMicros.ShouldBe(expected.Long("endMicros"));
        reason.ShouldBe(expected.GetProperty("reason").Deserialize<StopReason?>());
    }

    [Theory, MemberData(nameof(Latencies))]
    public void Latency_matches_the_vectors(string name)
    {
        var one = Vectors.Case("latency", name);
        var latency = LatencyFigures.Of(one.Doubles("idleMs"), one.Doubles("loadedDownMs"), one.Doubles("loadedUpMs"));
        if (one.GetProperty("expected").Deserialize<Latency>(CamelCase) is not { } expected)
        {
            latency.ShouldBeNull();
            return;
        }

        latency.ShouldNotBeNull();
        latency.Grade.ShouldBe(expected.Grade);
        ShouldBe(latency.IdleMs, expected.IdleMs, PrintedMillis);
        ShouldBe(latency.LoadedDownMs, expected.LoadedDownMs, PrintedMillis);
        ShouldBe(latency.LoadedUpMs, expected.LoadedUpMs, PrintedMillis);
        ShouldBe(latency.JitterMs, expected.JitterMs, PrintedMillis);
        ShouldBe(latency.MinMs, expected.MinMs, PrintedMillis);
        ShouldBe(latency.Pdv95Ms, expected.Pdv95Ms, PrintedMillis);
        ShouldBe(latency.ShortRpm, expected.ShortRpm, PrintedRpm);
    }

    [Theory, MemberData(nameof(Losses))]
    public void Loss_matches_the_vectors(string name)
    {
        var one = Vectors.Case("loss", name);
        LossEstimate
            .Of(one.GetProperty("counts").Deserialize<ProbeCount[]>(CamelCase)!)
            .ShouldBe(one.GetProperty("expected").Deserialize<Loss>(CamelCase));
    }

    [Theory, MemberData(nameof(Curves))]
    public void A_kept_curve_gives_the_figure_of_the_vectors(string name)
    {
        var one = Vectors.Case("curve", name);
        var figure = Recomputed.Side(one.GetProperty("curve").Deserialize<Curve>(CamelCase), StopReason.Time).ShouldNotBeNull();
        var expected = one.GetProperty("expected");
        figure.Mbps.ShouldBe(expected.Double("mbps"), PrintedMbps);
        figure.Low.ShouldBe(expected.Double("low"), PrintedMbps + figure.Mbps * 1e-3);
        figure.High.ShouldBe(expected.Double("high"), PrintedMbps + figure.Mbps * 1e-3);
        figure.Bytes.ShouldBe(expected.Long("bytes"));
        figure.Seconds.ShouldBe(expected.Double("seconds"), 1e-9);
    }

    private static void ShouldBe(double? actual, double? expected, double tolerance)
    {
        actual.HasValue.ShouldBe(expected.HasValue);
        (actual ?? 0).ShouldBe(expected ?? 0, tolerance);
    }
}
