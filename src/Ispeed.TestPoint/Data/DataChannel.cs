using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Ispeed.TestPoint.Data;

/// <summary>A connection of the data port, plain or TLS: the two ways payload leaves and arrives.</summary>
internal abstract class DataChannel(Socket socket) : IDisposable
{
    public Socket Socket { get; } = socket;

    /// <summary>Bytes handed to the socket: what its acknowledgements count.</summary>
    public abstract long SocketBytesSent { get; }

    public abstract long SocketBytesReceived { get; }

    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>0 when the peer has ended its side.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends no more, and gives the peer a moment to read what it has and to close, so that no reset overtakes the last answer.</summary>
    public async Task CloseGentlyAsync(TimeSpan grace, TimeProvider time)
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
            using var patience = new CancellationTokenSource(grace, time);
            var discarded = new byte[4096];

            // Liveness: ends with the grace, or when the peer has sent all that it wanted.
            while (await Socket.ReceiveAsync(discarded, patience.Token) > 0) { }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // nobody is left to be gentle with
        }

        Socket.Dispose();
    }

    /// <summary>Resets the connection: nothing that is queued is delivered.</summary>
    public void Reset()
    {
        try
        {
            Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // it is closed already
        }

        Socket.Dispose();
    }

    public virtual void Dispose()
    {
        Socket.Dispose();
        GC.SuppressFinalize(this);
    }
}

internal sealed class PlainChannel(Socket socket) : DataChannel(socket)
{
    private long sent;
    private long received;

    public override long SocketBytesSent => Volatile.Read(ref sent);

    public override long SocketBytesReceived => Volatile.Read(ref received);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))] // sending waits a thousand times a second: the wait is not to allocate
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var handed = await Socket.SendAsync(bytes, SocketFlags.None, cancellationToken);
            sent += handed;
            bytes = bytes[handed..];
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await Socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        received += count;
        return count;
    }
}

internal sealed class TlsChannel : DataChannel
{
    private readonly SocketStream below;
    private readonly SslStream secure;

    public TlsChannel(Socket socket)
        : base(socket)
    {
        below = new(socket);
        secure = new(below, leaveInnerStreamOpen: false);
    }

    public override long SocketBytesSent => below.Sent;

    public override long SocketBytesReceived => below.Received;

    public Task AuthenticateAsync(SslServerAuthenticationOptions options, CancellationToken cancellationToken) =>
        secure.AuthenticateAsServerAsync(options, cancellationToken);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        secure.WriteAsync(bytes, cancellationToken);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        secure.ReadAsync(buffer, cancellationToken);

    public override void Dispose()
    {
        secure.Dispose();
        base.Dispose();
    }
}
