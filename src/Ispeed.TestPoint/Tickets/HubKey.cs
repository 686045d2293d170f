using System.Security.Cryptography;
using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Reporting;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tickets;

internal enum TicketSignature
{
    Right,
    Wrong,
    HubUnknown,
}

/// <summary>The hub's public key. Kept on disk, so that the point checks tickets while the hub is away.</summary>
internal sealed class HubKey : IDisposable
{
    private readonly string path;
    private readonly Lock gate = new();
    private ECDsa? key;
    private string keyId = string.Empty;

    public HubKey(PointSettings settings)
    {
        path = PathIn(settings.Data);
        if (File.Exists(path) && TryParse(File.ReadAllBytes(path)) is { } welcome)
        {
            Use(welcome);
        }
    }

    public bool IsKnown
    {
        get
        {
            lock (gate)
            {
                return key is not null;
            }
        }
    }

    public static string PathIn(string data) => Path.Combine(data, "hub.json");

    /// <summary>Takes the key over and keeps it; false when it is not a P-256 key.</summary>
    public bool TryAccept(PointWelcome welcome)
    {
        if (!Use(welcome))
        {
            return false;
        }

        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(welcome, MeasureJson.Default.PointWelcome));
        return true;
    }

    public TicketSignature TryVerify(string token, out Ticket? ticket)
    {
        ticket = null;

        // One key at a time: ECDsa objects are not promised to be safe for threads, and a check takes a tenth of a millisecond.
        lock (gate)
        {
            if (key is null)
            {
                return TicketSignature.HubUnknown;
            }

            return
                CompactSignature.TryReadKeyId(token, out var signer)
                && signer == keyId
                && CompactSignature.TryVerify(token, MeasureJson.Default.Ticket, key, Ticket.Kind, out ticket)
                ? TicketSignature.Right
                : TicketSignature.Wrong;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            key?.Dispose();
            key = null;
        }
    }

    private static PointWelcome? TryParse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, MeasureJson.Default.PointWelcome);
        }
        catch (JsonException)
        {
            return null; // an unreadable cache is no cache: the hub is asked again
        }
    }

    private bool Use(PointWelcome welcome)
    {
        var read = ECDsa.Create();
        try
        {
            read.ImportSubjectPublicKeyInfo(Convert.FromBase64String(welcome.PublicKey), out _);
        }
        catch (Exception unusable) when (unusable is FormatException or CryptographicException)
        {
            read.Dispose(); // not base64, or not a key
            return false;
        }

        if (read.KeySize != 256)
        {
            read.Dispose();
            return false;
        }

        lock (gate)
        {
            key?.Dispose();
            key = read;
            keyId = welcome.KeyId;
        }

        return true;
    }
}
