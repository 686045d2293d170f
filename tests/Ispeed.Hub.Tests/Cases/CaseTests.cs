using System.Net;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Cases;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Tests.Running;
using Ispeed.Statistics;
using Ispeed.Statistics.SmallAreas;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Cases;

public sealed class CaseTests(Hubs hubs)
{
    private const string Province = "56";
    private const string Commune = "22366";
    private static readonly DateOnly August = new(2026, 8, 1);
    private static readonly DateOnly Since = new(2025, 7, 1);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_weak_commune_is_sent_answered_measured_again_and_closed_or_reopened_by_the_figures(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await PublishAsync(hub, August, ("viettel", 110, 31.5), ("vnpt", 90, 20), ("mobifone", 300, 40));
        (await JudgeAsync(hub, August)).ShouldBe(1); // 90 devices are too few, and 40 is not under 40
        (await JudgeAsync(hub, August)).ShouldBe(0);
        var sent = await OneAsync(hub);
        (sent.Operator, sent.State, sent.Mbps, sent.Samples).ShouldBe(("viettel", CaseState.Sent, 31.5, 110));

        using var viettel = await SomeAccount.SignedInAsync(hub, new(AccountRole.Operator, null, null, "viettel"));
        var page = $"/console/cases/{sent.Id}";
        var due = VietnamTime.DayOf(hub.Time.GetUtcNow()).AddDays(40);
        (await viettel.FillInAsync(page, "answer", ("measure", "Thêm trạm"), ("due", "2020-01-01"))).Text.ShouldContain(
            "Ngày hẹn từ hôm nay"
        );
        (await viettel.FillInAsync(page, "answer", ("measure", "Thêm trạm ở đồi"), ("due", $"{due:yyyy-MM-dd}"))).Text.ShouldContain(
            "Đã gửi trả lời"
        );
        (await OneAsync(hub)).State.ShouldBe(CaseState.Answered);

        var before = new DateOnly(due.Year, due.Month, 1);
        await PublishAsync(hub, before, ("viettel", 120, 30));
        (await JudgeAsync(hub, before)).ShouldBe(0); // the promised day is not over
        var after = before.AddMonths(1);
        await PublishAsync(hub, after, ("viettel", 120, 33));
        await JudgeAsync(hub, after);
        (await OneAsync(hub)).State.ShouldBe(CaseState.Reopened);
        await PublishAsync(hub, after.AddMonths(1), ("viettel", 130, 55));
        await JudgeAsync(hub, after.AddMonths(1));
        (await OneAsync(hub)).State.ShouldBe(CaseState.Closed);
        (await viettel.GetAsync(page)).Text.ShouldContain("Thêm trạm ở đồi");
        await PublishAsync(hub, after.AddMonths(2), ("viettel", 130, 39.9));
        await JudgeAsync(hub, after.AddMonths(2));
        (await OneAsync(hub)).State.ShouldBe(CaseState.Reopened);

        await using var db = hub.OpenDb();
        (await db.CaseEvents.CountAsync(Ending)).ShouldBe(5);
        var acts = await db
            .AuditEntries.Where(entry => entry.Subject == sent.Subject)
            .OrderBy(entry => entry.Number)
            .Select(entry => entry.Act)
            .ToListAsync(Ending);
        acts.ShouldBe([AuditAct.CaseOpened, AuditAct.CaseAnswered, AuditAct.CaseReopened, AuditAct.CaseClosed, AuditAct.CaseReopened]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_operator_sees_its_own_cases_only_and_a_regulator_those_of_its_province(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await PublishAsync(hub, August, ("viettel", 110, 31.5), ("vnpt", 150, 22.25));
        (await JudgeAsync(hub, August)).ShouldBe(2);
        Guid of;
        await using (var db = hub.OpenDb())
        {
            of = (await db.WeakCommunes.SingleAsync(one => one.Operator == "vnpt", Ending)).Id;
        }

        using var viettel = await SomeAccount.SignedInAsync(hub, new(AccountRole.Operator, null, null, "viettel"));
        foreach (
            var path in new[] { "/console/cases", "/console/cases?operator=vnpt", "/console/cases.csv", "/console/cases.csv?operator=vnpt" }
        )
        {
            var seen = (await viettel.GetAsync(path)).Text;
            seen.ShouldContain("31");
            seen.ShouldNotContain("22,25");
            seen.ShouldNotContain("22.25");
        }

        (await viettel.GetAsync($"/console/cases/{of}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var province = await SomeAccount.SignedInAsync(hub, new(AccountRole.Province, null, Province, null));
        var file = (await province.GetAsync("/console/cases.csv")).Text;
        file.ShouldContain("22.25");
        file.ShouldContain("31.5");
        (await province.GetAsync($"/console/cases/{of}")).Text.ShouldNotContain("Gửi trả lời"); // who measures does not answer
        using var other = await SomeAccount.SignedInAsync(hub, new(AccountRole.Province, null, "79", null));
        (await other.GetAsync("/console/cases")).Text.ShouldContain("Không có vụ việc nào");
        (await other.GetAsync($"/console/cases/{of}")).Status.ShouldBe(HttpStatusCode.NotFound);

        var key = await (await SomeAccount.MakeAsync(hub, new(AccountRole.Operator, null, null, "vnpt"))).KeyAsync(hub, KeyScopes.Cases);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cases");
        request.Headers.Authorization = new("Bearer", key);
        var answer = (await hub.SendAsync(request)).Body;
        answer.ShouldContain("22.25");
        answer.ShouldNotContain("viettel");
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/api/v1/organisations");
        foreign.Headers.Authorization = new("Bearer", key);
        (await hub.SendAsync(foreign)).ShouldRefuse(403, "not-allowed");
    }

    [Fact]
    public void The_states_are_frozen() =>
        string.Join(' ', Enum.GetValues<CaseState>().Select(state => $"{(int)state}={state.ToWire()}"))
            .ShouldBe("1=sent 2=answered 3=closed 4=reopened");

    [Theory]
    [InlineData("2026-12-09", "2026-10-01")]
    [InlineData("2026-12-10", "2026-11-01")]
    public void A_month_is_judged_when_its_days_of_grace_are_over(string today, string month) =>
        JudgeMonth.MonthOf(Day(today)).ShouldBe(Day(month));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<int> JudgeAsync(RunningHub hub, DateOnly month)
    {
        await using var db = hub.OpenDb();
        return await JudgeMonth.RunAsync(db, month, hub.Time.GetUtcNow(), Ending);
    }

    private static async Task<WeakCommune> OneAsync(RunningHub hub)
    {
        await using var db = hub.OpenDb();
        return await db.WeakCommunes.AsNoTracking().SingleAsync(Ending);
    }

    private static async Task PublishAsync(RunningHub hub, DateOnly month, params (string Operator, int Samples, double Median)[] figures)
    {
        await using var db = hub.OpenDb();
        db.AddRange(
            figures
                .Select(one => Row(month, one.Operator, CellOf(one.Samples, one.Median)))
                .Append(Row(month, Figure.AllOperators, CellOf(900, 10)))
        );
        db.Add(
            new PublishedMonth
            {
                Month = month,
                Generation = 1,
                Method = "1/1",
                Rules = 1,
                AreasAsOf = new(2026, 4, 30),
                ComputedAt = hub.Time.GetUtcNow(),
                Runs = 2_000,
                ValidRuns = 2_000,
                Devices = 900,
            }
        );
        await db.SaveChangesAsync(Ending);
    }

    private static FigureRow Row(DateOnly month, string one, Cell cell) =>
        new()
        {
            Month = month,
            Level = FigureLevel.Commune,
            AreaCode = Commune,
            AreaFrom = Since,
            ParentCode = Province,
            Operator = one,
            Generation = 1,
            Hash = "-",
            // On fixed lines all is well; a case is about mobile networks.
            Content = new FigureContent([cell, CellOf(500, 200) with { Access = "fixed" }], null, null).Write(),
        };

    private static Cell CellOf(int n, double median)
    {
        var speed = new Speed(n, Estimator.Direct, new(median, new(median - 2, median + 2)), 1, median, null, null, [], null, null, false);
        return Cell.Hidden(Figure.Mobile, Figure.AllHours, Withholding.Shown) with { Samples = n, Tier = Tiers.Of(n), Down = speed };
    }
}
