using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Organisations;

namespace Ispeed.Hub.Accounts;

/// <summary>
/// Who asks, and what that one may see and do: itself and what lies below. Routes take it as a parameter, pages by <c>@inject Actor actor</c>; the
/// questions about organisations are asked of the tree of a day. Somebody who is not signed in is an actor who may nothing.
/// </summary>
/// <param name="accountId">Null for somebody who is not signed in.</param>
/// <param name="scope">Null for somebody who may nothing (yet).</param>
/// <param name="source">By a page or by a key.</param>
/// <param name="areas">Which commune lies in which province.</param>
/// <param name="today">The day of that.</param>
internal sealed class Actor(Guid? accountId, AccountScope? scope, AuditSource source, AreaDirectory areas, DateOnly today)
{
    public Guid? AccountId => accountId;

    public AccountScope? Scope => scope;

    public AccountRole? Role => scope?.Role;

    /// <summary>As the audit log knows it.</summary>
    public Author Author => new(source, accountId);

    /// <summary>System and nation: nothing is outside.</summary>
    public bool SeesAll => Role is AccountRole.System or AccountRole.National;

    /// <summary>May see an organisation, its figures and reports.</summary>
    public bool MaySee(OrganisationTree tree, Guid organisation) =>
        SeesAll
            ? tree.Find(organisation) is not null
            : Role switch
            {
                AccountRole.Province or AccountRole.Commune => AreasAbove(tree, organisation).Any(LiesWithin),
                AccountRole.Organisation or AccountRole.Contact => tree.IsWithin(organisation, scope!.OrganisationId!.Value)
                    && tree.Find(organisation) is not null,
                _ => false,
            };

    /// <summary>May keep its headcount and contact, and write and submit its report.</summary>
    public bool MayKeep(OrganisationTree tree, Guid organisation) => Role is not AccountRole.Commune && MaySee(tree, organisation);

    /// <summary>May rename it, move it, end it and put others below it, open campaigns for it, and judge the reports of those below it.</summary>
    public bool MayChange(OrganisationTree tree, Guid organisation) =>
        Role is not (AccountRole.Contact or AccountRole.Commune) && MaySee(tree, organisation);

    /// <summary>May found an organisation of an area that stands below no other.</summary>
    public bool MayFound(string? areaCode) => SeesAll || (Role is AccountRole.Province && areaCode is { } code && LiesWithin(code));

    /// <summary>May accept or return its report: somebody above it, never itself.</summary>
    public bool MayJudge(OrganisationTree tree, Guid organisation) =>
        MayChange(tree, organisation) && organisation != scope!.OrganisationId;

    /// <summary>May see what is counted of an area beyond what everybody sees.</summary>
    public bool MaySeeArea(OrganisationTree tree, string code) =>
        SeesAll
            ? areas.Find(code, today) is not null
            : Role switch
            {
                AccountRole.Province or AccountRole.Commune => LiesWithin(code),
                // The area of the organisation, or of the first above it that has one.
                AccountRole.Organisation or AccountRole.Contact => AreasAbove(tree, scope!.OrganisationId!.Value)
                    .Take(1)
                    .Any(own => IsWithin(code, own)),
                _ => false,
            };

    /// <summary>May see an operator's cases in an area (a province or commune).</summary>
    public bool MaySeeCase(OrganisationTree tree, string operatorCode, string area) =>
        Role is AccountRole.Operator ? scope!.OperatorCode == operatorCode : MaySeeArea(tree, area);

    /// <summary>May answer an operator's cases.</summary>
    public bool MayAnswerFor(string operatorCode) => Role is AccountRole.Operator && scope!.OperatorCode == operatorCode;

    /// <summary>May invite somebody to a role and scope, see such an account and end it: nobody above itself, nothing outside.</summary>
    public bool MayAdminister(OrganisationTree tree, AccountScope other) => MayInviteTo(other.Role) && (SeesAll || IsBelow(tree, other));

    /// <summary>Whether there can be a scope of a role that it may administer.</summary>
    public bool MayInviteTo(AccountRole other) =>
        Role switch
        {
            AccountRole.System => true,
            AccountRole.National => other is not AccountRole.System,
            AccountRole.Province => other is AccountRole.Province or AccountRole.Organisation or AccountRole.Contact or AccountRole.Commune,
            AccountRole.Organisation => other is AccountRole.Organisation or AccountRole.Contact,
            _ => false,
        };

    private bool IsBelow(OrganisationTree tree, AccountScope other) =>
        other.Role.Scope() switch
        {
            ScopeKind.Organisation => other.OrganisationId is { } id && MaySee(tree, id),
            ScopeKind.Province or ScopeKind.Commune => other.AreaCode is { } code && LiesWithin(code),
            _ => false, // an operator is in the whole country
        };

    private bool LiesWithin(string code) => IsWithin(code, scope!.AreaCode!);

    private bool IsWithin(string code, string top) => areas.Find(code, today) is { } area && (area.Code == top || area.ProvinceCode == top);

    /// <summary>The areas of an organisation and of those above it, its own first.</summary>
    private static IEnumerable<string> AreasAbove(OrganisationTree tree, Guid organisation)
    {
        // Bounded by the number of organisations, so that even a cycle in a damaged database ends.
        var at = tree.Find(organisation);
        for (var steps = 0; at is not null && steps <= tree.Count; steps++)
        {
            if (at.AreaCode is { } code)
            {
                yield return code;
            }

            at = at.ParentId is { } parent ? tree.Find(parent) : null;
        }
    }
}
