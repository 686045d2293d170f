using System.Net;
using System.Net.Sockets;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Tests.Client;

/// <summary>Which of the candidates is measured.</summary>
public sealed class ChoiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handshake_that_was_lost_is_waited_for_until_it_is_sent_again()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // elsewhere a full queue refuses instead of dropping
        }

        // A queue of one that is full: the kernel drops every further SYN, as a line with losses does.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(listener.LocalEndPoint!, Token);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;

        var target = new MeasurementTarget([new Candidate("late", "late", null, $"ws://127.0.0.1:{port}", null, 0)], null);
        var meter = new TrafficMeter();
        var ranking = PointChoice.RankAsync(target, meter, TimeProvider.System, Token);
        while (meter.Total.Bytes == 0)
        {
            await Task.Yield(); // the first SYN goes right after it is counted
        }

        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Token);
        var accepting = AcceptAsync(listener);
        var reached = (await ranking).ShouldHaveSingleItem();
        reached.HandshakeMillis.ShouldBeGreaterThan(0);
        listener.Dispose();
        await accepting;
    }

    private static async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                (await listener.AcceptAsync(Token)).Dispose();
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // the test has seen enough
        }
    }
}
