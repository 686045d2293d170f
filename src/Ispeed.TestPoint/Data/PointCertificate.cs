using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ispeed.TestPoint.Reporting;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Data;

/// <summary>The certificate of the ports with TLS: the operator's, or a self-signed one that is made once and kept.</summary>
internal sealed class PointCertificate : IDisposable
{
    private const int SelfSignedYears = 10;

    private readonly OpenSsl.SessionMaker? sessions;

    private PointCertificate(SslServerAuthenticationOptions? options, OpenSsl.SessionMaker? sessions)
    {
        Options = options;
        this.sessions = sessions;
    }

    /// <summary>For SslStream; null without a port with TLS.</summary>
    public SslServerAuthenticationOptions? Options { get; }

    /// <summary>A channel with this certificate; not without a TLS port.</summary>
    public DataChannel Secure(Socket socket) => sessions is null ? new TlsChannel(socket, Options!) : new OpenSslChannel(socket, sessions);

    public void Dispose() => sessions?.Dispose();

    public static PointCertificate Load(PointSettings settings, TimeProvider time)
    {
        if (settings.TlsPort is null && settings.ResponsivenessPort is null)
        {
            return new(null, null);
        }

        using var read = settings.Certificate is { } file
            ? FromOperator(file, settings.CertificateKey ?? file, time)
            : SelfSigned(settings, time);

        // SslStream on Windows takes no key that lives in memory only; the detour over PKCS #12 costs nothing elsewhere.
        var whole = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
        X509Certificate2Collection chain = [];
        if (settings.Certificate is { } pem)
        {
            chain.ImportFromPemFile(pem);
        }

        return new(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(whole, chain, offline: true),
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                CipherSuitesPolicy = Ciphers(),
                EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
            },
            OpenSsl.IsThere && settings.TlsPort is not null ? OpenSslSessions.Make(whole, chain) : null
        );
    }

    // AES-128-GCM first: half again as fast as AES-256 with the processor's instructions, and as good for load that is random anyway.
    private static CipherSuitesPolicy? Ciphers() =>
        OperatingSystem.IsLinux()
            ? new CipherSuitesPolicy([
                TlsCipherSuite.TLS_AES_128_GCM_SHA256,
                TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
                TlsCipherSuite.TLS_AES_256_GCM_SHA384,
                TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            ])
            : null;

    private static X509Certificate2 FromOperator(string file, string keyFile, TimeProvider time)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(file, keyFile);
            if (certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime)
            {
                return certificate;
            }

            throw new StartUpFailure(
                StartUpFault.BadCertificate,
                $"The certificate '{file}' expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}.",
                "Renew it, and start again."
            );
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartUpFailure(
                StartUpFault.BadCertificate,
                $"The certificate '{file}' with the key '{keyFile}' cannot be used: {unusable.Message}",
                "Give a PEM certificate chain with --certificate and its private key with --certificate-key; or neither, for a self-signed one."
            );
        }
    }

    private static X509Certificate2 SelfSigned(PointSettings settings, TimeProvider time)
    {
        var path = Path.Combine(settings.Data, "tls.pem");
        if (File.Exists(path))
        {
            return FromOperator(path, path, time);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={settings.Id}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Dns.GetHostName());
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        if (Uri.TryCreate(settings.PublicSecureUrl, UriKind.Absolute, out var url) && url.HostNameType == UriHostNameType.Dns)
        {
            names.AddDnsName(url.IdnHost);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true)
        );
        var now = time.GetUtcNow();
        var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(SelfSignedYears));
        DurableFile.Write(path, Encoding.ASCII.GetBytes($"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n"));
        return made;
    }
}
