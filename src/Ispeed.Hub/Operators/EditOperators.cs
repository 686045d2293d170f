using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Operators;

/// <summary>An entry as an administrator made it. Rows are added and never changed: they are the history.</summary>
internal sealed class OperatorEntryRow
{
    /// <summary>From 1, in the order in which they were made. Two administrators who take the same one: the second is refused by the key.</summary>
    public int Number { get; set; }

    public required string Kind { get; set; }

    public required string Key { get; set; }

    public DateOnly From { get; set; }

    public bool IsRemoved { get; set; }

    public string? Name { get; set; }

    public string? Operator { get; set; }

    public string? Use { get; set; }

    public string? Host { get; set; }

    public string? Sells { get; set; }

    public string? Sims { get; set; }

    public DateTimeOffset MadeAt { get; set; }

    public required string MadeBy { get; set; }

    public required string Why { get; set; }

    public OperatorEntry ToEntry() => new(Kind, Key, From, IsRemoved, Name, Operator, Use, Host, Sells, Sims);
}

internal sealed class OperatorEntryTable : IEntityTypeConfiguration<OperatorEntryRow>
{
    public void Configure(EntityTypeBuilder<OperatorEntryRow> builder)
    {
        builder.ToTable("operator_entries").HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedNever();
        builder.HasIndex(row => new { row.Kind, row.Key });
    }
}

internal static class OperatorSets
{
    extension(HubDb db)
    {
        public DbSet<OperatorEntryRow> OperatorEntries => db.Set<OperatorEntryRow>();
    }
}

/// <summary>An administrator changes the operator tables: from a day on, with a name and a reason, all entries or none. The same for every way of asking.</summary>
internal static class EditOperators
{
    private const int LongestText = 500;

    /// <summary>What keeps the entries from being made, in sentences; none when they were made.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        HubDb db,
        OperatorList shipped,
        IReadOnlyList<OperatorEntry> entries,
        string by,
        string why,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var made = await MadeAsync(db, cancellationToken);
        if (Faults(shipped, made, entries, by, why) is { Count: > 0 } faults)
        {
            return faults;
        }

        foreach (var (at, entry) in entries.Index())
        {
            db.Add(
                new OperatorEntryRow
                {
                    Number = made.Count + at + 1,
                    Kind = entry.Kind,
                    Key = entry.Key,
                    From = entry.From,
                    IsRemoved = entry.IsRemoved,
                    Name = entry.Name,
                    Operator = entry.Operator,
                    Use = entry.Use,
                    Host = entry.Host,
                    Sells = entry.Sells,
                    Sims = entry.Sims,
                    MadeAt = now,
                    MadeBy = by,
                    Why = why,
                }
            );
        }

        var changed = entries.Select(entry => $"{entry.Kind} {entry.Key} {entry.From:yyyy-MM-dd}").ToArray(); // names and reason stay with the entries
        await db.SaveWithAsync(
            new(Author.CommandLine, AuditAct.OperatorsChanged, "operators", ("entries", changed)),
            now,
            cancellationToken
        ); // one transaction
        return [];
    }

    /// <summary>Everything that was made, in its order.</summary>
    public static async Task<IReadOnlyList<OperatorEntryRow>> MadeAsync(HubDb db, CancellationToken cancellationToken) =>
        await db.OperatorEntries.AsNoTracking().OrderBy(row => row.Number).ToListAsync(cancellationToken);

    /// <summary>The tables of every day with everything that was made.</summary>
    public static OperatorTimeline TimelineOf(OperatorList shipped, IEnumerable<OperatorEntryRow> made) =>
        new(shipped.Entries().Concat(made.Select(row => row.ToEntry())));

    private static List<string> Faults(
        OperatorList shipped,
        IReadOnlyList<OperatorEntryRow> made,
        IReadOnlyList<OperatorEntry> entries,
        string by,
        string why
    )
    {
        var faults = new List<string>();
        if (by.Trim().Length is 0 or > LongestText || why.Trim().Length is 0 or > LongestText)
        {
            faults.Add($"A change needs who makes it and why, in 1 to {LongestText} signs each.");
        }

        faults.AddRange(entries.Select(entry => entry.Fault() is { } fault ? $"{entry.Kind} {entry.Key}: {fault}" : null).OfType<string>());
        faults.AddRange(
            entries
                .GroupBy(entry => (entry.Kind, entry.Key, entry.From))
                .Where(group => group.Skip(1).Any())
                .Select(group => $"{group.Key.Kind} {group.Key.Key}: it is there twice from {group.Key.From:yyyy-MM-dd} on.")
        );
        if (faults.Count > 0)
        {
            return faults;
        }

        var before = TimelineOf(shipped, made);
        faults.AddRange(
            entries
                .Where(entry =>
                    entry.IsRemoved && !before.ValidOn(entry.From).Any(known => known.Kind == entry.Kind && known.Key == entry.Key)
                )
                .Select(entry => $"{entry.Kind} {entry.Key}: there is none to remove on {entry.From:yyyy-MM-dd}.")
        );
        var after = new OperatorTimeline(shipped.Entries().Concat(made.Select(row => row.ToEntry())).Concat(entries));
        faults.AddRange(
            after
                .Changes.SelectMany(day => after.On(day).Holes().Select(hole => (day, hole)))
                .DistinctBy(found => found.hole, StringComparer.Ordinal)
                .Select(found => $"From {Day(found.day)} on {found.hole}.")
        );
        return faults;
    }

    private static string Day(DateOnly day) => day == DateOnly.MinValue ? "the beginning" : $"{day:yyyy-MM-dd}";
}
