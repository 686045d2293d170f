using System.Text;
using System.Threading.Channels;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Reporting;

/// <summary>Sealed records on disk until the hub has them. Without a hub nothing is kept: the record goes to the client, who asked for it.</summary>
internal sealed class RecordSpool
{
    private readonly PointLimits limits;
    private readonly bool used;

    // Holds one wake-up: it only says that there is something, so a second one says nothing new and is dropped.
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private int count;

    public RecordSpool(PointSettings settings, PointLimits limits)
    {
        this.limits = limits;
        used = settings.Hub is not null;
        Folder = Path.Combine(settings.Data, "spool");
        Directory.CreateDirectory(Folder);
        foreach (var unfinished in Directory.EnumerateFiles(Folder, "*.new"))
        {
            File.Delete(unfinished); // the machine stopped while it was written: it was never counted as kept
        }

        count = Directory.EnumerateFiles(Folder, "*.jws").Count();
        Wake();
    }

    public string Folder { get; }

    public int Count => Volatile.Read(ref count);

    public bool IsFull => Count >= limits.SpooledRecords;

    public ChannelReader<bool> Waiting => wake.Reader;

    public void Add(Guid run, string token)
    {
        if (!used)
        {
            return;
        }

        DurableFile.Write(Path.Combine(Folder, $"{run:N}.jws"), Encoding.ASCII.GetBytes(token));
        Interlocked.Increment(ref count);
        Wake();
    }

    /// <summary>Some of the records, oldest first: measurement ids begin with their time.</summary>
    public IReadOnlyList<string> Oldest(int most) =>
        [.. Directory.EnumerateFiles(Folder, "*.jws").Order(StringComparer.Ordinal).Take(most)];

    public void Remove(string file)
    {
        File.Delete(file);
        Interlocked.Decrement(ref count);
    }

    private void Wake() => wake.Writer.TryWrite(true);
}
