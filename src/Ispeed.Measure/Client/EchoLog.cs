using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>When each echo was asked for, in which phase, and how long it took. Written by the loop that sends and the loop that receives.</summary>
internal sealed class EchoLog(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<Echo> echoes = [];
    private RunPhase phase = RunPhase.Latency;

    /// <summary>Echoes asked for.</summary>
    public int Sent
    {
        get
        {
            lock (gate)
            {
                return echoes.Count;
            }
        }
    }

    /// <summary>Answers that came.</summary>
    public int Answered
    {
        get
        {
            lock (gate)
            {
                return echoes.Count(echo => echo.Millis is not null);
            }
        }
    }

    /// <summary>The phase that the next echoes belong to.</summary>
    public void Begin(RunPhase next)
    {
        lock (gate)
        {
            phase = next;
        }
    }

    /// <summary>Numbers the next echo; called right before it is sent.</summary>
    public uint Next()
    {
        lock (gate)
        {
            echoes.Add(new(time.GetTimestamp(), time.GetUtcNow(), phase, null, 0));
            return (uint)(echoes.Count - 1);
        }
    }

    /// <summary>Notes an answer; a repeated or unknown one is nothing.</summary>
    /// <param name="sequence">Of the echo.</param>
    /// <param name="received">What the point had received by then.</param>
    /// <param name="held">How long the point had it.</param>
    /// <param name="arrived">When the kernel took the answer, wall clock; null where it does not say.</param>
    public void Answer(uint sequence, long received, TimeSpan held, DateTimeOffset? arrived)
    {
        lock (gate)
        {
            if (sequence >= echoes.Count || echoes[(int)sequence].Millis is not null)
            {
                return;
            }

            var echo = echoes[(int)sequence];
            var seen = time.GetElapsedTime(echo.SentAt);

            // The kernel's time is on the wall clock: one that was set meanwhile shows as a time that cannot be.
            var took = arrived - echo.SentUtc is { } exact && exact > TimeSpan.Zero && exact <= seen ? exact : seen;
            took = held < took ? took - held : took;
            echoes[(int)sequence] = echo with { Millis = took.TotalMilliseconds, Received = received };
        }
    }

    /// <summary>Round-trip times in milliseconds of the answered echoes from a number on, in the order of sending.</summary>
    public double[] Since(int first)
    {
        lock (gate)
        {
            return [.. echoes.Skip(first).Where(echo => echo.Millis is not null).Select(echo => echo.Millis!.Value)];
        }
    }

    /// <summary>Round-trip times of the echoes sent between two timestamps.</summary>
    public double[] Between(long from, long to)
    {
        lock (gate)
        {
            return
            [
                .. echoes
                    .Where(echo => echo.SentAt >= from && echo.SentAt <= to && echo.Millis is not null)
                    .Select(echo => echo.Millis!.Value),
            ];
        }
    }

    /// <summary>What became of the echoes of each phase, up to the last answered one: later ones may be under way. What a phase leaves open counts in the next.</summary>
    public IReadOnlyList<ProbeCount> Counts()
    {
        lock (gate)
        {
            var counts = new List<ProbeCount>();
            var counted = 0;
            long received = 0;
            for (var at = 0; at < echoes.Count; )
            {
                var part = echoes[at].Phase;
                var end = echoes.FindIndex(at, echo => echo.Phase != part) is var next and >= 0 ? next : echoes.Count;
                var last = echoes.FindLastIndex(end - 1, end - counted, echo => echo.Millis is not null);
                at = end;
                if (last < 0)
                {
                    continue;
                }

                // What the point had seen is a running count: an answer that was overtaken may state less than one before.
                var sent = last + 1 - counted;
                var answered = echoes.Skip(counted).Take(sent).Count(echo => echo.Millis is not null);
                var seen = (int)Math.Clamp(echoes[last].Received - received, answered, sent);
                counts.Add(new(part, sent, seen, answered));
                counted = last + 1;
                received += seen;
            }

            return counts;
        }
    }

    private readonly record struct Echo(long SentAt, DateTimeOffset SentUtc, RunPhase Phase, double? Millis, long Received);
}
