using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ispeed.IntakeBench;

/// <summary>A request as it goes over the wire, and the ids of the results in it.</summary>
internal sealed record WireRequest(byte[] Bytes, Guid[] Ids);

/// <summary>What became of a round: acknowledged results and how long each request waited.</summary>
internal sealed record Sent(int Accepted, int Refused, TimeSpan Elapsed, double[] Millis)
{
    public double PerSecond => Accepted / Elapsed.TotalSeconds;

    public double Percentile(double share)
    {
        var sorted = Millis.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }
}

/// <summary>Clients on kept connections.</summary>
internal static class Senders
{
    public static byte[] Request(int port, string path, string type, ReadOnlySpan<byte> body)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"
        );
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>As fast as the hub answers: every connection sends its next request when the last one is answered.</summary>
    public static async Task<Sent> SendAllAsync(int port, int connections, IReadOnlyList<WireRequest> requests, TimeSpan longest)
    {
        var next = -1;
        var total = new Tally();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(WorkAsync)));
        return total.After(Stopwatch.GetElapsedTime(started));

        async Task WorkAsync()
        {
            using var connection = await Connection.OpenAsync(port);
            while (Stopwatch.GetElapsedTime(started) < longest && Interlocked.Increment(ref next) is var at && at < requests.Count)
            {
                var asked = Stopwatch.GetTimestamp();
                total.Add(await connection.AskAsync(requests[at]), Stopwatch.GetElapsedTime(asked));
            }
        }
    }

    /// <summary>At a given rate, whether or not the hub keeps up: chance sets the gaps, and a request's wait counts from when it was due.</summary>
    public static async Task<Sent> SendPacedAsync(
        int port,
        int connections,
        IReadOnlyList<WireRequest> requests,
        double perSecond,
        Random chance
    )
    {
        var due = new TimeSpan[requests.Count];
        for (var at = 1; at < due.Length; at++)
        {
            due[at] = due[at - 1] + TimeSpan.FromSeconds(-Math.Log(1 - chance.NextDouble()) / perSecond);
        }

        var next = -1;
        var total = new Tally();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(WorkAsync)));
        return total.After(Stopwatch.GetElapsedTime(started));

        async Task WorkAsync()
        {
            using var connection = await Connection.OpenAsync(port);
            while (Interlocked.Increment(ref next) is var at && at < requests.Count)
            {
                if (due[at] - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, TimeProvider.System);
                }

                total.Add(await connection.AskAsync(requests[at]), Stopwatch.GetElapsedTime(started) - due[at]);
            }
        }
    }

    private sealed class Tally
    {
        private readonly List<double> millis = [];
        private int accepted;
        private int refused;

        public void Add((int Accepted, int Refused) answer, TimeSpan waited)
        {
            lock (millis)
            {
                accepted += answer.Accepted;
                refused += answer.Refused;
                millis.Add(waited.TotalMilliseconds);
            }
        }

        public Sent After(TimeSpan elapsed) => new(accepted, refused, elapsed, [.. millis]);
    }
}
