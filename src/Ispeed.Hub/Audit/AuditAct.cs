using System.Text.Json;

namespace Ispeed.Hub.Audit;

/// <summary>What was done. The numbers are stored and in the chain: never renumber.</summary>
internal enum AuditAct
{
    AccountInvited = 1,
    AccountJoined = 2,
    AccountRenewed = 3,
    AccountEnded = 4,
    InvitationWithdrawn = 5,
    KeyMade = 6,
    KeyRevoked = 7,
    OrganisationRenamed = 20,
    OrganisationMoved = 21,
    OrganisationMerged = 22,
    OrganisationContactSet = 23,
    OrganisationHeadcountSet = 24,
    OrganisationsImported = 25,
    CampaignOpened = 40,
    CodesMade = 41,
    CodeReplaced = 42,
    RoundMoved = 43,
    ReportWritten = 44,
    MonthReleased = 60,
    MonthScreened = 61,
    Exported = 62,
    OperatorsChanged = 80,
    AreasImported = 81,
    CaseOpened = 100,
    CaseAnswered = 101,
    CaseClosed = 102,
    CaseReopened = 103,
}

internal static class AuditActs
{
    /// <summary>As in the exported file and in the names of sentences: <c>organisation-renamed</c>.</summary>
    public static string ToWire(this AuditAct act) => JsonNamingPolicy.KebabCaseLower.ConvertName(act.ToString());
}

/// <summary>By which way. The numbers are stored and in the chain: never renumber.</summary>
internal enum AuditSource
{
    Console = 1,
    CommandLine = 2,
    Api = 3,

    /// <summary>The hub by itself, on its clock.</summary>
    Hub = 4,
}

internal static class AuditSources
{
    public static string ToWire(this AuditSource source) => JsonNamingPolicy.KebabCaseLower.ConvertName(source.ToString());
}

/// <summary>Who does something: an account by a page or by a key, the command line, or the hub itself.</summary>
internal readonly record struct Author(AuditSource Source, Guid? AccountId)
{
    public static Author CommandLine { get; } = new(AuditSource.CommandLine, null);

    public static Author Hub { get; } = new(AuditSource.Hub, null);

    /// <summary>As the histories of things keep it: the account's id, or the way.</summary>
    public override string ToString() => AccountId?.ToString() ?? Source.ToWire();
}
