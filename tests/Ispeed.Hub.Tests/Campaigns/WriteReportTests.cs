using System.Net;
using CsCheck;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Campaigns;

public sealed class WriteReportTests(Hubs hubs)
{
    private static readonly Gen<int?> Numbers = Gen.OneOf(Gen.Const((int?)null), Gen.Int[0, 3].Select(number => (int?)number));
    private static readonly Gen<string?> Texts = Gen.OneOf(
        Gen.Const((string?)null),
        Gen.Int[0, 2].Select(at => (string?)"abc"[at].ToString())
    );
    private static readonly Gen<ReportWords> Words = Gen.Select(
        Numbers,
        Numbers,
        Numbers,
        Texts,
        Texts,
        (installed, used, guided, difficulties, proposals) => new ReportWords(installed, used, guided, difficulties, proposals)
    );

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public void What_one_wrote_is_never_lost_to_what_another_wrote_without_a_word() =>
        Gen.Select(Words, Words, Words)
            .Sample(
                (seen, mine, theirs) =>
                {
                    var (merged, clashes) = ReportWords.Merge(seen, mine, theirs);
                    Whole(merged.Installed, seen.Installed, mine.Installed, theirs.Installed, clashes.Contains(ReportField.Installed));
                    Whole(merged.Proposals, seen.Proposals, mine.Proposals, theirs.Proposals, clashes.Contains(ReportField.Proposals));
                    ReportWords.Merge(seen, mine, seen).Merged.ShouldBe(mine);
                    ReportWords.Merge(seen, seen, theirs).Merged.ShouldBe(theirs);
                }
            );

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_who_write_at_once_are_joined_field_by_field_and_told_where_they_differ(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var seen = ReportWords.None with { Used = 0 };
        (await WriteAsync(hub, campaign, seen, seen with { Installed = 40 })).ShouldBe(
            new WriteOutcome.Written(new(40, 0, null, null, null))
        );
        (await WriteAsync(hub, campaign, seen, seen with { Difficulties = "Sóng yếu" })).ShouldBe(
            new WriteOutcome.Written(new(40, 0, null, "Sóng yếu", null))
        );
        var clash = (
            await WriteAsync(hub, campaign, seen, seen with { Installed = 41, Proposals = "Thêm trạm" })
        ).ShouldBeOfType<WriteOutcome.Clash>();
        clash.Fields.ShouldBe([ReportField.Installed]);
        clash.Standing.ShouldBe(new(40, 0, null, "Sóng yếu", null));
        (await WriteAsync(hub, campaign, clash.Standing, clash.Standing with { Installed = 41, Proposals = "Thêm trạm" })).ShouldBe(
            new WriteOutcome.Written(new(41, 0, null, "Sóng yếu", "Thêm trạm"))
        );

        await using var db = hub.OpenDb();
        (
            await db.AuditEntries.CountAsync(
                entry => entry.Act == AuditAct.ReportWritten && entry.Subject.Contains(campaign.Unit.ToString()),
                Ending
            )
        ).ShouldBe(3);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_who_save_in_the_same_moment_all_have_their_words_in_it(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var seen = ReportWords.None;
        ReportWords[] all =
        [
            seen with
            {
                Installed = 1,
            },
            seen with
            {
                Used = 2,
            },
            seen with
            {
                RelativesGuided = 3,
            },
            seen with
            {
                Difficulties = "d",
            },
            seen with
            {
                Proposals = "p",
            },
        ];
        var outcomes = await Task.WhenAll(all.Select(one => WriteAsync(hub, campaign, seen, one)));
        outcomes.ShouldAllBe(outcome => outcome is WriteOutcome.Written);
        await using var db = hub.OpenDb();
        (await db.UnitReports.AsNoTracking().SingleAsync(one => one.OrganisationId == campaign.Unit, Ending)).Words.ShouldBe(
            new(1, 2, 3, "d", "p")
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_report_goes_up_comes_back_with_a_reason_is_mended_and_accepted_by_the_pages(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        using var unit = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Contact, campaign.Unit));
        using var department = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Organisation, campaign.Department));
        var page = $"/console/campaigns/{campaign.Campaign.Id}/{campaign.Month:yyyy-MM}/{campaign.Unit}";

