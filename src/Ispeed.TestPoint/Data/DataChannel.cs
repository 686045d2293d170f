using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Ispeed.TestPoint.Data;

/// <summary>A connection of the data port, plain or TLS: the two ways payload leaves and arrives.</summary>
internal abstract class DataChannel(Socket socket) : IDisposable
{
    public Socket Socket { get; } = socket;

    /// <summary>What comes before the first request: the TLS handshake.</summary>
    public virtual ValueTask BeginAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Bytes handed to the socket: what its acknowledgements count.</summary>
    public abstract long SocketBytesSent { get; }

    public abstract long SocketBytesReceived { get; }

    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>From here on much arrives: memory spent on reading it is well spent.</summary>
    public virtual void ExpectUpload() { }

    /// <summary>0 when the peer has ended its side.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Whether bytes that nobody looks at need not be copied out of the kernel.</summary>
    public virtual bool CanDiscard => false;

    /// <summary>Takes at most so many bytes without having them; 0 when the peer has ended its side. Only where <see cref="CanDiscard"/> says so.</summary>
    public virtual ValueTask<int> DiscardAsync(int most, CancellationToken cancellationToken) => throw new NotSupportedException();

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
    // With MSG_TRUNC (tcp(7)) the kernel drops the bytes and writes none: all streams share this, and its pages are never touched.
    private static readonly byte[] NeverWritten = GC.AllocateUninitializedArray<byte>(4 << 20, pinned: true);

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

    public override bool CanDiscard => OperatingSystem.IsLinux();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> DiscardAsync(int most, CancellationToken cancellationToken)
    {
        var count = await Socket.ReceiveAsync(
            NeverWritten.AsMemory(0, Math.Min(most, NeverWritten.Length)),
            SocketFlags.Truncated,
            cancellationToken
        );
        received += count;
        return count;
    }
}

/// <summary>TLS as .NET has it: where OpenSSL 3 cannot be had straight.</summary>
internal sealed class TlsChannel : DataChannel
{
    private readonly SslServerAuthenticationOptions options;
    private readonly SocketStream below;
    private readonly SslStream secure;

    public TlsChannel(Socket socket, SslServerAuthenticationOptions options)
        : base(socket)
    {
        this.options = options;
        below = new(socket);
        secure = new(below, leaveInnerStreamOpen: false);
    }

    public override long SocketBytesSent => below.Sent;

    public override long SocketBytesReceived => below.Received;

    public override async ValueTask BeginAsync(CancellationToken cancellationToken) =>
        await secure.AuthenticateAsServerAsync(options, cancellationToken);

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
