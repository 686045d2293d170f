using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Campaigns;

public sealed class RoundTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_next_month_opens_by_itself_with_its_deadlines_and_what_stands_is_carried_over(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var next = campaign.Month.AddMonths(1);
        var inNext = VietnamTime.StartOf(next).AddMinutes(1);
        await using var db = hub.OpenDb();
        (await OpenRounds.RunAsync(db, hub.Time.GetUtcNow(), Ending)).ShouldBe(0);
        (await OpenRounds.RunAsync(db, inNext, Ending)).ShouldBe(2);
        (await OpenRounds.RunAsync(db, inNext, Ending)).ShouldBe(0);

        var lines = await UnitBoard.ReadAsync(db, campaign.Campaign, next, next, Ending);
        lines
            .OrderBy(line => line.Round.Level)
            .Select(line => (line.Round.Level, line.Round.Deadline, line.Round.State, line.Staff))
            .ShouldBe([(1, next.AddMonths(1).AddDays(9), RoundState.Open, 42), (2, next.AddMonths(1).AddDays(5), RoundState.Open, 18)]);
        (
            await MakeCodes.ForUnitsAsync(db, campaign.Campaign, next, new Random(1), Author.CommandLine, hub.Time.GetUtcNow(), Ending)
        ).ShouldBeEmpty();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_month_goes_its_way_with_every_step_written_down_and_keeps_the_staff_it_was_submitted_with(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        (await MoveAsync(hub, campaign, RoundState.Accepted)).ShouldBe(MoveOutcome.NotFromHere);
        (await MoveAsync(hub, campaign, RoundState.Submitted)).ShouldBe(MoveOutcome.Moved);
        (await MoveAsync(hub, campaign, RoundState.Returned)).ShouldBe(MoveOutcome.ReasonMissing);
        (await MoveAsync(hub, campaign, RoundState.Returned, "Thiếu số người thân")).ShouldBe(MoveOutcome.Moved);
        (await MoveAsync(hub, campaign, RoundState.Submitted)).ShouldBe(MoveOutcome.Moved);
        (await MoveAsync(hub, campaign, RoundState.Accepted)).ShouldBe(MoveOutcome.Moved);
        (await MoveAsync(hub, campaign, RoundState.Returned, "Muộn")).ShouldBe(MoveOutcome.NotFromHere);

        await using var db = hub.OpenDb();
        (await db.UnitRoundEvents.Where(one => one.OrganisationId == campaign.Unit).OrderBy(one => one.At).ToListAsync(Ending))
            .Select(one => (one.Became, one.Reason))
            .ShouldBe([
                (RoundState.Submitted, null),
                (RoundState.Returned, "Thiếu số người thân"),
                (RoundState.Submitted, null),
                (RoundState.Accepted, null),
            ]);
        db.Add(
            new Headcount
            {
                OrganisationId = campaign.Unit,
                Month = campaign.Month,
                Staff = 50,
            }
        );
        await db.SaveChangesAsync(Ending);
        (await campaign.LineAsync(hub, campaign.Unit)).Staff.ShouldBe(42);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_who_decide_at_once_the_second_is_told_and_leaves_no_trace(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        await MoveAsync(hub, campaign, RoundState.Submitted);
        var seen = await RoundAsync(hub, campaign);
        await using var first = hub.OpenDb();
        await using var second = hub.OpenDb();
        var now = hub.Time.GetUtcNow();
        (await MoveRound.RunAsync(first, seen, RoundState.Accepted, Author.CommandLine, null, now, Ending)).ShouldBe(MoveOutcome.Moved);
        (await MoveRound.RunAsync(second, seen, RoundState.Returned, Author.CommandLine, "Sai", now, Ending)).ShouldBe(
            MoveOutcome.ChangedMeanwhile
        );
        (await RoundAsync(hub, campaign)).State.ShouldBe(RoundState.Accepted);
        await using var db = hub.OpenDb();
        (await db.UnitRoundEvents.CountAsync(one => one.OrganisationId == campaign.Unit, Ending)).ShouldBe(2);
    }

    [Theory]
    [InlineData("10,6,3", true)]
    [InlineData("28", true)]
    [InlineData("6,10", false)]
    [InlineData("10,10", false)]
    [InlineData("0", false)]
    [InlineData("29", false)]
    [InlineData("", false)]
    public void Each_level_reports_before_the_one_above_it(string deadlines, bool good) =>
        (Campaign.DaysOf(deadlines) is not null).ShouldBe(good);

    [Fact]
    public void Numbers_that_reach_disk_are_frozen()
    {
        Numbers<RoundState>().ShouldBe("Open=1 Submitted=2 Returned=3 Accepted=4");
        Numbers<AskedAccess>().ShouldBe("Any=0 Mobile=1 Mobile4G=2 Mobile5G=3 Fixed=4");
        Numbers<Ispeed.Hub.Referrals.CodeStep>().ShouldBe("Opened=1 Started=2 Finished=3");
    }

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value, null)}"));

    private static async Task<MoveOutcome> MoveAsync(RunningHub hub, SomeCampaign campaign, RoundState next, string? reason = null)
    {
        await using var db = hub.OpenDb();
        return await MoveRound.RunAsync(
            db,
            await RoundAsync(hub, campaign),
            next,
            Author.CommandLine,
            reason,
            hub.Time.GetUtcNow(),
            Ending
        );
    }

    private static async Task<UnitRound> RoundAsync(RunningHub hub, SomeCampaign campaign)
    {
        await using var db = hub.OpenDb();
        return await db
            .UnitRounds.AsNoTracking()
            .SingleAsync(round => round.CampaignId == campaign.Campaign.Id && round.OrganisationId == campaign.Unit, Ending);
    }
}
