namespace Ispeed.Measure.Client;

/// <summary>When each echo was asked for and how long it took. Written by the loop that sends and the loop that receives.</summary>
internal sealed class EchoLog(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<(long SentAt, double? Millis)> echoes = [];
    private long seenByPoint;
    private int lastAnswered = -1;

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

    /// <summary>Numbers the next echo.</summary>
    public uint Next()
    {
        lock (gate)
        {
            echoes.Add((time.GetTimestamp(), null));
            return (uint)(echoes.Count - 1);
        }
    }

    /// <summary>Notes an answer; a repeated or unknown one is nothing.</summary>
    /// <param name="sequence">Of the echo.</param>
    /// <param name="received">What the point had received by then.</param>
    public void Answer(uint sequence, long received)
    {
        lock (gate)
        {
            if (sequence >= echoes.Count || echoes[(int)sequence].Millis is not null)
            {
                return;
            }

            var sentAt = echoes[(int)sequence].SentAt;
            echoes[(int)sequence] = (sentAt, time.GetElapsedTime(sentAt).TotalMilliseconds);
            if ((int)sequence > lastAnswered)
            {
                lastAnswered = (int)sequence;
                seenByPoint = received;
            }
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

    /// <summary>Loss in each direction up to the last answered echo, later ones may still be under way; null below <paramref name="fewest"/>.</summary>
    public Loss? LossFrom(int fewest)
    {
        lock (gate)
        {
            var sent = lastAnswered + 1;
            if (sent < fewest)
            {
                return null;
            }

            var seen = Math.Clamp(seenByPoint, 0, sent);
            var came = Math.Min(seen, echoes.Take(sent).Count(echo => echo.Millis is not null));
            return new Loss(seen > 0 ? 100.0 * (seen - came) / seen : null, 100.0 * (sent - seen) / sent);
        }
    }
}
