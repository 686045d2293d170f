using System.Net;
using Ispeed.TestPoint.Runs;

namespace Ispeed.TestPoint.Foreign.Latency1;

/// <summary>One latency1 session: who may begin it, what was sent, and what came back.</summary>
/// <param name="run">The run that it belongs to.</param>
/// <param name="address">The address that asked for it over TCP: no other gets a single byte.</param>
/// <param name="key">Given with the authorisation.</param>
/// <param name="time">The clock.</param>
internal sealed class LatencySession(Run run, IPAddress address, string key, TimeProvider time)
{
    private readonly List<(long SentAt, long BackAt)> pings = [];
    private readonly Lock gate = new();
    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private IPEndPoint? client;
    private bool isProved;
    private int kickOffs;
    private int lastRtt;

    public Run Run { get; } = run;

    public long OpenedAt { get; } = time.GetTimestamp();

    /// <summary>
    /// Takes a kick-off; true when pinging begins with it. One with the key proves by itself that its sender was given the key,
    /// one without is owed one ping and no more until that comes back.
    /// </summary>
    public bool TryBegin(LatencyPacket packet, IPEndPoint from)
    {
        lock (gate)
        {
            if (!from.Address.Equals(address) || (client is not null && !client.Equals(from)))
            {
                return false;
            }

            var begins = client is null;
            client = from;
            isProved |= packet.Ispeed?.Key == key;
            kickOffs++;
            return begins;
        }
    }

    /// <summary>The next ping; null while the client is owed none.</summary>
    public LatencyPacket? NextPing(long now)
    {
        lock (gate)
        {
            if (!isProved && pings.Count >= kickOffs)
            {
                return null;
            }

            pings.Add((now, 0));
            return new("s2c", Run.Id.ToString("D"), pings.Count - 1, lastRtt);
        }
    }

    /// <summary>Takes a ping that came back; false when it was never sent to there, or came before.</summary>
    public bool TryTakeEcho(LatencyPacket packet, IPEndPoint from, long now)
    {
        lock (gate)
        {
            if (
                client is null
                || !client.Equals(from)
                || packet.Sequence < 0
                || packet.Sequence >= pings.Count
                || pings[packet.Sequence].BackAt != 0
            )
            {
                return false;
            }

            pings[packet.Sequence] = pings[packet.Sequence] with { BackAt = now };
            lastRtt = Micros(pings[packet.Sequence]);
            isProved = true;
            return true;
        }
    }

    public LatencySummary Summarise()
    {
        lock (gate)
        {
            var trips = pings.Select(ping => new LatencyRoundTrip(ping.BackAt == 0 ? 0 : Micros(ping), ping.BackAt == 0)).ToList();
            return new(Run.Id.ToString("D"), startedAt, trips, trips.Count, trips.Count(trip => !trip.Lost));
        }
    }

    private int Micros((long SentAt, long BackAt) ping) => (int)time.GetElapsedTime(ping.SentAt, ping.BackAt).TotalMicroseconds;
}
