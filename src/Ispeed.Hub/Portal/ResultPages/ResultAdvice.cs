using Ispeed.Measure;

namespace Ispeed.Hub.Portal.ResultPages;

/// <summary>What to try when a line is poor: keys of sentences, the likeliest mend first.</summary>
internal static class ResultAdvice
{
    public static IReadOnlyList<string> For(LineFacts line, Access access)
    {
        var verdicts = LineUse.All.Select(use => use.Judge(line)).ToArray();
        if (!verdicts.Contains(UseVerdict.Poor) && !verdicts.Contains(UseVerdict.Fair) && !IsBloated(line))
        {
            return [];
        }

        List<string> advice = [];
        if (access is Access.WiFi or Access.Unknown)
        {
            advice.Add("advice.wifi");
        }

        if (access.IsMobile())
        {
            advice.Add("advice.mobile");
        }

        if (IsBloated(line))
        {
            advice.Add("advice.bloat");
        }

        if (line.LossPercent > 1)
        {
            advice.Add("advice.loss");
        }

        advice.Add("advice.again");
        advice.Add("advice.operator");
        return advice;
    }

    // 100 ms on top of the quiet line is where a call begins to stumble while something else loads.
    private static bool IsBloated(LineFacts line) => line.LoadedMs - line.IdleMs > 100;
}
