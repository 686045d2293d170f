using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Exports;

/// <summary>The communes of a province, or the one commune that a campaign is of, from the published figures.</summary>
internal static class ReadCommunes
{
    /// <summary>What 4G shall reach on average: Decision 36/QĐ-TTg of 11 January 2024.</summary>
    public const int SlowBelowMbps = 40;

    /// <summary>All communes of the place; none where the month is not published.</summary>
    public static async Task<IReadOnlyList<CommuneFigures>> ReadAsync(
        HubDb db,
        AreaDirectory areas,
        Campaign campaign,
        Area? place,
        DateOnly month,
        CancellationToken cancellationToken
    )
    {
        if (place is null || await CellsAsync(db, campaign, place, month, Figure.AllOperators, cancellationToken) is not { } cells)
        {
            return [];
        }

        var before = await CellsAsync(db, campaign, place, month.AddMonths(-1), Figure.AllOperators, cancellationToken);
        return [.. CommunesOf(areas, place, month).Select(commune => Of(commune, cells, before))];

        CommuneFigures Of(Area commune, IReadOnlyDictionary<CellKey, Cell> now, IReadOnlyDictionary<CellKey, Cell>? earlier)
        {
            var key = new CellKey(commune.Code, commune.ValidFrom, Figure.AllOperators);
            var cell = now.GetValueOrDefault(key);
            var samples = cell is null ? 0 : cell.Samples;
            var isAssessed = Tiers.Of(samples ?? 0) is Tier.Official;
            var past = earlier?.GetValueOrDefault(key);
            return new(
                commune,
                commune.DistrictCode is { } district ? areas.Find(district, commune.ValidFrom)?.FullName : null,
                cell is null ? 0 : cell.Runs,
                samples,
                campaign.SamplesACommune,
                isAssessed ? cell?.Down?.Median : null,
                isAssessed ? cell?.Up?.Median : null,
                isAssessed ? cell?.IdleMs : null,
                earlier is null ? null
                    : past is null ? 0
                    : past.Samples,
                Tiers.Of(past?.Samples ?? 0) is Tier.Official ? past?.Down?.Median?.Value : null
            );
        }
    }

    /// <summary>The place as a whole; null where it is not published.</summary>
    public static async Task<PlaceSums?> TotalAsync(
        HubDb db,
        Campaign campaign,
        Area? place,
        DateOnly month,
        CancellationToken cancellationToken
    )
    {
        if (place is null || await PublishedFigures.HeadAsync(db, month, release: null, cancellationToken) is not { } head)
        {
            return null;
        }

        var row = await db
            .Figures.AsNoTracking()
            .SeenBy(db, month, head.Generation)
            .SingleOrDefaultAsync(
                one => one.AreaCode == place.Code && one.AreaFrom == place.ValidFrom && one.Operator == Figure.AllOperators,
                cancellationToken
            );
        return row is not null && CellOf(row, campaign) is { Runs: { } runs, Samples: { } samples } ? new(runs, samples) : null;
    }

    /// <summary>
    /// Communes and operators that are below <see cref="SlowBelowMbps"/> whatever chance did: from 30 samples on, with the whole interval below it. A list that
    /// operators have to answer must not name one for its bad luck.
    /// </summary>
    public static async Task<IReadOnlyList<SlowCommune>> SlowAsync(
        HubDb db,
        AreaDirectory areas,
        OperatorDirectory operators,
        Campaign campaign,
        Area? place,
        DateOnly month,
        CancellationToken cancellationToken
    )
    {
        if (place is null || await CellsAsync(db, campaign, place, month, only: null, cancellationToken) is not { } cells)
        {
            return [];
        }

        var communes = CommunesOf(areas, place, month).ToDictionary(commune => (commune.Code, commune.ValidFrom));
        var names = operators.On(month);
        return
        [
            .. cells
                .Where(one => one.Key.Operator is not (Figure.AllOperators or Figure.OtherOperators))
                .Where(one => one.Value.Tier >= Tier.Provisional && one.Value.Down?.Median?.Interval?.High < SlowBelowMbps)
                .Where(one => communes.ContainsKey((one.Key.Code, one.Key.From)))
                .Select(one => new SlowCommune(
                    communes[(one.Key.Code, one.Key.From)],
                    one.Key.Operator,
                    names.Find(one.Key.Operator)?.Name ?? one.Key.Operator,
                    one.Value.Samples ?? 0,
                    one.Value.Down!.Median!
                ))
                .OrderBy(one => one.Down.Value)
                .ThenBy(one => one.Commune.Code, StringComparer.Ordinal)
                .ThenBy(one => one.OperatorCode, StringComparer.Ordinal),
        ];
    }

    private readonly record struct CellKey(string Code, DateOnly From, string Operator);

    private static IReadOnlyList<Area> CommunesOf(AreaDirectory areas, Area place, DateOnly month)
    {
        var day = month.AddMonths(1).AddDays(-1);
        return place.Level is AreaLevel.Commune ? [place] : areas.Communes(place.Code, day);
    }

    // Null where the month is not published.
    private static async Task<IReadOnlyDictionary<CellKey, Cell>?> CellsAsync(
        HubDb db,
        Campaign campaign,
        Area place,
        DateOnly month,
        string? only,
        CancellationToken cancellationToken
    )
    {
        if (await PublishedFigures.HeadAsync(db, month, release: null, cancellationToken) is not { } head)
        {
            return null;
        }

        var rows = db.Figures.AsNoTracking().SeenBy(db, month, head.Generation).Where(row => row.Level == FigureLevel.Commune);
        rows =
            place.Level is AreaLevel.Commune
                ? rows.Where(row => row.AreaCode == place.Code)
                : rows.Where(row =>
                    row.ParentCode == place.Code
                    || db.Set<FigureRow>()
                        .Any(above =>
                            above.Month == month
                            && above.AreaCode == row.ParentCode
                            && above.ParentCode == place.Code
                            && above.Level == FigureLevel.District
                        )
                );
        rows = only is null ? rows : rows.Where(row => row.Operator == only);
        var cells = new Dictionary<CellKey, Cell>();
        foreach (var row in await rows.ToListAsync(cancellationToken))
        {
            if (CellOf(row, campaign) is { } cell)
            {
                cells[new(row.AreaCode, row.AreaFrom, row.Operator)] = cell;
            }
        }

        return cells;
    }

    private static Cell? CellOf(FigureRow row, Campaign campaign)
    {
        var access = AccessOf(campaign.Asks);
        return FigureContent.Read(row.Content).Cells.FirstOrDefault(one => one.Access == access && one.Hours == Figure.AllHours);
    }

    private static string AccessOf(AskedAccess asked) =>
        asked switch
        {
            AskedAccess.Any => Figure.AllAccesses,
            AskedAccess.Mobile => Figure.Mobile,
            _ => asked.ToWire(), // as the accesses themselves are spelt
        };
}
