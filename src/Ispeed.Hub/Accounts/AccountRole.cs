using System.Diagnostics;

namespace Ispeed.Hub.Accounts;

/// <summary>What an account is for. The numbers are stored: never renumber.</summary>
internal enum AccountRole
{
    /// <summary>Runs the hub.</summary>
    System = 1,

    /// <summary>The national regulator.</summary>
    National = 2,

    /// <summary>The regulator of a province: what lies in it.</summary>
    Province = 3,

    /// <summary>Administers an organisation and what stands below it.</summary>
    Organisation = 4,

    /// <summary>Keeps figures and reports of an organisation and what stands below it.</summary>
    Contact = 5,

    /// <summary>Sees a commune.</summary>
    Commune = 6,

    /// <summary>Sees and answers the cases of an operator.</summary>
    Operator = 7,
}

/// <summary>What a scope names.</summary>
internal enum ScopeKind
{
    Nation,
    Province,
    Organisation,
    Commune,
    Operator,
}

internal static class AccountRoles
{
    // Names for attributes and routes; the test of the table of routes holds that they are those of ToWire.
    public const string Auditing = "system,national";
    public const string Administering = "system,national,province,organisation";
    public const string Reporting = "system,national,province,organisation,contact";
    public const string Seeing = "system,national,province,organisation,contact,commune";
    public const string AnyRole = "system,national,province,organisation,contact,commune,operator";

    public static IReadOnlyList<AccountRole> All { get; } = Enum.GetValues<AccountRole>();

    /// <summary>As in commands, claims, the API and the names of sentences.</summary>
    public static string ToWire(this AccountRole role) =>
        role switch
        {
            AccountRole.System => "system",
            AccountRole.National => "national",
            AccountRole.Province => "province",
            AccountRole.Organisation => "organisation",
            AccountRole.Contact => "contact",
            AccountRole.Commune => "commune",
            AccountRole.Operator => "operator",
            _ => throw new UnreachableException(),
        };

    public static AccountRole? Parse(string? text) =>
        All.Where(role => role.ToWire() == text).Select(role => (AccountRole?)role).FirstOrDefault();

    /// <summary>Whoever can change what others see signs in with two factors.</summary>
    public static bool NeedsSecondFactor(this AccountRole role) => role <= AccountRole.Organisation;

    public static ScopeKind Scope(this AccountRole role) =>
        role switch
        {
            AccountRole.System or AccountRole.National => ScopeKind.Nation,
            AccountRole.Province => ScopeKind.Province,
            AccountRole.Organisation or AccountRole.Contact => ScopeKind.Organisation,
            AccountRole.Commune => ScopeKind.Commune,
            AccountRole.Operator => ScopeKind.Operator,
            _ => throw new UnreachableException(),
        };
}
