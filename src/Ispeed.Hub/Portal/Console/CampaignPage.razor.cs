using System.Globalization;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Console;

/// <summary>A campaign: what it asks for, its units of a month with their states, its codes. (Public only because Razor makes it so.)</summary>
public sealed partial class CampaignPage
{
    private const int MostSteps = 200;

    private OrganisationTree? tree;
    private Campaign? campaign;
    private DateOnly month;
    private List<DateOnly> months = [];
    private IReadOnlyList<UnitLine> lines = [];
    private List<UnitRoundEvent> steps = [];
    private int codes;
    private int missing;
    private bool isUnknownArea;
    private string? said;

    /// <summary>The campaign.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "month")]
    private string? Asked { get; set; }

    [SupplyParameterFromForm(Name = "area", FormName = "area")]
    private string? AreaCode { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private DateOnly Today => VietnamTime.DayOf(Time.GetUtcNow());

    private bool MayRun => Actor.MayChange(tree!, campaign!.IssuerId);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var all = await OrganisationTree.OnAsync(Db, Today, Context.RequestAborted);
        if (await SeenCampaigns.FindAsync(Db, Id, Actor, all, Context.RequestAborted) is not { } found)
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound; // a neighbour's is answered like one that is not there
            return;
        }

        (campaign, tree) = (found, all);
        var now = new DateOnly(Today.Year, Today.Month, 1);
        months = MonthsUntil(found, now);
        month = months.Find(one => MonthText(one) == Asked) is { Year: > 1 } named ? named : months[0];
        await ReadAsync();
    }

    private static string MonthText(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Its months that have begun, the newest first; its first one before it begins.</summary>
    private static List<DateOnly> MonthsUntil(Campaign campaign, DateOnly now)
    {
        var last = campaign.LastMonth < now ? campaign.LastMonth.Value : now;
        var all = new List<DateOnly>();
        for (var at = last; at >= campaign.FirstMonth; at = at.AddMonths(-1))
        {
            all.Add(at);
        }

        return all.Count > 0 ? all : [campaign.FirstMonth];
    }

    private async Task ReadAsync()
    {
        var ending = Context.RequestAborted;
        var board = await UnitBoard.ReadAsync(Db, campaign!, month, Today, ending);
        lines = [.. board.Where(line => Actor.MaySee(tree!, line.Round.OrganisationId))];
        var history = await Db
            .UnitRoundEvents.AsNoTracking()
            .Where(step => step.CampaignId == campaign!.Id && step.Month == month)
            .OrderByDescending(step => step.At)
            .ToListAsync(ending);
        steps = [.. history.Where(step => Actor.MaySee(tree!, step.OrganisationId)).Take(MostSteps)];
        var listed = await CodeList.ReadAsync(Db, campaign!.Id, tree!, Areas, Today, ending);
        var valid = listed.Where(code => code.Row.IsValidOn(Today) && code.Row.ReplacedBy is null).ToList();
        codes = valid.Count(code => ConsoleFiles.MaySee(Actor, tree!, code.Row));
        var served = valid.Select(code => code.Row.OrganisationId).ToHashSet();
        missing = tree!.From(campaign.IssuerId).Count(one => Actor.MaySee(tree, one.Node.Id) && !served.Contains(one.Node.Id));
    }

    private bool IsLate(UnitLine line) => line.Round.State is RoundState.Open or RoundState.Returned && Today > line.Round.Deadline;

    private string TagOf(UnitLine line) =>
        IsLate(line) ? "bad"
        : line.Round.State is RoundState.Accepted ? "good"
        : line.Round.State is RoundState.Returned ? "warn"
        : "";

    private async Task MakeCodesAsync()
    {
        if (!MayRun)
        {
            return; // the button was not there
        }

        var made = await MakeCodes.ForUnitsAsync(
            Db,
            campaign!,
            Today,
            new Random(), // seeded by the system
            Actor.Author,
            Time.GetUtcNow(),
            Context.RequestAborted
        );
        said = reader["console.codes.made", reader.Count(made.Count)];
        await ReadAsync();
    }

    private async Task MakeAreaCodeAsync()
    {
        var code = AreaCode?.Trim() ?? "";
        isUnknownArea = Areas.Find(code, Today) is null || !Actor.MaySeeArea(tree!, code);
        if (!MayRun || isUnknownArea)
        {
            return;
        }

        var made = await MakeCodes.ForAreasAsync(
            Db,
            campaign!,
            [code],
            Today,
            new Random(), // seeded by the system
            Actor.Author,
            Time.GetUtcNow(),
            Context.RequestAborted
        );
        (said, AreaCode) = (reader["console.codes.area.made", ListedCode.GroupedOf(made[0].Code), Areas.Find(code, Today)!.FullName], null);
        await ReadAsync();
    }
}
