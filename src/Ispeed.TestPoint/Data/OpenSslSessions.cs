using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ispeed.TestPoint.Data;

/// <summary>How the sessions of the TLS port are made: TLS 1.3 and 1.2, AES-128-GCM first.</summary>
internal static class OpenSslSessions
{
    private const string Suites13 = "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";

    private const string Suites12 =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";

    /// <summary>Null when the library does not take the key: SslStream then serves.</summary>
    public static OpenSsl.SessionMaker? Make(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        var (kind, key) = KeyOf(certificate);
        if (key.Length == 0)
        {
            return null;
        }

        var maker = OpenSsl.NewContext(OpenSsl.ServerMethod());

        OpenSsl.Control(maker, OpenSsl.ControlLeastVersion, OpenSsl.Tls12, 0);
        OpenSsl.Control(maker, OpenSsl.ControlMode, OpenSsl.ModeMovingBufferAndRelease, 0);
        OpenSsl.Control(maker, OpenSsl.ControlSessionCache, 0, 0);
        OpenSsl.SetOptions(maker, OpenSsl.OptionServerPreference | OpenSsl.OptionNoRenegotiation);
        var taken =
            OpenSsl.SetSuites13(maker, Suites13) == 1
            && OpenSsl.SetSuites12(maker, Suites12) == 1
            && OpenSsl.UseCertificate(maker, certificate.RawData.Length, certificate.RawData) == 1
            && OpenSsl.UsePrivateKey(kind, maker, key, key.Length) == 1
            && chain.Where(link => link.Thumbprint != certificate.Thumbprint).All(link => AddToChain(maker, link));
        CryptographicOperations.ZeroMemory(key);
        OpenSsl.ClearErrors();
        if (taken)
        {
            return maker;
        }

        maker.Dispose();
        return null;
    }

    private static (int Kind, byte[] Der) KeyOf(X509Certificate2 certificate)
    {
        using var ec = certificate.GetECDsaPrivateKey();
        using var rsa = certificate.GetRSAPrivateKey();
        return ec is not null ? (OpenSsl.KeyEc, ec.ExportECPrivateKey())
            : rsa is not null ? (OpenSsl.KeyRsa, rsa.ExportRSAPrivateKey())
            : (0, []);
    }

    private static unsafe bool AddToChain(OpenSsl.SessionMaker maker, X509Certificate2 link)
    {
        var der = link.RawData;
        fixed (byte* start = der)
        {
            var at = (nint)start;
            var read = OpenSsl.ReadCertificate(0, ref at, der.Length);
            return read != 0 && OpenSsl.Control(maker, OpenSsl.ControlExtraChain, 0, read) == 1; // owns it from here on
        }
    }
}
