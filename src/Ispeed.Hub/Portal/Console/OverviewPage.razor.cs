using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Cases;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.Console;

/// <summary>What a role sees first: what is there, what is missing, what is late. (Public only because Razor makes it so.)</summary>
public sealed partial class OverviewPage
{
    private OrganisationTree? tree;
    private string scopeName = "";
    private int organisations;
    private int withoutStaff;
    private int withoutContact;
    private int awaiting;
    private readonly List<(Campaign Campaign, int Units, int Reported, int Late)> campaigns = [];

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private OperatorDirectory Operators { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string? Area => Actor.Scope!.AreaCode;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var ending = Context.RequestAborted;
        var today = VietnamTime.DayOf(Time.GetUtcNow());
        var month = new DateOnly(today.Year, today.Month, 1);
        var all = await OrganisationTree.OnAsync(Db, today, ending);
        scopeName = Actor.Scope!.NameIn(all, Areas, Operators, today);
        if (Actor.Role is AccountRole.Operator)
        {
            var cases = await SeenCases.ReadAsync(Db, Actor, all, new(Actor.Scope.OperatorCode, Province: null, State: null), ending);
            awaiting = cases.Count(one => one.State.AwaitsAnswer());
        }
        else
        {
            var visible = all.All.Where(node => Actor.MaySee(all, node.Id)).Select(node => node.Id).ToHashSet();
            organisations = visible.Count;
            var staff = await StandingHeadcount.AllAsync(Db, month, ending);
            withoutStaff = visible.Count(id => !staff.ContainsKey(id));
            var silent = await Db.Organisations.Where(one => one.ContactEmail == null).Select(one => one.Id).ToListAsync(ending);
            withoutContact = silent.Count(visible.Contains);
            await ReadCampaignsAsync(all, month, today, ending);
        }

        tree = all;
    }

    /// <summary>The month that is reported on: last month's until its last deadline is over for all, and this one's.</summary>
    private async Task ReadCampaignsAsync(OrganisationTree all, DateOnly month, DateOnly today, CancellationToken cancellationToken)
    {
        foreach (var campaign in await SeenCampaigns.ReadAsync(Db, Actor, all, cancellationToken))
        {
            var rounds = await Db
                .UnitRounds.AsNoTracking()
                .Where(round => round.CampaignId == campaign.Id && (round.Month == month || round.Month == month.AddMonths(-1)))
                .ToListAsync(cancellationToken);
            var own = rounds.Where(round => Actor.MaySee(all, round.OrganisationId)).ToList();
            campaigns.Add(
                (
                    campaign,
                    own.Select(round => round.OrganisationId).Distinct().Count(),
                    own.Count(round => round.State is RoundState.Submitted or RoundState.Accepted),
                    own.Count(round => round.State is RoundState.Open or RoundState.Returned && today > round.Deadline)
                )
            );
        }
    }
}
