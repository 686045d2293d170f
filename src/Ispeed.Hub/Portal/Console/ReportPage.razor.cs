using System.Globalization;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Console;

/// <summary>
/// A unit's report of a month: what was seen beside what the unit declares; written and sent by the unit, accepted or returned by whoever stands above it,
/// with the sums of those below. (Public only because Razor makes it so.)
/// </summary>
public sealed partial class ReportPage
{
    private static readonly ReportField[] NumberFields = [ReportField.Installed, ReportField.Used, ReportField.RelativesGuided];
    private static readonly ReportField[] TextFields = [ReportField.Difficulties, ReportField.Proposals];

    private OrganisationTree? tree;
    private Campaign? campaign;
    private UnitLine? line;
    private List<(UnitLine Line, ReportWords Words)> below = [];
    private ReportWords seen = ReportWords.None;
    private ReportWords? typed;
    private bool isPrefilled;
    private string? said;
    private bool isRefused;
    private IReadOnlyList<ReportField> clashes = [];
    private readonly List<ReportField> faults = [];

    /// <summary>The campaign.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>As 2026-11.</summary>
    [Parameter]
    public string Month { get; set; } = "";

    /// <summary>The organisation.</summary>
    [Parameter]
    public Guid Unit { get; set; }

    [SupplyParameterFromForm(Name = "then", FormName = "report")]
    private string? Then { get; set; }

    [SupplyParameterFromForm(Name = "reason", FormName = "return")]
    private string? Reason { get; set; }

    [SupplyParameterFromForm(Name = "version")]
    private int Version { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private DateOnly Today => VietnamTime.DayOf(Time.GetUtcNow());

    private string State => line!.Round.State.ToString().ToLowerInvariant();

    private bool IsOpen => line!.Round.State is RoundState.Open or RoundState.Returned;

    private bool IsLate => IsOpen && Today > line!.Round.Deadline;

    private bool MayWrite => IsOpen && Actor.MayKeep(tree!, Unit);

    private bool MayJudge => line!.Round.State is RoundState.Submitted && Actor.MayJudge(tree!, Unit);

    private string Tone =>
        IsLate ? "bad"
        : line!.Round.State is RoundState.Accepted ? "good"
        : line.Round.State is RoundState.Returned ? "warn"
        : "";

    private string? Returned { get; set; }

    private IEnumerable<(ReportField Field, string Value)> Numbers => NumberFields.Select(one => (one, Text(ValueOf(typed ?? seen, one))));

    private IEnumerable<(ReportField Field, string Value)> Texts => TextFields.Select(one => (one, Text(ValueOf(typed ?? seen, one))));

    /// <summary>The unit itself and those below it.</summary>
    private IEnumerable<(UnitLine Line, ReportWords Words)> All => below.Append((line!, isPrefilled ? ReportWords.None : seen));

    /// <summary>What cannot be so, or is worth a second look; said, never corrected.</summary>
    private IEnumerable<string> Doubts
    {
        get
        {
            if (line!.Staff is not { } staff)
            {
                yield return "report.doubt.nostaff";
                yield break;
            }

            if (line.StaffSeen > staff)
            {
                yield return "report.doubt.seen";
            }

            if (!isPrefilled && seen.Used > staff)
            {
                yield return "report.doubt.used";
            }

            if (!isPrefilled && seen.Used > line.StaffSeen)
            {
                yield return "report.doubt.gap";
            }
        }
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var all = await OrganisationTree.OnAsync(Db, Today, Context.RequestAborted);
        var isMonth = DateOnly.TryParseExact(Month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month);
        var found = await SeenCampaigns.FindAsync(Db, Id, Actor, all, Context.RequestAborted);
        if (!isMonth || found is null || !Actor.MaySee(all, Unit) || !await ReadAsync(found, all, month))
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound; // a neighbour's is answered like one that is not there
            return;
        }

        (campaign, tree) = (found, all);
    }

    private async Task<bool> ReadAsync(Campaign found, OrganisationTree all, DateOnly month)
    {
        var ending = Context.RequestAborted;
        var board = await UnitBoard.ReadAsync(Db, found, month, Today, ending);
        line = board.FirstOrDefault(one => one.Round.OrganisationId == Unit);
        if (line is null)
        {
            return false;
        }

        var reports = await Db
            .UnitReports.AsNoTracking()
            .Where(report => report.CampaignId == found.Id && report.Month == month)
            .ToDictionaryAsync(report => report.OrganisationId, report => report.Words, ending);
        isPrefilled = !reports.ContainsKey(Unit);
        seen = await WriteReport.FilledAsync(Db, line, ending);
        below =
        [
            .. board
                .Where(one => one.Round.OrganisationId != Unit && all.IsWithin(one.Round.OrganisationId, Unit))
                .Select(one => (one, reports.GetValueOrDefault(one.Round.OrganisationId) ?? ReportWords.None)),
        ];
        Returned = await Db
            .UnitRoundEvents.Where(step =>
                step.CampaignId == found.Id && step.Month == month && step.OrganisationId == Unit && step.Became == RoundState.Returned
            )
            .OrderByDescending(step => step.At)
            .Select(step => step.Reason)
            .FirstOrDefaultAsync(ending);
        return true;
    }

