using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Statistics;

namespace Ispeed.Hub.Portal.MapPages;

/// <summary>The published cells that a map shows: one of each area in it, and that of the whole.</summary>
/// <param name="Whole">The country or province; null where nobody measured.</param>
/// <param name="Parts">By code of the area.</param>
internal sealed record MapFigures(Cell? Whole, IReadOnlyDictionary<string, Cell> Parts)
{
    public static async Task<MapFigures> ReadAsync(HubDb db, string code, MapQuestion question, CancellationToken cancellationToken)
    {
        var asked = new FigureQuery(question.Period.First, Operator: question.Operator, Access: question.Access, Hours: Figure.AllHours);
        var whole = await PublishedFigures.ReadAsync(
            db,
            asked with
            {
                AreaCode = code,
            },
            null,
            PublishedFigures.MostDocuments,
            cancellationToken
        );
        var parts = new Dictionary<string, Cell>(StringComparer.Ordinal);
        FigureCursor? after = null;
        do
        {
            var page = await PublishedFigures.ReadAsync(
                db,
                asked with
                {
                    ParentCode = code,
                },
                after,
                PublishedFigures.MostDocuments,
                cancellationToken
            );
            foreach (var figure in page.Figures)
            {
                parts[figure.AreaCode] = figure.Cell; // of two versions in one month, the later one
            }

            after = page.Next;
        } while (after is not null);

        return new(whole.Figures is [.., var last] ? last.Cell : null, parts);
    }

    /// <summary>Whether a figure may be coloured, and how firmly: from 100 devices on it stands by itself.</summary>
    public static MapStrength StrengthOf(Cell? cell) =>
        cell is not { Withheld: Withholding.Shown, Down.Median: not null } ? MapStrength.None
        : cell.Tier >= Tier.Direct ? MapStrength.Firm
        : MapStrength.Few;
}

/// <summary>How much a colour on the map is worth. (Public only because a Razor component's parameters have to be.)</summary>
public enum MapStrength
{
    /// <summary>No figure: grey, hatched.</summary>
    None,

    /// <summary>Below 100 devices: the colour of its band, dotted.</summary>
    Few,

    /// <summary>100 devices or more: the colour of its band.</summary>
    Firm,
}
