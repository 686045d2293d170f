using Ispeed.Measure;

namespace Ispeed.Cli;

/// <summary>What two figures with intervals say about each other.</summary>
internal static class Difference
{
    /// <summary>One sentence; null where one of the two was not measured. Intervals that overlap are a tie, whatever the figures say.</summary>
    /// <param name="speech">The language.</param>
    /// <param name="what">The direction, as it stands in a sentence.</param>
    /// <param name="names">What the two are called.</param>
    /// <param name="first">The one figure.</param>
    /// <param name="second">The other.</param>
    public static string? Of(Speech speech, string what, (string First, string Second) names, Throughput? first, Throughput? second)
    {
        if (first is null || second is null)
        {
            return null;
        }

        var pair = $"{names.First} – {names.Second}";
        if (!first.IsIntervalKnown || !second.IsIntervalKnown)
        {
            return speech.Of(
                $"{pair}, {what}: chưa biết chắc con số nên không so sánh được.",
                $"{pair}, {what}: not known surely enough to compare."
            );
        }

        if (first.Low <= second.High && second.Low <= first.High)
        {
            return speech.Of(
                $"{pair}, {what}: ngang nhau, hai khoảng tin cậy chồng lên nhau.",
                $"{pair}, {what}: a tie, the intervals overlap."
            );
        }

        var slower = first.Mbps < second.Mbps ? names.First : names.Second;
        var share = 1 - Math.Min(first.Mbps, second.Mbps) / Math.Max(first.Mbps, second.Mbps);
        var percent = (share * 100).ToString("0", speech.Numbers);
        return speech.Of($"{pair}, {what}: {slower} chậm hơn {percent} %.", $"{pair}, {what}: {slower} is {percent} % slower.");
    }
}
