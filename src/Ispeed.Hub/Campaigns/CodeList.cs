using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>A code with the name of whom it counts for.</summary>
internal sealed record ListedCode(ReferralCodeRow Row, string? OwnerKey, string? OwnerName)
{
    /// <summary>In groups, as it is read aloud.</summary>
    public string Grouped => GroupedOf(Row.Code);

    public static string GroupedOf(string code) => ReferralCode.TryRead(code, out var read) ? read.Grouped : code;
}

/// <summary>The codes of a campaign, as list and as file.</summary>
internal static class CodeList
{
    public static async Task<IReadOnlyList<ListedCode>> ReadAsync(
        HubDb db,
        Guid campaign,
        OrganisationTree tree,
        AreaDirectory areas,
        DateOnly day,
        CancellationToken cancellationToken
    )
    {
        var rows = await db.ReferralCodes.AsNoTracking().Where(row => row.CampaignId == campaign).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row =>
                {
                    var unit = row.OrganisationId is { } id ? tree.Find(id) : null;
                    var area = row.AreaCode is { } code ? areas.Find(code, day)?.FullName : null;
                    return new ListedCode(row, unit?.Key ?? row.AreaCode, unit?.Name ?? area);
                })
                .OrderBy(code => code.OwnerKey, StringComparer.OrdinalIgnoreCase)
                .ThenBy(code => code.Row.ValidFrom),
        ];
    }

    public static IEnumerable<IReadOnlyList<object?>> Rows(IEnumerable<ListedCode> codes) =>
        codes
            .Select(code =>
                (IReadOnlyList<object?>)
                    [
                        code.Grouped,
                        code.OwnerKey,
                        code.OwnerName,
                        Day(code.Row.ValidFrom),
                        code.Row.ValidTo is { } end ? Day(end) : null,
                        code.Row.ReplacedBy is { } next ? ListedCode.GroupedOf(next) : null,
                    ]
            )
            .Prepend(["code", "unitCode", "name", "validFrom", "validTo", "replacedBy"]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
