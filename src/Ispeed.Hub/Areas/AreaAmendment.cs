using System.Text.Json;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.Areas;

/// <summary>What an import changes in the list of areas: versions that begin on a day, codes that end on it, and what became of what.</summary>
internal sealed record AreaAmendment(
    DateOnly Day,
    IReadOnlyList<AreaList.Entry> Areas,
    IReadOnlyList<string> Ended,
    IReadOnlyList<AreaList.Edge> Edges
)
{
    public bool IsEmpty => Areas.Count == 0 && Ended.Count == 0 && Edges.Count == 0;

    /// <summary>The list with this in it. An area that the edges name has these successors and no others of that day.</summary>
    public AreaList On(AreaList list)
    {
        var begun = Areas.Select(entry => entry.Code).ToHashSet(StringComparer.Ordinal);
        var ended = begun.Concat(Ended).ToHashSet(StringComparer.Ordinal);
        var areas = list
            .Areas.Where(entry => entry.From != Day || !begun.Contains(entry.Code))
            .Select(entry =>
                ended.Contains(entry.Code) && entry.From < Day && (entry.To is null || entry.To > Day) ? entry with { To = Day } : entry
            )
            .Concat(Areas);
        var named = Edges.Select(edge => edge.Old).ToHashSet(StringComparer.Ordinal);
        var kept = list.Changes.FirstOrDefault(change => change.Day == Day)?.Edges.Where(edge => !named.Contains(edge.Old)) ?? [];
        return list with
        {
            AsOf = list.AsOf > Day ? list.AsOf : Day,
            Areas = [.. areas],
            Changes =
            [
                .. list.Changes.Where(change => change.Day != Day).Append(new(Day, [.. kept, .. Edges])).OrderBy(change => change.Day),
            ],
        };
    }
}

/// <summary>An amendment as it was imported. They are applied in the order of their import.</summary>
internal sealed class AreaAmendmentRow
{
    public DateOnly Day { get; set; }

    public DateTimeOffset ImportedAt { get; set; }

    /// <summary><see cref="AreaAmendment"/> as JSON.</summary>
    public required string Content { get; set; }

    public static AreaAmendmentRow Of(AreaAmendment amendment, DateTimeOffset now) =>
        new()
        {
            Day = amendment.Day,
            ImportedAt = now,
            Content = JsonSerializer.Serialize(amendment, AreaListJson.Default.AreaAmendment),
        };

    public AreaAmendment Read() =>
        JsonSerializer.Deserialize(Content, AreaListJson.Default.AreaAmendment)
        ?? throw new StartRefused($"The change of areas imported at {ImportedAt:O} is empty in the database.");
}

internal sealed class AreaAmendmentTable : IEntityTypeConfiguration<AreaAmendmentRow>
{
    public void Configure(EntityTypeBuilder<AreaAmendmentRow> builder) =>
        builder.ToTable("area_amendments").HasKey(row => new { row.ImportedAt, row.Day });
}
