using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Points;

/// <summary>The P-256 key that tickets are signed with. Several hubs of one country share the file <c>hub.key</c>.</summary>
internal sealed class HubKey : IDisposable
{
    private readonly ECDsa key;
    private readonly byte[] macKey;

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

        macKey = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            key.ExportParameters(includePrivateParameters: true).D!,
            32,
            info: "ispeed-ticket-mac"u8.ToArray()
        );
        var publicKey = key.ExportSubjectPublicKeyInfo();
        PublicKey = Convert.ToBase64String(publicKey);
        Id = Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];
    }

    public string Id { get; }

    public string PublicKey { get; }

    /// <summary>Signs for the test points, and seals for the hub itself: a seal is checked in two microseconds, a signature in seventy.</summary>
    public string Sign(Ticket ticket) =>
        CompactSignature.Sign(ticket with { Mac = MacOf(ticket) }, MeasureJson.Default.Ticket, key, Id, Ticket.Kind);

    /// <summary>Whether this hub, or one with the same key, gave the ticket: by its seal, else by its signature.</summary>
    public bool TryVerify(string token, out Ticket? ticket) =>
        (CompactSignature.TryReadUnproved(token, MeasureJson.Default.Ticket, Ticket.Kind, out ticket) && IsSealed(ticket!))
        || CompactSignature.TryVerify(token, MeasureJson.Default.Ticket, key, Ticket.Kind, out ticket);

    public void Dispose() => key.Dispose();

    private bool IsSealed(Ticket ticket) =>
        ticket is { Mac: { } mac, Points: not null, Issuer: not null }
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(mac), Encoding.ASCII.GetBytes(MacOf(ticket)));

    private string MacOf(Ticket ticket) =>
        Base64Url.EncodeToString(
            HMACSHA256.HashData(macKey, JsonSerializer.SerializeToUtf8Bytes(ticket with { Mac = null }, MeasureJson.Default.Ticket))
        );

    private static string MakePem()
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return fresh.ExportPkcs8PrivateKeyPem();
    }
}
