namespace Ispeed.Hub.Portal.ResultPages;

/// <summary>How well a line serves a use.</summary>
internal enum UseVerdict
{
    Unknown,
    Poor,
    Fair,
    Good,
}

/// <summary>What a use asks of a line; null asks nothing. Speeds in Mbit/s are lower limits, times in milliseconds and loss in per cent upper ones.</summary>
internal sealed record UseNeed(
    double? Down = null,
    double? Up = null,
    double? LatencyMs = null,
    double? JitterMs = null,
    double? LossPercent = null
);

/// <summary>What a run says about a line, as far as uses ask.</summary>
internal sealed record LineFacts(double? Down, double? Up, double? IdleMs, double? LoadedMs, double? JitterMs, double? LossPercent);

/// <summary>A use people know, with what makes it good and what still makes it possible.</summary>
/// <param name="Key">Names its sentences.</param>
/// <param name="UnderLoad">Whether the latency that counts is the one of a busy line.</param>
/// <param name="Good">Everything holds: good.</param>
/// <param name="Fair">Everything holds: it works, with limits.</param>
internal sealed record LineUse(string Key, bool UnderLoad, UseNeed Good, UseNeed Fair)
{
    // Speeds are what large services ask for (calls: 4 Mbit/s each way for high definition in a group; films: 5 Mbit/s for full HD, 25 for 4K).
    // Times follow ITU-T G.114 (150 ms one way is the limit of a natural conversation) and what players accept. The page prints all of them.
    public static IReadOnlyList<LineUse> All { get; } =
    [
        new("web", false, new(Down: 10, LatencyMs: 100), new(Down: 2, LatencyMs: 300)),
        new("film", false, new(Down: 25), new(Down: 5)),
        new("call", true, new(Down: 4, Up: 4, LatencyMs: 150, LossPercent: 1), new(Down: 1.5, Up: 1.5, LatencyMs: 300, LossPercent: 3)),
        new(
            "game",
            false,
            new(Down: 3, Up: 1, LatencyMs: 50, JitterMs: 15, LossPercent: 1),
            new(Down: 3, Up: 0.5, LatencyMs: 100, JitterMs: 30, LossPercent: 3)
        ),
    ];

    /// <summary>The verdict on what was measured: what was not measured is not held against the line, but without any speed nothing is said.</summary>
    public UseVerdict Judge(LineFacts line)
    {
        if (line.Down is null || (Good.Up is not null && line.Up is null))
        {
            return UseVerdict.Unknown;
        }

        return Holds(Good, line) ? UseVerdict.Good
            : Holds(Fair, line) ? UseVerdict.Fair
            : UseVerdict.Poor;
    }

    private bool Holds(UseNeed need, LineFacts line)
    {
        var latency = UnderLoad ? line.LoadedMs ?? line.IdleMs : line.IdleMs;
        return AtLeast(line.Down, need.Down)
            && AtLeast(line.Up, need.Up)
            && AtMost(latency, need.LatencyMs)
            && AtMost(line.JitterMs, need.JitterMs)
            && AtMost(line.LossPercent, need.LossPercent);
    }

    private static bool AtLeast(double? value, double? limit) => limit is null || value is null || value >= limit;

    private static bool AtMost(double? value, double? limit) => limit is null || value is null || value <= limit;
}
