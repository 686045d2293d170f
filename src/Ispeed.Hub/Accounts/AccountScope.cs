using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;

namespace Ispeed.Hub.Accounts;

/// <summary>Role and what it is held for: one organisation, area or operator, or none for the nation.</summary>
internal sealed record AccountScope(AccountRole Role, Guid? OrganisationId, string? AreaCode, string? OperatorCode)
{
    public static AccountScope Nation(AccountRole role) => new(role, null, null, null);

    public static AccountScope Of(AccountRole role, Guid organisationId) => new(role, organisationId, null, null);

    /// <summary>A scope as a person names it: nothing for the nation, an area's code, an organisation's or an operator's key.</summary>
    /// <returns>Null where the role has no such scope.</returns>
    public static AccountScope? Parse(
        AccountRole role,
        string? text,
        OrganisationTree tree,
        AreaDirectory areas,
        OperatorDirectory operators,
        DateOnly day
    )
    {
        var named = text?.Trim() ?? "";
        return role.Scope() switch
        {
            ScopeKind.Nation when named.Length == 0 => Nation(role),
            ScopeKind.Province when areas.Find(named, day) is { Level: AreaLevel.Province } => new(role, null, named, null),
            ScopeKind.Commune when areas.Find(named, day) is { Level: AreaLevel.Commune } => new(role, null, named, null),
            ScopeKind.Organisation when tree.Find(named) is { } node => Of(role, node.Id),
            ScopeKind.Operator when operators.Find(named) is not null => new(role, null, null, named),
            _ => null,
        };
    }

    /// <summary>What it names, as a person reads it; empty for the nation.</summary>
    public string NameIn(OrganisationTree tree, AreaDirectory areas, OperatorDirectory operators, DateOnly day) =>
        OrganisationId is { } id ? tree.Find(id)?.Name ?? id.ToString()
        : AreaCode is { } area ? areas.Find(area, day)?.FullName ?? area
        : OperatorCode is { } code ? operators.Find(code)?.Name ?? code
        : "";
}
