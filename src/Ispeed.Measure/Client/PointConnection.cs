using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Ispeed.Measure.Client;

/// <summary>One TCP connection to a test point, with TLS where the address asks for it. Everything that goes wrong is a <see cref="PointFailure"/>.</summary>
internal sealed class PointConnection : IDisposable
{
    private const int TcpNotSentLowat = 25; // linux/tcp.h
    private const int NotSentBytes = 131_072; // a few milliseconds at 100 Mbit/s: what a stop may leave unsent
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(2.5);

    private readonly Socket socket;
    private readonly SslStream? secure;
    private readonly TrafficMeter meter;

    private PointConnection(Socket socket, SslStream? secure, TrafficMeter meter)
    {
        this.socket = socket;
        this.secure = secure;
        this.meter = meter;
    }

    /// <summary>Bytes of the socket that the other side has acknowledged; null where the kernel does not say.</summary>
    public long? BytesAcked => Foreign.KernelAcks.Of(socket);

    public static async Task<PointConnection> OpenAsync(
        PointAddress address,
        TrafficMeter meter,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // Liveness: connecting and TLS together end after ConnectTime, because both carry the deadline.
        using var deadline = new CancellationTokenSource(ConnectTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var opened = Open(address);
        SslStream? tls = null;
        var faults = SslPolicyErrors.None;
        try
        {
            meter.Connection();
            EndPoint place = address.Remote is { } known
                ? new IPEndPoint(known, address.Port)
                : new DnsEndPoint(address.Host, address.Port);
            await opened.ConnectAsync(place, either.Token).ConfigureAwait(false);
            LimitUnsent(opened);
            if (address.IsSecure)
            {
                tls = new SslStream(new NetworkStream(opened), leaveInnerStreamOpen: false);
                var options = new SslClientAuthenticationOptions
                {
                    TargetHost = address.Host,
                    RemoteCertificateValidationCallback = (_, _, _, errors) => (faults = errors) == SslPolicyErrors.None,
                };
                await tls.AuthenticateAsClientAsync(options, either.Token).ConfigureAwait(false);
            }

            return new(opened, tls, meter);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            throw Closed(opened, tls, PointFailure.OnConnect(address, cancelled));
        }
        catch (OperationCanceledException)
        {
            opened.Dispose();
            throw;
        }
        catch (SocketException refused)
        {
            throw Closed(opened, tls, PointFailure.OnConnect(address, refused));
        }
        catch (AuthenticationException untrusted)
        {
            throw Closed(opened, tls, PointFailure.OnHandshake(address, faults, untrusted));
        }
        catch (IOException cut)
        {
            throw Closed(opened, tls, PointFailure.OnConnect(address, cut));
        }
    }

    private static Socket Open(PointAddress address)
    {
        try
        {
            var opened = address.OpenSocket(SocketType.Stream, ProtocolType.Tcp);
            opened.NoDelay = true;
            return opened;
        }
        catch (SocketException refused)
        {
            throw PointFailure.OnConnect(address, refused); // the interface or the address is gone since the choice
        }
    }

    /// <summary>Lets the kernel fill its segments from several messages (Nagle): half-empty ones would cost a slow line two hundredths of its rate.</summary>
    public void FillSegments() => socket.NoDelay = false;

    /// <summary>What this device's kernel says of the connection as a sender; null where it says nothing.</summary>
    public SenderView? Sender => SenderView.Of(socket);

    /// <summary>Congestion control of this device's socket; null where the kernel does not say.</summary>
    public string? CongestionControl => SenderView.CongestionControlOf(socket);

    /// <summary>Bytes received, 0 at the end of the stream.</summary>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var count = secure is null
                ? await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false)
                : await secure.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            meter.Stream(count);
            return count;
        }
        catch (SocketException cut)
        {
            throw PointFailure.Broken(cut);
        }
        catch (IOException cut)
        {
            throw PointFailure.Broken(cut);
        }
        catch (ObjectDisposedException dropped)
        {
            throw PointFailure.Broken(dropped); // this side dropped the connection while a read was waiting
        }
    }

    /// <summary>Hands all bytes to the kernel. The meter counts them unless the caller knows better what reached the other side.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool metered, CancellationToken cancellationToken)
    {
        try
        {
            if (secure is not null)
            {
                await secure.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                for (var rest = bytes; rest.Length > 0; )
                {
                    rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
                }
            }

            meter.Stream(metered ? bytes.Length : 0);
        }
        catch (SocketException cut)
        {
            throw PointFailure.Broken(cut);
        }
        catch (IOException cut)
        {
            throw PointFailure.Broken(cut);
        }
        catch (ObjectDisposedException dropped)
        {
            throw PointFailure.Broken(dropped);
        }
    }

    /// <summary>Ends with a reset: what is queued in either kernel is thrown away, not delivered and not billed.</summary>
    public void Drop()
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // the other side was faster: there is nothing left to drop
        }
        catch (ObjectDisposedException)
        {
            // dropped before
        }

        socket.Dispose();
    }

    public void Dispose()
    {
        secure?.Dispose();
        socket.Dispose();
    }

    private static void LimitUnsent(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> value = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(value, NotSentBytes);
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpNotSentLowat, value);
        }
    }

    private static PointFailure Closed(Socket socket, SslStream? secure, PointFailure failure)
    {
        secure?.Dispose();
        socket.Dispose();
        return failure;
    }
}
