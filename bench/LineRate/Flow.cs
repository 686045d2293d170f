using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Ispeed.LineRate;

/// <summary>One connection of the bench's client on a thread of its own: it asks, then takes or gives as fast as the server lets it.</summary>
internal sealed class Flow : IDisposable
{
    private const int Chunk = 1 << 20;

    // Never written: plain reads discard in the kernel (MSG_TRUNC, tcp(7)), so the client costs the machine next to nothing.
    private static readonly byte[] Discarded = GC.AllocateUninitializedArray<byte>(Chunk, pinned: true);

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SslStream? secure;
    private readonly byte[] buffer;
    private readonly ReadOnlyMemory<byte> load;
    private long moved;
    private volatile bool stopping;
    private Thread? thread;

    /// <summary>Connects and sends the request.</summary>
    /// <param name="port">Of the loopback address.</param>
    /// <param name="tls">Over TLS 1.3, AES-128-GCM first as browsers have it.</param>
    /// <param name="request">Head of an HTTP request, sent whole.</param>
    /// <param name="load">What is sent again and again; empty for a download.</param>
    public Flow(int port, bool tls, string request, ReadOnlyMemory<byte> load)
    {
        this.load = load;
        socket.NoDelay = true;
        socket.Connect(IPAddress.Loopback, port);
        buffer = new byte[256 << 10];
        if (tls)
        {
            secure = new(new NetworkStream(socket), leaveInnerStreamOpen: false);
#pragma warning disable CA5359 // the certificate is one that the bench has just had made
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = SslProtocols.Tls13,
                CipherSuitesPolicy = new([TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384]),
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            };
#pragma warning restore CA5359
            secure.AuthenticateAsClient(options);
        }

        var head = Encoding.ASCII.GetBytes(request);
        if (secure is null)
        {
            socket.Send(head);
        }
        else
        {
            secure.Write(head);
        }
    }

    public long Moved => Interlocked.Read(ref moved);

    public TlsCipherSuite? Cipher => secure?.NegotiatedCipherSuite;

    public void Start()
    {
        thread = new Thread(load.Length == 0 ? Take : Give) { IsBackground = true };
        thread.Start();
    }

    public void Dispose()
    {
        stopping = true;
        socket.Dispose();
        thread?.Join(TimeSpan.FromSeconds(5));
        secure?.Dispose();
    }

    private void Take() =>
        Run(() => secure is null ? socket.Receive(Discarded, SocketFlags.Truncated) : secure.Read(buffer, 0, buffer.Length));

    private void Give()
    {
        var rest = new Thread(Take) { IsBackground = true };
        rest.Start(); // reports and answers must not fill the server's socket
        Interlocked.Exchange(ref moved, 0);
        Run(() =>
        {
            if (secure is null)
            {
                return socket.Send(load.Span);
            }

            secure.Write(load.Span);
            return load.Length;
        });
    }

    private void Run(Func<int> step)
    {
        try
        {
            while (!stopping)
            {
                var count = step();
                if (count == 0)
                {
                    return;
                }

                Interlocked.Add(ref moved, count);
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException)
        {
            // the end of a measurement; one that ended early shows as too few bytes
        }
    }
}
