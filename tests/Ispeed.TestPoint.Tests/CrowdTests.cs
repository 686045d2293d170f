using System.Net;
using System.Net.Sockets;
using Ispeed.Testing;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

/// <summary>Many who begin and never go on.</summary>
public sealed class CrowdTests
{
    private const int PerAddress = 500;
    private const int Addresses = 18; // both ends live in this process, which may open 20,000 files

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nine_thousand_half_open_requests_disturb_no_run_and_are_cut()
    {
        var limits = new PointLimits { HeadTime = TimeSpan.FromSeconds(8) };
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions { Open = true }, limits, Patience);
        var crowd = new List<Socket>(PerAddress * Addresses);
        try
        {
            for (var i = 0; i < PerAddress * Addresses; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                crowd.Add(socket);
                socket.Bind(new IPEndPoint(new IPAddress(new byte[] { 127, 0, 1, (byte)(1 + i / PerAddress) }), 0));
                await socket.ConnectAsync(IPAddress.Loopback, point.Port, Patience);
                await socket.SendAsync("GET /ispeed/v1/hello HTTP/1.1\r\nHost:"u8.ToArray(), SocketFlags.None, Patience);
            }

            using var load = await LoadClient.OpenAsync(
                point,
                $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&duration=1000",
                Patience
            );
            var received = await LoadClient.ReadAsync(load, Patience);
            received.Bytes.ShouldBeGreaterThan(10_000_000);
            received.Close.ShouldBe(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure);

            // Liveness: each is cut at the head time; the test's own patience bounds the whole.
            foreach (var socket in crowd)
            {
                (await EndOfAsync(socket)).ShouldBeTrue("a head that never ends is cut");
            }
        }
        finally
        {
            crowd.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<bool> EndOfAsync(Socket socket)
    {
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, SocketFlags.None, Patience) > 0)
            {
                // a last word before the end
            }
        }
        catch (SocketException)
        {
            // reset: an end as well
        }

        return true;
    }
}
