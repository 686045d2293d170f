using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Reporting;

/// <summary>The test point's own P-256 key, made at its first start and readable by its owner only: what its records are signed with.</summary>
internal sealed class PointKey : IDisposable
{
    private readonly ECDsa key;
    private readonly string id;
    private readonly Lock gate = new();

    private PointKey(ECDsa key, string id)
    {
        this.key = key;
        this.id = id;
    }

    public string PublicKey => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    public static PointKey LoadOrMake(PointSettings settings)
    {
        var path = Path.Combine(settings.Data, "point.key");
        if (!File.Exists(path))
        {
            var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            DurableFile.Write(path, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
            return new(made, settings.Id);
        }

        var kept = ECDsa.Create();
        try
        {
            kept.ImportFromPem(File.ReadAllText(path));
            return new(kept, settings.Id);
        }
        catch (Exception unusable) when (unusable is ArgumentException or CryptographicException)
        {
            kept.Dispose();
            throw new StartUpFailure(
                StartUpFault.DataFolder,
                $"The test point's key '{path}' cannot be read.",
                "Put it back from a backup; or delete it, and register under another --id."
            );
        }
    }

    public string Sign<T>(T payload, JsonTypeInfo<T> type, string kind)
    {
        lock (gate) // ECDsa objects are not promised to be safe for threads
        {
            return CompactSignature.Sign(payload, type, key, id, kind);
        }
    }

    public void Dispose() => key.Dispose();
}
