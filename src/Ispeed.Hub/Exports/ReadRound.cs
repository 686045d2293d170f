using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Exports;

/// <summary>Reads a month of a campaign for its papers.</summary>
internal static class ReadRound
{
    /// <summary>Null when the issuer did not exist in the month, or nobody has a round in it.</summary>
    public static async Task<RoundFigures?> ReadAsync(
        HubDb db,
        AreaDirectory areas,
        OperatorDirectory operators,
        Campaign campaign,
        DateOnly month,
        CancellationToken cancellationToken
    )
    {
        var day = month.AddMonths(1).AddDays(-1); // names as they were at the end of the month
        var tree = await OrganisationTree.OnAsync(db, day, cancellationToken);
        var lines = await UnitBoard.ReadAsync(db, campaign, month, day, cancellationToken);
        if (tree.Find(campaign.IssuerId) is not { } issuer || lines.Count == 0)
        {
            return null;
        }

        var place = PlaceOf(tree, issuer, areas, day);
        var head = await PublishedFigures.HeadAsync(db, month, release: null, cancellationToken);
        return new(
            campaign,
            month,
            issuer,
            issuer.ParentId is { } above ? tree.Find(above)?.Name : null,
            place,
            head?.ComputedAt ?? VietnamTime.StartOf(month),
            head?.IsDemonstration ?? false,
            await UnitsAsync(db, tree, areas, campaign, month, lines, cancellationToken),
            await ReadCommunes.ReadAsync(db, areas, campaign, place, month, cancellationToken),
            await ReadCommunes.ReadAsync(db, areas, campaign, place, month.AddMonths(-1), cancellationToken),
            await ReadCommunes.TotalAsync(db, campaign, place, month, cancellationToken),
            await ReadCommunes.TotalAsync(db, campaign, place, month.AddMonths(-1), cancellationToken),
            await ReadCommunes.SlowAsync(db, areas, operators, campaign, place, month, cancellationToken)
        );
    }

    // The place of the nearest body that has one: a department is of its province, whoever wrote it down.
    private static Area? PlaceOf(OrganisationTree tree, OrganisationNode issuer, AreaDirectory areas, DateOnly day)
    {
        var at = issuer;
        for (var steps = 0; at is not null && steps <= tree.Count; steps++)
        {
            if (at.AreaCode is { } code && areas.Find(code, day) is { } area)
            {
                return area;
            }

            at = at.ParentId is { } parent ? tree.Find(parent) : null;
        }

        return null;
    }

    private static async Task<IReadOnlyList<UnitFigures>> UnitsAsync(
        HubDb db,
        OrganisationTree tree,
        AreaDirectory areas,
        Campaign campaign,
        DateOnly month,
        IReadOnlyList<UnitLine> lines,
        CancellationToken cancellationToken
    )
    {
        var day = month.AddMonths(1).AddDays(-1);
        var now = lines.ToDictionary(line => line.Round.OrganisationId);
        var before = (await UnitBoard.ReadAsync(db, campaign, month.AddMonths(-1), month.AddDays(-1), cancellationToken)).ToDictionary(
            line => line.Round.OrganisationId
        );
        var codes = await CodesAsync(db, campaign, day, cancellationToken);
        var contacts = await db
            .Organisations.AsNoTracking()
            .Where(one => one.ContactEmail != null)
            .ToDictionaryAsync(one => one.Id, one => one.ContactEmail!, cancellationToken);
        var units = tree.From(campaign.IssuerId).Where(one => now.ContainsKey(one.Node.Id)).ToList();
        var (said, saidBefore) = (
            await SaidAsync(db, campaign, month, cancellationToken),
            await SaidAsync(db, campaign, month.AddMonths(-1), cancellationToken)
        );
        var own = now.ToDictionary(one => one.Key, one => SumsOf(one.Value, Of(said, one.Value)));
        var ownBefore = before.ToDictionary(one => one.Key, one => SumsOf(one.Value, Of(saidBefore, one.Value)));
        var (whole, wholeBefore) = (WithBelow(units, own), WithBelow(units, ownBefore));
        var numbers = NumbersOf(units);
        return
        [
            .. units.Select(one => new UnitFigures(
                one.Node,
                numbers[one.Node.Id],
                one.Level,
                now[one.Node.Id].Round.Deadline,
                now[one.Node.Id].Round.State,
                codes.GetValueOrDefault(one.Node.Id),
                contacts.GetValueOrDefault(one.Node.Id),
                one.Node.AreaCode is { } code ? areas.Find(code, day)?.FullName : null,
                Of(said, now[one.Node.Id]),
                own[one.Node.Id],
                whole[one.Node.Id],
                ownBefore.GetValueOrDefault(one.Node.Id, UnitSums.Zero),
                wholeBefore.GetValueOrDefault(one.Node.Id, UnitSums.Zero)
            )),
        ];
    }

