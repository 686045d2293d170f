using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Tests.Campaigns;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Portal.Console;

/// <summary>What administrators do by pages: the same use cases as on the command line, within reach, and written down.</summary>
public sealed partial class ConsoleTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_administrators_the_second_sees_the_first_change_and_loses_nothing(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        using var first = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Organisation, campaign.Department));
        using var second = await SomeAccount.SignedInAsync(hub, AccountScope.Nation(AccountRole.National));
        var page = $"/console/organisations/{campaign.Unit}";
        var seen = Version().Match((await second.GetAsync(page)).Body).Groups["is"].Value;
        (await first.FillInAsync(page, "rename", ("name", "Phòng Một mới"))).Text.ShouldContain("Đã lưu.");
        var told = await second.FillInAsync(page, "contact", ("contact", "vanthu@so.vn"), ("seen", seen));
        told.Text.ShouldContain("Một người khác vừa thay đổi");
        told.Text.ShouldContain("<h1>Phòng Một mới</h1>");
        told.Text.ShouldContain("value=\"vanthu@so.vn\"");
        (await second.FillInAsync(page, "contact", ("contact", "vanthu@so.vn"))).Text.ShouldContain("Đã lưu.");
        var last = (await second.GetAsync(page)).Text;
        last.ShouldContain("Phòng Một mới");
        last.ShouldContain("vanthu@so.vn");
        await using var db = hub.OpenDb();
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(entry => entry.Subject == OrganisationEdit.SubjectOf(campaign.Unit))
            .ToListAsync(Ending);
        entries.Select(entry => entry.Act).ShouldBe([AuditAct.OrganisationRenamed, AuditAct.OrganisationContactSet], ignoreOrder: true);
        entries.ShouldAllBe(entry => entry.AccountId != null && !entry.Changes.Contains('@'));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_neighbour_sees_nothing_and_a_contact_changes_figures_only(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var own = await SomeCampaign.OpenAsync(hub);
        var other = await SomeCampaign.OpenAsync(hub);
        using var contact = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Contact, own.Unit));
        (await contact.GetAsync($"/console/organisations/{other.Unit}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await contact.GetAsync($"/console/organisations/{own.Department}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await contact.GetAsync($"/console/campaigns/{other.Campaign.Id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await contact.GetAsync("/console/organisations?q=Phòng")).Text.ShouldNotContain(other.Unit.ToString());
        var page = $"/console/organisations/{own.Unit}";
        (await contact.GetAsync(page)).Text.ShouldNotContain("Sáp nhập");
        (await contact.FillInAsync(page, "headcount", ("staff", "1.234"))).Text.ShouldContain("Đã lưu.");
        (await contact.FillInAsync(page, "headcount", ("staff", "12,5"))).Text.ShouldContain("số nguyên");
        var board = (await contact.GetAsync($"/console/campaigns/{own.Campaign.Id}")).Text;
        board.ShouldContain("1.234");
        board.ShouldNotContain("Sở Thử nghiệm</a>");
        board.ShouldNotContain("Tạo mã cho");

        // The form of another: what is not on the page is not taken either.
        using var administrator = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Organisation, own.Unit));
        var moved = await administrator.FillInAsync(page, "move", ("superior", $"S.{other.Department:N}"));
        moved.Text.ShouldContain("Không có đơn vị như vậy trong phạm vi bạn quản trị.");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_list_with_one_wrong_cell_saves_nothing_and_a_good_one_saves_all(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var own = await SomeCampaign.OpenAsync(hub);
        var other = await SomeCampaign.OpenAsync(hub);
        using var administrator = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Organisation, own.Department));
        var (fresh, ownKey, otherKey) = ($"N.{Guid.NewGuid():N}"[..20], $"S.{own.Unit:N}", $"S.{other.Unit:N}");
        const string head = "Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Biên chế";
        var wrong = await UploadAsync(
            administrator,
            head,
            $"{fresh},Đội mới,{ownKey},nhiều",
            $"{fresh}.2,Đội hai,{otherKey},3",
            $"{fresh}.3,Đội gốc,,3"
        );
        var text = wrong.Text;
        text.ShouldContain("Chưa ghi gì cả");
        text.ShouldContain("units.csv · D2");
        text.ShouldContain("Không phải số nguyên");
        text.ShouldContain("units.csv · C3");
        text.ShouldContain("Đơn vị bạn không quản trị");
        text.ShouldContain("units.csv · C4");
        (await UploadAsync(administrator, head, $"{otherKey},Chiếm,,3")).Text.ShouldContain("units.csv · A2");
        (await UploadAsync(administrator, head, $"{fresh},Đội mới,{ownKey},7")).Text.ShouldContain("1 đơn vị mới");
        (await administrator.GetAsync($"/console/organisations?q={fresh}")).Text.ShouldContain("Đội mới");
        (await administrator.GetAsync("/console/organisations/template.xlsx")).Status.ShouldBe(HttpStatusCode.OK);
        await using var db = hub.OpenDb();
        (await db.Organisations.CountAsync(one => one.Key.StartsWith(fresh), Ending)).ShouldBe(1);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_campaign_is_opened_with_its_codes_and_says_what_is_wrong(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var own = await SomeCampaign.OpenAsync(hub);
        using var administrator = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Organisation, own.Department));
        (string, string)[] fields =
        [
            ("title", "Đo 5G"),
            ("key", $"k-{Guid.NewGuid():N}"),
            ("issuer", $"S.{own.Department:N}"),
            ("asks", "5g"),
            ("runs", "2"),
            ("samples", "100"),
        ];
        var month = own.Month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var late = await administrator.FillInAsync("/console/campaigns/open", "open", [.. fields, ("from", month), ("deadlines", "3,6")]);
        late.Text.ShouldContain("cấp dưới sớm hơn cấp trên");
        late.Text.ShouldContain("value=\"Đo 5G\""); // what was typed is still there
        var opened = await administrator.FillInAsync(
            "/console/campaigns/open",
            "open",
            [.. fields, ("from", month), ("deadlines", "12, 8")]
        );
        opened.Status.ShouldBe(HttpStatusCode.Found, opened.Body);
        var page = new Uri(new Uri("http://hub"), opened.Location!).AbsolutePath;
        (await administrator.GetAsync(page)).Text.ShouldContain("3 đơn vị chưa có mã");
        (await administrator.FillInAsync(page, "codes")).Text.ShouldContain("Đã tạo 3 mã.");
        var shown = (await administrator.GetAsync(page)).Text;
        shown.ShouldContain("cấp 2: ngày 8");
        shown.ShouldContain("Phòng 2");
        (await administrator.GetAsync(page + "/codes.csv")).Text.ShouldContain("Phòng 2");
        using var contact = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Contact, own.SubUnit));
        (await contact.GetAsync(page + "/codes.csv")).Text.ShouldNotContain("Phòng 1");
        (await contact.GetAsync("/en" + page)).Text.ShouldContain("Referral codes");
    }

    [Fact]
    public async Task Every_role_has_an_overview_and_the_log_is_for_those_who_govern()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var own = await SomeCampaign.OpenAsync(hub);
        foreach (var role in AccountRoles.All)
        {
            using var visitor = await SomeAccount.SignedInAsync(hub, Accounts.AccessTableTests.SomeScope(role, own.Department));
            (await visitor.GetAsync("/console")).Status.ShouldBe(HttpStatusCode.OK, role.ToString());
            (await visitor.GetAsync("/en/console")).Status.ShouldBe(HttpStatusCode.OK, role.ToString());
            var log = await visitor.GetAsync("/console/audit");
            log.IsRefused.ShouldBe(role is not (AccountRole.System or AccountRole.National), role.ToString());
        }
    }

    [Fact]
    public void Every_word_of_the_console_has_its_sentence()
    {
        var texts = PageTexts.In(PageLanguage.Vietnamese);
        var keys = Enum.GetValues<AuditAct>()
            .Select(act => "act." + act.ToWire())
            .Concat(Enum.GetValues<AuditSource>().Select(source => "source." + source.ToWire()))
            .Concat(Enum.GetValues<CellReason>().Select(reason => "cell." + reason.ToWire()))
            .Concat(Enum.GetValues<SheetRefusal>().Select(reason => "sheet." + reason.ToWire()))
            .Concat(Enum.GetValues<AskedAccess>().Select(asked => "asks." + asked.ToWire()))
            .Concat(Enum.GetValues<RoundState>().Select(state => "state." + state.ToString().ToLowerInvariant()))
            .Concat(AccountRoles.All.Select(role => "role." + role.ToWire()))
            .Concat(ApiKeys.All.Select(scope => "key." + scope.ToWire()));
        keys.Where(key => !texts.Has(key)).ShouldBeEmpty();
    }

    private static Task<Seen> UploadAsync(Visitor visitor, params string[] lines) =>
        visitor.UploadAsync(
            "/console/organisations/import",
            "import",
            "file",
            "units.csv",
            Encoding.UTF8.GetBytes(string.Join("\r\n", lines))
        );

    [GeneratedRegex("name=\"seen\" value=\"(?<is>\\d+)\"", RegexOptions.None, 5000)]
    private static partial Regex Version();
}
