using System.Globalization;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Cases;

/// <summary>Which cases. What is null is not asked about.</summary>
internal sealed record CaseQuery(string? Operator, string? Province, CaseState? State);

/// <summary>The cases of weak communes that somebody may see: an operator its own, a regulator those of its area.</summary>
internal static class SeenCases
{
    /// <returns>Those that wait for an answer first, the slowest first.</returns>
    public static async Task<IReadOnlyList<WeakCommune>> ReadAsync(
        HubDb db,
        Actor actor,
        OrganisationTree tree,
        CaseQuery query,
        CancellationToken cancellationToken
    )
    {
        var rows = db.WeakCommunes.AsNoTracking();
        // What a role can never see is not read at all; the rest is asked of the actor.
        var @operator = actor.Role is AccountRole.Operator ? actor.Scope!.OperatorCode : query.Operator;
        rows = @operator is null ? rows : rows.Where(one => one.Operator == @operator);
        rows = query.Province is { } province ? rows.Where(one => one.ProvinceCode == province) : rows;
        rows = query.State is { } state ? rows.Where(one => one.State == state) : rows;
        return
        [
            .. (await rows.ToListAsync(cancellationToken))
                .Where(one => actor.MaySeeCase(tree, one.Operator, one.CommuneCode))
                .OrderByDescending(one => one.State.AwaitsAnswer())
                .ThenBy(one => one.State is CaseState.Closed)
                .ThenBy(one => one.Mbps),
        ];
    }

    /// <summary>As a file, with what people call things.</summary>
    public static IEnumerable<IReadOnlyList<object?>> Rows(
        IEnumerable<WeakCommune> cases,
        AreaDirectory areas,
        OperatorDirectory operators,
        DateOnly day
    ) =>
        cases
            .Select(one =>
                (IReadOnlyList<object?>)
                    [
                        one.Operator,
                        operators.Find(one.Operator)?.Name,
                        one.ProvinceCode,
                        areas.Find(one.ProvinceCode, day)?.FullName,
                        one.CommuneCode,
                        areas.Find(one.CommuneCode, day)?.FullName,
                        one.State.ToWire(),
                        one.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                        Math.Round(one.Mbps, 2),
                        one.Samples,
                        one.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        one.Measure,
                    ]
            )
            .Prepend([
                "operator",
                "operatorName",
                "province",
                "provinceName",
                "commune",
                "communeName",
                "state",
                "month",
                "medianMbps",
                "samples",
                "dueOn",
                "measure",
            ]);
}
