using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.LineRate;

internal enum Contestant
{
    Ispeed,
    Iperf,
    Nginx,
}

/// <summary>One thing that is measured: who, which way, plain or TLS, over how many streams.</summary>
internal sealed record Case(Contestant Who, Direction Direction, bool Tls, int Streams);

/// <summary>Carries one case out and gives gigabits per second of the server's own processor time.</summary>
internal sealed class Contest(IReadOnlyDictionary<Contestant, Server> servers, TimeSpan length)
{
    public const int PointPort = 48081;
    public const int PointTlsPort = 48443;
    public const int PointAdminPort = 49081;
    public const int NginxPort = 48082;
    public const int NginxTlsPort = 48444;
    public const int IperfPort = 48201;

    private const int PipelinedRequests = 300; // of 16 MiB: more than any measurement takes
    private const int UploadMessageBytes = 65_536; // what the engine sends

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    private static readonly byte[] Message = MakeMessage();
    private static readonly byte[] Body = Message.AsSpan(WebSocketFrame.LongestHead).ToArray();

    public async Task<double> RunAsync(Case one) => one.Who == Contestant.Iperf ? await RunIperfAsync(one) : await RunFlowsAsync(one);

    private async Task<double> RunFlowsAsync(Case one)
    {
        var run = Guid.CreateVersion7();
        var flows = new List<Flow>();
        try
        {
            for (var i = 0; i < one.Streams; i++)
            {
                flows.Add(Open(one, run));
            }

            flows.ForEach(flow => flow.Start());
            await Task.Delay(WarmUp, TimeProvider.System);
            var (bytes, cpu) = (flows.Sum(flow => flow.Moved), servers[one.Who].CpuSeconds());
            await Task.Delay(length, TimeProvider.System);
            bytes = flows.Sum(flow => flow.Moved) - bytes;
            return Gigabits(bytes, servers[one.Who].CpuSeconds() - cpu);
        }
        finally
        {
            flows.ForEach(flow => flow.Dispose());
        }
    }

    private static Flow Open(Case one, Guid run)
    {
        var down = one.Direction == Direction.Down;
        if (one.Who == Contestant.Nginx)
        {
            var ask = down
                ? string.Concat(Enumerable.Repeat("GET /load.bin HTTP/1.1\r\nHost: bench\r\n\r\n", PipelinedRequests))
                : $"POST /sink HTTP/1.1\r\nHost: bench\r\nContent-Length: {1L << 40}\r\n\r\n";
            return new(one.Tls ? NginxTlsPort : NginxPort, one.Tls, ask, down ? default : Body);
        }

        var path = $"/throughput/v1/{(down ? "download" : "upload")}?mid={run}&streams={one.Streams}&duration=20000";
        var upgrade =
            $"GET {path} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: net.measurementlab.throughput.v1\r\n\r\n";
        return new(one.Tls ? PointTlsPort : PointPort, one.Tls, upgrade, down ? default : Message);
    }

    private async Task<double> RunIperfAsync(Case one)
    {
        var cpu = servers[Contestant.Iperf].CpuSeconds();
        var seconds = (length + WarmUp).TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        List<string> arguments =
        [
            "-c",
            "1",
            "iperf3",
            "-J",
            "-c",
            "127.0.0.1",
            "-p",
            $"{IperfPort}",
            "-t",
            seconds,
            "-P",
            $"{one.Streams}",
        ];
        if (one.Direction == Direction.Down)
        {
            arguments.Add("-R");
        }

        using var client = Process.Start(
            new ProcessStartInfo("taskset", arguments) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        using var report = JsonDocument.Parse(await client.StandardOutput.ReadToEndAsync());
        await client.WaitForExitAsync();
        if (!report.RootElement.GetProperty("end").TryGetProperty("sum_received", out var sum))
        {
            throw new InvalidOperationException($"iperf3: {report.RootElement.GetProperty("error")}");
        }

        return Gigabits(sum.GetProperty("bytes").GetInt64(), servers[Contestant.Iperf].CpuSeconds() - cpu);
    }

    private static double Gigabits(long bytes, double cpuSeconds) => bytes * 8 / 1e9 / cpuSeconds;

    private static byte[] MakeMessage()
    {
        var message = new byte[WebSocketFrame.LongestHead + UploadMessageBytes];
        new Random(1).NextBytes(message);
        WebSocketFrame.Write(message, FrameKind.Binary, UploadMessageBytes, 0x37FA213D);
        return message;
    }
}
