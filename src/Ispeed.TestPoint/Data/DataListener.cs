using System.Net;
using System.Net.Sockets;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Data;

/// <summary>Accepts connections of the data port and owns each until it has ended.</summary>
internal sealed partial class DataListener(
    DataPorts ports,
    DataRouter router,
    PointCertificate certificate,
    RunRegistry runs,
    PointLimits limits,
    PointCounters counters,
    TimeProvider time,
    ILogger<DataListener> logger
) : IHostedService, IDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private readonly AddressCounts addresses = new(limits.ConnectionsPerAddress);
    private readonly HashSet<Task> serving = [];
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> accepting = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (SendBuffer.Largest() is { } largest && largest < SendBuffer.Wanted)
        {
            Log.SmallSendBuffer(logger, largest >> 20, SendBuffer.Advice);
        }

        accepting.Add(AcceptAsync(ports.Plain, static socket => new PlainChannel(socket)));
        if (ports.Secure is { } secure)
        {
            accepting.Add(AcceptAsync(secure, certificate.Secure));
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(accepting);
        await runs.SealAllAsync(); // ends their streams
        Task[] left;
        lock (gate)
        {
            left = [.. serving];
        }

        try
        {
            // Liveness: heads and answers end with the token, streams with their runs; what is left closes gently, and is not waited for longer.
            await Task.WhenAll(left).WaitAsync(StopGrace, time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // everything that counts is sealed
        }
    }

    public void Dispose() => stopping.Dispose();

    private async Task AcceptAsync(Socket listener, Func<Socket, DataChannel> open)
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return; // the program stops
            }
            catch (SocketException refused)
            {
                // Too many open files, or a client that was gone already. Liveness: a breath, so that the loop does not spin while files are short.
                Log.NotAccepted(logger, refused.SocketErrorCode);
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, CancellationToken.None);
                continue;
            }

            Own(socket, open);
        }
    }

    private void Own(Socket socket, Func<Socket, DataChannel> open)
    {
        if (AddressOf(socket) is not { } address)
        {
            socket.Dispose();
            return;
        }

        // Beyond the bounds a connection is closed unread: an answer would cost what the bound is there to save.
        if (counters.Connections >= limits.Connections || !addresses.TryEnter(address))
        {
            socket.Dispose();
            return;
        }

        counters.ConnectionOpened();
        var task = Task.Run(() => ServeAsync(socket, open, address));
        lock (gate)
        {
            serving.Add(task);
        }

        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Forget(Task task)
    {
        lock (gate)
        {
            serving.Remove(task);
        }
    }

    private async Task ServeAsync(Socket socket, Func<Socket, DataChannel> open, IPAddress address)
    {
        var channel = open(socket);
        try
        {
            socket.NoDelay = true;
            await new Connection(channel, address, router, limits, time).ServeAsync(stopping.Token);
        }
        catch (Exception gone)
            when (gone
                    is IOException
                        or SocketException
                        or ObjectDisposedException
                        or OperationCanceledException
                        or System.Security.Authentication.AuthenticationException
            )
        {
            // the client is gone, was too slow with its request, or speaks no TLS: nothing was promised to it
        }
#pragma warning disable CA1031 // the boundary of a connection: a fault in serving one never touches another
        catch (Exception fault)
        {
            Log.Faulted(logger, fault);
        }
#pragma warning restore CA1031
        finally
        {
            channel.Dispose();
            addresses.Leave(address);
            counters.ConnectionClosed();
        }
    }

    private static IPAddress? AddressOf(Socket socket)
    {
        try
        {
            var address = (socket.RemoteEndPoint as IPEndPoint)?.Address;
            return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        }
        catch (SocketException)
        {
            return null; // reset before it was looked at
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "A connection could not be accepted: {Error}")]
        public static partial void NotAccepted(ILogger logger, SocketError error);

        [LoggerMessage(
            1003,
            LogLevel.Warning,
            "The kernel's send buffers end at {MiB} MiB: a fast line with a long way is then measured as slower than it is. Set: {Advice}"
        )]
        public static partial void SmallSendBuffer(ILogger logger, long miB, string advice);

        [LoggerMessage(1002, LogLevel.Error, "Serving a connection failed")]
        public static partial void Faulted(ILogger logger, Exception fault);
    }
}
