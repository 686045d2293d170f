using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Ispeed.TestPoint.Foreign.Responsiveness;

/// <summary>
/// The port of responsiveness clients: HTTP/2 over TLS, because they send probes on connections that are loaded. Kestrel serves it: a probe that waits behind
/// whole pieces of load would be slow by the server's fault, and line rate is the data port's task.
/// </summary>
internal sealed class ResponsivenessPort(
    PointSettings settings,
    PointLimits limits,
    PointCertificate certificate,
    PointCounters counters,
    IServiceProvider services
)
{
    // What waits in the kernel for a turn is waited for by probes too, and would be taken for a queue of the line.
    private const int NotSentBytes = 128 << 10;
    private const int WindowBytes = 4 << 20; // of HTTP/2, for uploads: 640 Mbit/s on each connection at 50 ms

    private readonly AddressCounts addresses = new(limits.ConnectionsPerAddress);

    /// <summary>As it was bound; null where there is none.</summary>
    public int? Port =>
        settings.ResponsivenessPort is null
            ? null
            : services
                .GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Select(BindingAddress.Parse)
                .FirstOrDefault(address => address.Scheme == Uri.UriSchemeHttps)
                ?.Port;

    /// <summary>Adds the port to the server, where there is to be one.</summary>
    public void Open(KestrelServerOptions kestrel)
    {
        if (settings.ResponsivenessPort is not { } port)
        {
            return;
        }

        kestrel.Limits.MaxRequestHeadersTotalSize = Limits.HeadBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.HeadTime;
        kestrel.Limits.Http2.InitialConnectionWindowSize = WindowBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = WindowBytes;
        if (settings.Bind is { } address)
        {
            kestrel.Listen(address, port, Configure);
        }
        else
        {
            kestrel.ListenAnyIP(port, Configure);
        }
    }

    private void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.Use(next => connection => CountAsync(connection, next));
        var whole = certificate.Options!;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = whole.ServerCertificateContext,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            CipherSuitesPolicy = whole.CipherSuitesPolicy,
            EnabledSslProtocols = whole.EnabledSslProtocols,
        };
        listen.UseHttps(
            new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(options), HandshakeTimeout = limits.HeadTime }
        );
    }

    // Liveness: a connection lasts as Kestrel's own limits have it: handshake and heads within the head time, bodies at a least rate, idle ones for two minutes.
    private async Task CountAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        var client = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        client = client is { IsIPv4MappedToIPv6: true } ? client.MapToIPv4() : client;

        // Beyond the bounds a connection is closed unread, as on the data port.
        if (socket is null || client is null || counters.Connections >= limits.Connections || !addresses.TryEnter(client))
        {
            connection.Abort();
            return;
        }

        counters.ConnectionOpened();
        try
        {
            TcpSample.BoundNotSent(socket, NotSentBytes);
            connection.Features.Set(new ResponsivenessConnection(socket, client));
            await next(connection);
        }
        finally
        {
            addresses.Leave(client);
            counters.ConnectionClosed();
        }
    }
}

/// <summary>A connection of the port, which its requests share.</summary>
internal sealed class ResponsivenessConnection(Socket socket, IPAddress address)
{
    private ResponsivenessTransfer? counting;

    public Socket Socket { get; } = socket;

    public IPAddress Address { get; } = address;

    /// <summary>Whether the kernel's counts belong to this transfer. Those of a connection are one transfer's at a time, so that nothing is counted twice.</summary>
    public bool IsCountedBy(ResponsivenessTransfer transfer) =>
        Interlocked.CompareExchange(ref counting, transfer, null) is { } other ? ReferenceEquals(other, transfer) : true;

    public void Release(ResponsivenessTransfer transfer) => Interlocked.CompareExchange(ref counting, null, transfer);
}
