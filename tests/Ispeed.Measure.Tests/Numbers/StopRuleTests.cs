using System.Text.Json;
using Ispeed.Measure.Numbers;

namespace Ispeed.Measure.Tests.Numbers;

public sealed class StopRuleTests
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    public static TheoryData<string> Cases => Vectors.Names("stop-rule");

    [Theory, MemberData(nameof(Cases))]
    public void The_stop_rule_matches_the_vectors(string name)
    {
        var one = Vectors.Case("stop-rule", name);
        var rule = new StopRule(one.GetProperty("options").Deserialize<StopRuleOptions>(CamelCase)!);
        long? leftStartUpAt = one.TryGetProperty("senderLeftStartUpAt", out var left) ? left.GetInt64() : null;
        StopReason? reason = null;
        foreach (var (micros, bytes) in one.Points())
        {
            if (leftStartUpAt <= micros)
            {
                rule.SenderLeftStartUp(leftStartUpAt.Value);
            }

            rule.LosesSegments = one.TryGetProperty("losesSegments", out var loses) && loses.GetBoolean();
            reason = rule.Add(micros, bytes);
            if (reason is not null || rule.ShallSample)
            {
                break;
            }
        }

        var expected = one.GetProperty("expected");
        var figure = rule.Figure();
        reason.ShouldBe(expected.GetProperty("reason").Deserialize<StopReason?>());
        rule.ShallSample.ShouldBe(expected.TryGetProperty("shallSample", out var samples) && samples.GetBoolean());
        rule.Series.EndMicros.ShouldBe(expected.Long("atMicros"));
        rule.Spans()[0].FromMicros.ShouldBe(expected.Long("fromMicros"));
        figure.BitsPerSecond.ShouldBeRelatively(expected.Double("bitsPerSecond"), 1e-9);
        figure.Low.ShouldBe(expected.Double("low"), Math.Max(1e-9, figure.BitsPerSecond * 1e-3));
        figure.High.ShouldBe(expected.Double("high"), Math.Max(1e-9, figure.BitsPerSecond * 1e-3));
    }
}
