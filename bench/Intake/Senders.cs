using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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

/// <summary>Clients on kept connections over plain sockets: HTTP/1.1 that costs the machine little, so that what is measured is the hub.</summary>
internal static class Senders
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

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
        double requestsPerSecond,
        int seed
    )
    {
        var total = new Tally();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(() => WorkAsync(number))));
        return total.After(Stopwatch.GetElapsedTime(started));

        async Task WorkAsync(int number)
        {
            var chance = new Random(seed + number);
            using var connection = await Connection.OpenAsync(port);
            var due = TimeSpan.Zero;
            for (var at = number; at < requests.Count; at += connections)
            {
                due += TimeSpan.FromSeconds(-Math.Log(1 - chance.NextDouble()) * connections / requestsPerSecond);
                if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, TimeProvider.System);
                }

                total.Add(await connection.AskAsync(requests[at]), Stopwatch.GetElapsedTime(started) - due);
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

    /// <summary>One kept connection.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] buffer = new byte[256 * 1024];

        public static async Task<Connection> OpenAsync(int port)
        {
            var connection = new Connection();
            await connection.socket.ConnectAsync(IPAddress.Loopback, port);
            return connection;
        }

        public async Task<(int Accepted, int Refused)> AskAsync(WireRequest request)
        {
            for (var sent = 0; sent < request.Bytes.Length; )
            {
                sent += await socket.SendAsync(request.Bytes.AsMemory(sent));
            }

            var have = 0;
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(have));
                if (got == 0)
                {
                    throw new IOException("The hub closed the connection.");
                }

                have += got;
                var head = buffer.AsSpan(0, have).IndexOf(EndOfHead);
                if (head >= 0 && IsWhole(head, have, out var body))
                {
                    return Count(request, body);
                }
            }
        }

        public void Dispose() => socket.Dispose();

        private bool IsWhole(int head, int have, out Range body)
        {
            var text = buffer.AsSpan(0, head);
            body = (head + EndOfHead.Length)..have;
            var length = text.IndexOf("Content-Length: "u8);
            if (length >= 0)
            {
                return Utf8Parser.TryParse(text[(length + 16)..], out int bytes, out _) && have >= head + EndOfHead.Length + bytes;
            }

            return buffer.AsSpan(0, have).EndsWith("0\r\n\r\n"u8); // chunked
        }

        private (int Accepted, int Refused) Count(WireRequest request, Range body)
        {
            var status = Encoding.ASCII.GetString(buffer.AsSpan(9, 3));
            var accepted = status switch
            {
                "201" => 1,
                "200" => buffer.AsSpan()[body].Count("\"status\":201"u8),
                _ => 0,
            };
            return (accepted, request.Ids.Length - accepted);
        }
    }
}
