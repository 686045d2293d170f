using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace Ispeed.TestPoint.Data;

/// <summary>
/// TLS straight over OpenSSL: records are read from the socket several at a time and written by the hundred kilobytes, where SslStream
/// takes each record through two buffers of its own and a call of the socket (docs/decisions, "TLS over OpenSSL").
/// </summary>
internal sealed class OpenSslChannel : DataChannel
{
    private const int ChunkBytes = 128 << 10; // encrypted at a time: stays in the second-level cache until it is sent
    private const int AheadBytes = 128 << 10; // seven records for one call of the socket

    private const int WaitingBytes = 16 << 10; // what an ordinary send offers while the socket is full

    private readonly Lock gate = new(); // a session is not safe for threads: reading and writing take turns, and neither waits inside
    private readonly OpenSsl.Session session;
    private readonly nint incoming;
    private readonly nint ahead; // between the socket and the session: takes much from the one for many records of the other
    private bool widens;
    private readonly nint outgoing;
    private byte[] waiting = [];
    private long sent;
    private long received;

    public OpenSslChannel(Socket socket, OpenSsl.SessionMaker maker)
        : base(socket)
    {
        session = OpenSsl.NewSession(maker);
        incoming = OpenSsl.NewSocketBio(socket.SafeHandle.DangerousGetHandle(), close: 0);
        outgoing = OpenSsl.NewBio(OpenSsl.MemoryMethod());
        ahead = OpenSsl.Push(OpenSsl.NewBio(OpenSsl.BufferMethod()), incoming);
        OpenSsl.SetBio(session, ahead, outgoing); // owns both from here on
        OpenSsl.SetAcceptState(session);
    }

    public override long SocketBytesSent => Volatile.Read(ref sent);

    public override long SocketBytesReceived => Volatile.Read(ref received);

    public override void ExpectUpload() => widens = true;

    public override async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken); // until there is something; makes the socket one that never blocks
            var (result, error) = InSession(static channel => OpenSsl.Handshake(channel.session));
            await DrainAsync(cancellationToken);
            if (result == 1)
            {
                return;
            }

            if (error != OpenSsl.WantRead)
            {
                throw new AuthenticationException("The TLS handshake failed.");
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = bytes[..Math.Min(bytes.Length, ChunkBytes)];
            Encrypt(chunk.Span);
            await DrainAsync(cancellationToken);
            bytes = bytes[chunk.Length..];
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Decrypt(buffer.Span);
            if (count >= 0)
            {
                return count;
            }

            await Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken); // until there is something
        }
    }

    public override void Dispose()
    {
        lock (gate)
        {
            session.Dispose();
        }

        base.Dispose();
    }

    private void Encrypt(ReadOnlySpan<byte> chunk)
    {
        lock (gate)
        {
            OpenSsl.ClearErrors();
            if (OpenSsl.Write(session, chunk, chunk.Length) != chunk.Length)
            {
                throw new IOException("The TLS session has ended."); // memory takes all there is: nothing else stops a write
            }
        }
    }

    /// <summary>As many records as the buffer holds and the socket has; −1 when there is none yet, 0 at the end.</summary>
    private int Decrypt(Span<byte> buffer)
    {
        lock (gate)
        {
            var held = false;
            try
            {
                Socket.SafeHandle.DangerousAddRef(ref held); // its number is not to become another socket's while the library reads
                // The library's own reading ahead moves all that waits once for each record (ssl3_read_n aligns it), this buffer nothing.
                widens = widens && !OpenSsl.TryWiden(ahead, AheadBytes);
                var taken = 0;
                while (taken < buffer.Length)
                {
                    OpenSsl.ClearErrors();
                    var count = OpenSsl.Read(session, buffer[taken..], buffer.Length - taken);
                    if (count <= 0)
                    {
                        var error = OpenSsl.ErrorOf(session, count);
                        OpenSsl.ClearErrors();
                        if (taken == 0)
                        {
                            return error switch
                            {
                                OpenSsl.WantRead => -1,
                                OpenSsl.ZeroReturn => 0,
                                _ => throw new IOException("The TLS session was broken off."),
                            };
                        }

                        break;
                    }

                    taken += count;
                }

                received = (long)OpenSsl.BioBytesRead(incoming);
                return taken;
            }
            finally
            {
                if (held)
                {
                    Socket.SafeHandle.DangerousRelease();
                }
            }
        }
    }

    /// <summary>Sends all records that are ready.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = SendNow();
            if (left == 0)
            {
                return;
            }

            // Liveness: the send waits until the socket has room, and carries the token.
            for (var rest = waiting.AsMemory(0, left); rest.Length > 0; )
            {
                var handed = await Socket.SendAsync(rest, SocketFlags.None, cancellationToken);
                sent += handed;
                rest = rest[handed..];
            }
        }
    }

    /// <summary>Sends what the socket takes without waiting; gives how many of the bytes that it did not take were moved to where an ordinary send finds them.</summary>
    private int SendNow()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(session.IsClosed, this);

            var ready = OpenSsl.Content(outgoing);
            var handed = ready.Length == 0 ? 0 : (int)Math.Max(0, OpenSsl.Send(Socket.SafeHandle, ready, ready.Length, OpenSsl.SendNoWait));
            sent += handed;
            if (handed == ready.Length)
            {
                OpenSsl.Empty(outgoing);
                return 0;
            }

            if (waiting.Length == 0)
            {
                waiting = GC.AllocateUninitializedArray<byte>(WaitingBytes, pinned: true);
            }

            Skip(handed);
            return OpenSsl.ReadBio(outgoing, waiting, waiting.Length);
        }
    }

    private void Skip(int bytes)
    {
        while (bytes > 0)
        {
            bytes -= OpenSsl.ReadBio(outgoing, waiting, Math.Min(bytes, waiting.Length));
        }
    }

    private (int Result, int Error) InSession(Func<OpenSslChannel, int> step)
    {
        lock (gate)
        {
            var held = false;
            try
            {
                Socket.SafeHandle.DangerousAddRef(ref held);
                OpenSsl.ClearErrors();
                var result = step(this);
                var error = OpenSsl.ErrorOf(session, result);
                OpenSsl.ClearErrors();
                return (result, error);
            }
            finally
            {
                if (held)
                {
                    Socket.SafeHandle.DangerousRelease();
                }
            }
        }
    }
}
