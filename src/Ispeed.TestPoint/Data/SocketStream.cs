using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Ispeed.TestPoint.Data;

/// <summary>The socket below a TLS session, counting what passes: the kernel acknowledges these bytes, not the payload's.</summary>
internal sealed class SocketStream(Socket socket) : Stream
{
    private long sent;
    private long received;

    public long Sent => Volatile.Read(ref sent);

    public long Received => Volatile.Read(ref received);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        received += count;
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var handed = await socket.SendAsync(buffer, SocketFlags.None, cancellationToken);
            sent += handed;
            buffer = buffer[handed..];
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = socket.Receive(buffer, offset, count, SocketFlags.None);
        received += read;
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) => sent += socket.Send(buffer, offset, count, SocketFlags.None);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
