using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Points;

/// <summary>The P-256 key that tickets are signed with. Several hubs of one country share the file <c>hub.key</c>.</summary>
internal sealed class HubKey : IDisposable
{
    private readonly ECDsa key;

    public HubKey(DataFolder data)
    {
        key = ECDsa.Create();
        var path = data.File("hub.key");
        try
        {
            key.ImportFromPem(data.ReadOrMakeSecret("hub.key", MakePem));
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or CryptographicException)
        {
            throw new StartRefused(
                $"The file '{path}' holds no P-256 private key in PEM. Put the right one there; without it, delete the file: a new key is made and test points learn it when they register again.",
                unreadable
            );
        }

        var publicKey = key.ExportSubjectPublicKeyInfo();
        PublicKey = Convert.ToBase64String(publicKey);
        Id = Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];
    }

    public string Id { get; }

    public string PublicKey { get; }

    public string Sign<T>(T payload, JsonTypeInfo<T> type, string kind) => CompactSignature.Sign(payload, type, key, Id, kind);

    public bool TryVerify(string token, out Ticket? ticket) =>
        CompactSignature.TryVerify(token, MeasureJson.Default.Ticket, key, Ticket.Kind, out ticket);

    public void Dispose() => key.Dispose();

    private static string MakePem()
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return fresh.ExportPkcs8PrivateKeyPem();
    }
}
