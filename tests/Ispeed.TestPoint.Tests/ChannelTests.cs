using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

/// <summary>TLS straight over OpenSSL and over SslStream, against .NET's own client.</summary>
public sealed class ChannelTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("ispeed-channel-").FullName;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openssl", SslProtocols.Tls13)]
    [InlineData("openssl", SslProtocols.Tls12)]
    [InlineData("sslstream", SslProtocols.Tls13)]
    public async Task Bytes_arrive_both_ways_as_they_were(string kind, SslProtocols version)
    {
        await using var pair = await PairAsync(kind, version, "ec");
        var there = RandomNumberGenerator.GetBytes(3_000_000);
        var back = RandomNumberGenerator.GetBytes(2_000_000);
        var sending = pair.Point.SendAsync(there, Patience).AsTask();
        var answering = pair.Client.WriteAsync(back, Patience).AsTask();
        var heard = new byte[there.Length];
        var hearing = pair.Client.ReadExactlyAsync(heard, Patience).AsTask();
        var taken = await TakeAsync(pair.Point, back.Length);
        await Task.WhenAll(sending, answering, hearing);
        heard.ShouldBe(there);
        taken.ShouldBe(back);
        pair.Point.SocketBytesSent.ShouldBeGreaterThan(there.Length);
        pair.Point.SocketBytesReceived.ShouldBeGreaterThan(back.Length);
    }

    [Fact]
    public async Task The_fast_suite_is_chosen_whatever_a_client_puts_first()
    {
        await using var pair = await PairAsync("openssl", SslProtocols.Tls13, "ec");
        pair.Client.NegotiatedCipherSuite.ShouldBe(TlsCipherSuite.TLS_AES_128_GCM_SHA256);
    }

    [Fact]
    public async Task A_certificate_with_an_rsa_key_serves_too()
    {
        await using var pair = await PairAsync("openssl", SslProtocols.Tls13, "rsa");
        await pair.Point.SendAsync(new byte[] { 1, 2, 3 }, Patience);
        var heard = new byte[3];
        await pair.Client.ReadExactlyAsync(heard, Patience);
        heard.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_client_that_has_ended_its_session_is_told_from_one_that_is_slow()
    {
        await using var pair = await PairAsync("openssl", SslProtocols.Tls13, "ec");
        var reading = pair.Point.ReceiveAsync(new byte[100], Patience).AsTask();
        await pair.Client.ShutdownAsync();
        (await reading).ShouldBe(0);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: point\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0000\u0005nonse")]
    public async Task What_is_no_tls_ends_as_a_failed_handshake(string bytes)
    {
        Assert.SkipUnless(OpenSsl.IsThere, "No OpenSSL 3 on this machine.");
        var (client, server) = await ConnectedAsync();
        using var _ = client;
        using var certificate = PointCertificate.Load(Settings(), TimeProvider.System);
        using var channel = certificate.Secure(server);
        await client.SendAsync(System.Text.Encoding.Latin1.GetBytes(bytes), Patience);
        client.Shutdown(SocketShutdown.Send);
        await Should.ThrowAsync<AuthenticationException>(async () => await channel.BeginAsync(Patience));
    }

    [Fact]
    public async Task A_channel_that_is_disposed_while_it_waits_ends_what_waits()
    {
        await using var pair = await PairAsync("openssl", SslProtocols.Tls13, "ec");
        var reading = pair.Point.ReceiveAsync(new byte[100], Patience).AsTask();
        pair.Point.Dispose();
        var ended = await Should.ThrowAsync<Exception>(reading);
        (ended is SocketException or ObjectDisposedException or OperationCanceledException).ShouldBeTrue(ended.ToString());
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private static async Task<byte[]> TakeAsync(DataChannel channel, int length)
    {
        var taken = new byte[length];
        for (var at = 0; at < length; )
        {
            var count = await channel.ReceiveAsync(taken.AsMemory(at), Patience);
            count.ShouldBeGreaterThan(0);
            at += count;
        }

        return taken;
    }

    private static async Task<(Socket Client, Socket Server)> ConnectedAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!, Patience);
        return (client, await listener.AcceptAsync(Patience));
    }

    private PointSettings Settings(string? certificate = null) =>
        new()
        {
            Id = "channel",
            Name = "channel",
            Data = data,
            TlsPort = 0,
            Certificate = certificate,
        };

    private async Task<Pair> PairAsync(string kind, SslProtocols version, string key)
    {
        Assert.SkipUnless(kind != "openssl" || OpenSsl.IsThere, "No OpenSSL 3 on this machine.");
        var (client, server) = await ConnectedAsync();
        var certificate = PointCertificate.Load(Settings(key == "rsa" ? RsaCertificate() : null), TimeProvider.System);
        var channel = kind == "openssl" ? certificate.Secure(server) : new TlsChannel(server, certificate.Options!);
        (channel is OpenSslChannel).ShouldBe(kind == "openssl");
        var secure = new SslStream(new NetworkStream(client, ownsSocket: true), leaveInnerStreamOpen: false);
        var begun = channel.BeginAsync(Patience).AsTask();
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = version,
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            },
            Patience
        );
        await begun;
        return new(channel, secure, certificate);
    }

    private string RsaCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=rsa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(data, "rsa.pem");
        File.WriteAllText(file, $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return file;
    }

    private sealed record Pair(DataChannel Point, SslStream Client, PointCertificate Certificate) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Point.Dispose();
            await Client.DisposeAsync();
            Certificate.Dispose();
        }
    }
}