        var filled = await unit.GetAsync(page);
        filled.Text.ShouldContain("name=\"used\" inputmode=\"numeric\" pattern=\"[0-9]*\" maxlength=\"7\" value=\"0\""); // seen so far
        filled.Text.ShouldNotContain("Chấp nhận"); // nobody judges itself
        (string, string)[] words =
        [
            ("installed", "40"),
            ("used", "38"),
            ("relatives", ""),
            ("difficulties", "Tầng hầm\nkhông có sóng"),
            ("proposals", ""),
        ];
        (
            await unit.FillInAsync(page, "report", [.. words.Where(one => one.Item1 != "used"), ("used", "3x"), ("then", "submit")])
        ).Text.ShouldContain("số nguyên");
        (await unit.FillInAsync(page, "report", [.. words, ("then", "submit")])).Text.ShouldContain("Đã gửi lên cấp trên");
        (await unit.GetAsync(page)).Text.ShouldNotContain("name=\"used\"");

        (await department.FillInAsync(page, "return", ("reason", " "))).Text.ShouldContain("Ghi lý do");
        (await department.FillInAsync(page, "return", ("reason", "Thiếu số người thân"))).Text.ShouldContain("Đã trả lại");
        (await unit.GetAsync(page)).Text.ShouldContain("Thiếu số người thân");
        (
            await unit.FillInAsync(
                page,
                "report",
                [.. words.Where(one => one.Item1 != "relatives"), ("relatives", "12"), ("then", "submit")]
            )
        ).Text.ShouldContain("Đã gửi lên cấp trên");
        (await department.FillInAsync(page, "accept")).Text.ShouldContain("Đã chấp nhận");

        await using var db = hub.OpenDb();
        (await db.UnitReports.AsNoTracking().SingleAsync(one => one.OrganisationId == campaign.Unit, Ending)).Words.ShouldBe(
            new(40, 38, 12, "Tầng hầm\nkhông có sóng", null)
        );
        var seen = ReportWords.None;
        (await WriteAsync(hub, campaign, seen, seen with { Used = 1 })).ShouldBeOfType<WriteOutcome.IsWithSuperior>();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Last_month_is_carried_over_and_a_superior_sees_the_sum_of_those_below(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        await WriteAsync(hub, campaign, ReportWords.None, new(40, 38, 5, null, null));
        var next = campaign.Month.AddMonths(1);
        await using (var db = hub.OpenDb())
        {
            await OpenRounds.OpenAsync(db, campaign.Campaign, next, next, Ending);
            db.Add(
                new UnitReportRow
                {
                    CampaignId = campaign.Campaign.Id,
                    Month = next,
                    OrganisationId = campaign.SubUnit,
                    Installed = 17,
                    Used = 16,
                }
            );
            await db.SaveChangesAsync(Ending);
        }

        using var unit = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Contact, campaign.Unit));
        var page = (await unit.GetAsync($"/console/campaigns/{campaign.Campaign.Id}/{next:yyyy-MM}/{campaign.Unit}")).Text;
        page.ShouldContain("id=\"installed\" name=\"installed\" inputmode=\"numeric\" pattern=\"[0-9]*\" maxlength=\"7\" value=\"40\"");
        page.ShouldContain("Phòng 2");
        (await unit.GetAsync($"/console/campaigns/{campaign.Campaign.Id}/{next:yyyy-MM}/{campaign.Department}")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    private static void Whole<T>(T merged, T seen, T mine, T theirs, bool isClash)
    {
        var same = EqualityComparer<T>.Default;
        if (!same.Equals(mine, seen) && !isClash)
        {
            merged.ShouldBe(mine);
        }

        if (!same.Equals(theirs, seen) && !isClash)
        {
            merged.ShouldBe(theirs);
        }

        if (isClash)
        {
            same.Equals(mine, theirs).ShouldBeFalse();
        }
    }

    private static async Task<WriteOutcome> WriteAsync(RunningHub hub, SomeCampaign campaign, ReportWords seen, ReportWords written)
    {
        await using var db = hub.OpenDb();
        var round = await db
            .UnitRounds.AsNoTracking()
            .SingleAsync(
                one => one.CampaignId == campaign.Campaign.Id && one.OrganisationId == campaign.Unit && one.Month == campaign.Month,
                Ending
            );
        return await WriteReport.RunAsync(db, round, seen, written, Author.CommandLine, hub.Time.GetUtcNow(), Ending);
    }
}