    private async Task SaveAsync()
    {
        var form = Context.Request.Form;
        var shown = Read("seen-", [], form);
        typed = Read("", faults, form);
        if (faults.Count > 0)
        {
            Say("report.fault", refused: true);
            return;
        }

        if (!MayWrite)
        {
            Say("report.notnow", refused: true);
            return;
        }

        var outcome = await WriteReport.RunAsync(Db, line!.Round, shown, typed, Actor.Author, Time.GetUtcNow(), Context.RequestAborted);
        switch (outcome)
        {
            case WriteOutcome.IsWithSuperior:
                Say("report.notnow", refused: true);
                break;
            case WriteOutcome.Clash clash:
                (seen, clashes) = (clash.Standing, clash.Fields); // what was typed stays in the form; sending it again is a decision
                Say("report.clashed", refused: true);
                break;
            case WriteOutcome.Written:
                typed = null;
                await AfterAsync(Then == "submit" ? await MoveAsync(RoundState.Submitted, null) : null, "report.kept");
                break;
        }
    }

    private async Task AcceptAsync() => await JudgeAsync(RoundState.Accepted, null);

    private async Task ReturnAsync() => await JudgeAsync(RoundState.Returned, Reason);

    private async Task JudgeAsync(RoundState next, string? reason)
    {
        if (!Actor.MayJudge(tree!, Unit))
        {
            Say("report.notnow", refused: true);
            return;
        }

        line!.Round.Version = Version; // as the person saw it
        await AfterAsync(await MoveAsync(next, reason), null);
    }

    private Task<MoveOutcome> MoveAsync(RoundState next, string? reason) =>
        MoveRound.RunAsync(Db, line!.Round, next, Actor.Author, reason, Time.GetUtcNow(), Context.RequestAborted);

    private async Task AfterAsync(MoveOutcome? moved, string? otherwise)
    {
        Db.ChangeTracker.Clear();
        await ReadAsync(campaign!, tree!, line!.Round.Month);
        switch (moved)
        {
            case null:
                Say(otherwise!, refused: false);
                break;
            case MoveOutcome.Moved:
                Say("report.moved." + State, refused: false);
                break;
            case MoveOutcome.ReasonMissing:
                Say("report.reason.missing", refused: true);
                break;
            default:
                Say("report.meanwhile", refused: true);
                break;
        }
    }

    private void Say(string key, bool refused) => (said, isRefused) = (reader[key], refused);

    private static ReportWords Read(string prefix, List<ReportField> faults, IFormCollection form)
    {
        return new(
            Number(ReportField.Installed),
            Number(ReportField.Used),
            Number(ReportField.RelativesGuided),
            Words(ReportField.Difficulties),
            Words(ReportField.Proposals)
        );

        int? Number(ReportField field)
        {
            var text = form[prefix + Name(field)].ToString().Trim();
            if (text.Length == 0)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= WriteReport.LargestNumber)
            {
                return number;
            }

            faults.Add(field);
            return null;
        }

        // A browser sends line ends as CR LF, whatever was in the field.
        string? Words(ReportField field)
        {
            var text = form[prefix + Name(field)].ToString().ReplaceLineEndings("\n").Trim().Normalize();
            if (text.Length > WriteReport.LongestText)
            {
                faults.Add(field);
            }

            return text.Length == 0 ? null : text;
        }
    }

    private static string Name(ReportField field) =>
        field switch
        {
            ReportField.Installed => "installed",
            ReportField.Used => "used",
            ReportField.RelativesGuided => "relatives",
            ReportField.Difficulties => "difficulties",
            ReportField.Proposals => "proposals",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static object? ValueOf(ReportWords words, ReportField field) =>
        field switch
        {
            ReportField.Installed => words.Installed,
            ReportField.Used => words.Used,
            ReportField.RelativesGuided => words.RelativesGuided,
            ReportField.Difficulties => words.Difficulties,
            ReportField.Proposals => words.Proposals,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
