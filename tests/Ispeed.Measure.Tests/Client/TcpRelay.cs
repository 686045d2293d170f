using System.Net;
using System.Net.Sockets;

namespace Ispeed.Measure.Tests.Client;

/// <summary>Passes TCP on to a port of 127.0.0.1, and nothing else: a network that blocks datagrams.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly TcpListener listener;
    private readonly Task accepting;

    private TcpRelay(IPAddress address, int target)
    {
        listener = new(address, 0);
        listener.Start();
        accepting = AcceptAsync(target);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public static TcpRelay Start(string address, int target) => new(IPAddress.Parse(address), target);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync(int target)
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(await listener.AcceptSocketAsync(stop.Token), target));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(Socket near, int target)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await far.ConnectAsync(IPAddress.Loopback, target, stop.Token);
        var ways = new[] { PassAsync(near, far), PassAsync(far, near) };
        await Task.WhenAny(ways);
        near.Close(0); // a reset on one side is a reset on the other
        far.Close(0);
        await Task.WhenAll(ways);
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[65_536];
        try
        {
            for (var count = await from.ReceiveAsync(buffer, stop.Token); count > 0; count = await from.ReceiveAsync(buffer, stop.Token))
            {
                for (var sent = 0; sent < count; )
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stop.Token);
                }
            }
        }
        catch (SocketException)
        {
            // one side went: so does the other
        }
        catch (ObjectDisposedException)
        {
            // the other way ended first
        }
        catch (OperationCanceledException)
        {
            // the relay ends
        }
    }
}