    private static Task<Dictionary<Guid, ReportWords>> SaidAsync(
        HubDb db,
        Campaign campaign,
        DateOnly month,
        CancellationToken cancellationToken
    ) =>
        db
            .UnitReports.AsNoTracking()
            .Where(report => report.CampaignId == campaign.Id && report.Month == month)
            .ToDictionaryAsync(report => report.OrganisationId, report => report.Words, cancellationToken);

    // What is not sent is nobody's word yet.
    private static ReportWords Of(Dictionary<Guid, ReportWords> said, UnitLine line) =>
        line.Round.State is RoundState.Submitted or RoundState.Accepted
            ? said.GetValueOrDefault(line.Round.OrganisationId, ReportWords.None)
            : ReportWords.None;

    private static UnitSums SumsOf(UnitLine line, ReportWords declared) =>
        new(line.Staff, line.StaffSeen, line.OthersSeen, line.Runs, declared.Installed, declared.Used, declared.RelativesGuided);

    // From the bottom up: whoever is below comes later in the list.
    private static Dictionary<Guid, UnitSums> WithBelow(List<(OrganisationNode Node, int Level)> units, Dictionary<Guid, UnitSums> own)
    {
        var whole = units.ToDictionary(one => one.Node.Id, one => own.GetValueOrDefault(one.Node.Id, UnitSums.Zero));
        foreach (var (node, _) in units.AsEnumerable().Reverse())
        {
            if (node.ParentId is { } parent && whole.TryGetValue(parent, out var above))
            {
                whole[parent] = UnitSums.Of([above, whole[node.Id]]);
            }
        }

        return whole;
    }

    private static Dictionary<Guid, string> NumbersOf(List<(OrganisationNode Node, int Level)> units)
    {
        var numbers = new Dictionary<Guid, string>();
        var counts = new Dictionary<Guid, int>();
        foreach (var (node, _) in units)
        {
            var parent = node.ParentId ?? Guid.Empty;
            var count = counts[parent] = counts.GetValueOrDefault(parent) + 1;
            numbers[node.Id] = numbers.TryGetValue(parent, out var above) ? $"{above}.{count}" : $"{count}";
        }

        return numbers;
    }

    private static async Task<Dictionary<Guid, ReferralCode>> CodesAsync(
        HubDb db,
        Campaign campaign,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .ReferralCodes.AsNoTracking()
            .Where(row => row.CampaignId == campaign.Id && row.OrganisationId != null)
            .OrderBy(row => row.ValidFrom)
            .ThenBy(row => row.Code)
            .ToListAsync(cancellationToken);
        var codes = new Dictionary<Guid, ReferralCode>();
        foreach (var row in rows.Where(row => row.IsValidOn(day)))
        {
            if (ReferralCode.TryRead(row.Code, out var code))
            {
                codes[row.OrganisationId!.Value] = code; // the newest: an older one counts on, but is printed no more
            }
        }

        return codes;
    }
}
