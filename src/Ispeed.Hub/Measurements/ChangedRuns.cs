using Ispeed.Hub.Areas;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Measurements;

/// <summary>
/// Measurements that came, changed or went since figures were last made: written in the same transaction as they, so that none is ever missed. One row a
/// transaction and month, only ever added and, once its figures are published, deleted: writers never wait for one another.
/// </summary>
internal sealed class ChangedRuns
{
    private const int KeyLength = 32;

    /// <summary>A UUID of version 7.</summary>
    public Guid Id { get; set; }

    /// <summary>The first day of the month that the runs were started in, in Viet Nam.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Device and id of each run, 16 bytes each, big-endian; empty when the whole month has to be looked at again.</summary>
    public required byte[] Keys { get; set; }

    public bool IsWholeMonth => Keys.Length == 0;

    public IEnumerable<(Guid Device, Guid Id)> Runs()
    {
        for (var at = 0; at + KeyLength <= Keys.Length; at += KeyLength)
        {
            yield return (new(Keys.AsSpan(at, 16), bigEndian: true), new(Keys.AsSpan(at + 16, 16), bigEndian: true));
        }
    }

    /// <summary>One mark a month that occurs.</summary>
    public static IEnumerable<ChangedRuns> Of(IEnumerable<MeasurementRow> rows, DateTimeOffset now) =>
        rows.GroupBy(row => MonthOf(row.StartedAt))
            .Select(month => new ChangedRuns
            {
                Id = Guid.CreateVersion7(now),
                Month = month.Key,
                Keys = KeysOf(month.Select(row => (row.Device, row.Id))),
            });

    public static ChangedRuns WholeMonth(DateOnly month, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Month = new(month.Year, month.Month, 1),
            Keys = [],
        };

    /// <summary>The month of an instant by its first day, in Viet Nam.</summary>
    public static DateOnly MonthOf(DateTimeOffset instant)
    {
        var day = VietnamTime.DayOf(instant);
        return new(day.Year, day.Month, 1);
    }

    private static byte[] KeysOf(IEnumerable<(Guid Device, Guid Id)> runs)
    {
        var keys = runs.Distinct().ToArray();
        var bytes = new byte[keys.Length * KeyLength];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i].Device.TryWriteBytes(bytes.AsSpan(i * KeyLength, 16), bigEndian: true, out _);
            keys[i].Id.TryWriteBytes(bytes.AsSpan(i * KeyLength + 16, 16), bigEndian: true, out _);
        }

        return bytes;
    }
}

internal sealed class ChangedRunsTable : IEntityTypeConfiguration<ChangedRuns>
{
    public void Configure(EntityTypeBuilder<ChangedRuns> builder)
    {
        builder.ToTable("changed_runs").HasKey(mark => mark.Id);
        builder.HasIndex(mark => mark.Month);
    }
}
