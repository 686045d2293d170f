using System.Buffers.Binary;
using Ispeed.TestPoint.Reporting;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Runs;

/// <summary>
/// The measurements that tickets have begun here, until the tickets expire: kept in a file, so that none begins again after a restart.
/// An entry is 24 bytes, measurement id and expiry, appended when the run begins; the file is written anew when most of it has expired.
/// It is not flushed to the disk each time: a restart of the program loses nothing, and a machine takes about as long to restart as a ticket lives.
/// </summary>
internal sealed partial class UsedTickets : IDisposable
{
    private const int EntryBytes = 24;
    private const int RewriteFrom = 1 << 16; // bytes: below it nothing is worth tidying

    private readonly string path;
    private readonly TimeProvider time;
    private readonly ILogger<UsedTickets> logger;
    private readonly Dictionary<Guid, long> used = [];
    private readonly Lock gate = new();
    private FileStream? file;
    private int expired;

    public UsedTickets(PointSettings settings, TimeProvider time, ILogger<UsedTickets> logger)
    {
        path = Path.Combine(settings.Data, "tickets.used");
        this.time = time;
        this.logger = logger;
        Read();
        Rewrite();
    }

    public bool Holds(Guid run)
    {
        lock (gate)
        {
            return used.ContainsKey(run);
        }
    }

    /// <param name="run">The ticket's measurement.</param>
    /// <param name="expires">Seconds since 1970, UTC.</param>
    public void Add(Guid run, long expires)
    {
        lock (gate)
        {
            used[run] = expires;
            try
            {
                Span<byte> entry = stackalloc byte[EntryBytes];
                Write(entry, run, expires);
                file?.Write(entry);
            }
            catch (IOException full)
            {
                Log.NotKept(logger, full); // it is known until the program ends
            }
        }
    }

    /// <summary>Forgets what has expired.</summary>
    public void Forget()
    {
        lock (gate)
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            foreach (var (run, expires) in used)
            {
                if (expires <= now)
                {
                    used.Remove(run);
                    expired++;
                }
            }

            if (expired > used.Count && expired * EntryBytes > RewriteFrom)
            {
                Rewrite();
            }
        }
    }

    public void Dispose() => file?.Dispose();

    private void Read()
    {
        if (!File.Exists(path))
        {
            return;
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var bytes = File.ReadAllBytes(path).AsSpan();
        for (; bytes.Length >= EntryBytes; bytes = bytes[EntryBytes..]) // a torn last entry is left
        {
            var expires = BinaryPrimitives.ReadInt64BigEndian(bytes[16..]);
            if (expires > now)
            {
                used[new Guid(bytes[..16], bigEndian: true)] = expires;
            }
        }
    }

    private void Rewrite()
    {
        var whole = new byte[used.Count * EntryBytes];
        var at = 0;
        foreach (var (run, expires) in used)
        {
            Write(whole.AsSpan(at, EntryBytes), run, expires);
            at += EntryBytes;
        }

        try
        {
            file?.Dispose();
            file = null;
            DurableFile.Write(path, whole);
            file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            expired = 0;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, unwritable);
        }
    }

    private static void Write(Span<byte> entry, Guid run, long expires)
    {
        run.TryWriteBytes(entry, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(entry[16..], expires);
    }

    private static partial class Log
    {
        [LoggerMessage(1202, LogLevel.Error, "Used tickets cannot be written to the data folder: after a restart they could be used again")]
        public static partial void NotKept(ILogger logger, Exception reason);
    }
}
