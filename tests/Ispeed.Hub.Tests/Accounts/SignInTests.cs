using System.Net;
using System.Text.RegularExpressions;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Tests.Campaigns;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Accounts;

public sealed partial class SignInTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task From_an_invitation_to_two_factors_and_back_in_with_a_recovery_code(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        using var visitor = new Visitor(hub);
        var (email, link) = await InvitedAsync(hub, AccountScope.Nation(AccountRole.National));
        (await visitor.GetAsync(link)).Text.ShouldContain(email);
        (await visitor.FillInAsync(link, "join", ("password", "ngắn thôi"), ("repeated", "ngắn thôi"))).Text.ShouldContain(
            "ít nhất 12 ký tự"
        );
        (await visitor.FillInAsync(link, "join", ("password", "matkhau2026!!"), ("repeated", "matkhau2026!!"))).Text.ShouldContain(
            "quá phổ biến"
        );
        (await JoinAsync(visitor, link)).ShouldLeadTo("/account");
        (await visitor.GetAsync("/console")).IsRefused.ShouldBeTrue(); // one factor is not enough for this role

        var page = (await visitor.GetAsync("/account/app")).Text;
        var key = Key().Match(page).Groups["is"].Value.Replace(" ", "", StringComparison.Ordinal);
        (await visitor.FillInAsync("/account/app", "confirm", ("number", "000000"))).Text.ShouldContain("không đúng");
        var confirmed = await visitor.FillInAsync("/account/app", "confirm", ("number", SomeAccount.NumberOf(key)));
        var codes = Code().Matches(confirmed.Text).Select(match => match.Groups["is"].Value).ToArray();
        codes.Length.ShouldBe(SecondFactor.RecoveryCodes);
        (await visitor.GetAsync("/console")).Status.ShouldBe(HttpStatusCode.OK);

        (await visitor.FillInAsync("/account/sign-out", "sign-out")).ShouldLeadTo("/account/sign-in");
        (await visitor.GetAsync("/console")).ShouldLeadTo("/account/sign-in?to=%2Fconsole");
        (await PasswordAsync(visitor, email)).ShouldLeadTo("/account/second-factor");
        (await visitor.GetAsync("/console")).IsRefused.ShouldBeTrue();
        (await visitor.FillInAsync("/account/second-factor", "recovery", ("code", codes[0].ToLowerInvariant()))).ShouldLeadTo("/console");
        (await visitor.GetAsync("/console")).Status.ShouldBe(HttpStatusCode.OK);

        using var second = new Visitor(hub);
        await PasswordAsync(second, email);
        (await second.FillInAsync("/account/second-factor", "recovery", ("code", codes[0]))).Text.ShouldContain("Số không đúng"); // each works once
        await using var db = hub.OpenDb();
        var kept = await db.AccountTokens.Select(token => token.Value!).ToListAsync(Ending);
        kept.ShouldAllBe(value => !value.Contains(key) && !value.Contains(codes[1])); // a thief of the database has nothing to sign in with
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_secret_of_an_app_is_not_shown_again_and_another_app_takes_its_place_only_with_the_password(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var account = await SomeAccount.MakeAsync(hub, AccountScope.Nation(AccountRole.National));
        using var visitor = await account.SignInAsync(hub);
        var page = (await visitor.GetAsync("/account/app")).Text.Replace(" ", "", StringComparison.Ordinal);
        page.ShouldNotContain(account.AppKey!);
        (await visitor.FillInAsync("/account/app", "replace", ("current", "không phải thế"))).Text.ShouldContain("không đúng");
        (await visitor.GetAsync("/console")).Status.ShouldBe(HttpStatusCode.OK);

        var replaced = await visitor.FillInAsync("/account/app", "replace", ("current", SomeAccount.Password));
        var key = Key().Match(replaced.Text).Groups["is"].Value.Replace(" ", "", StringComparison.Ordinal);
        key.ShouldNotBeEmpty(replaced.Text);
        key.ShouldNotBe(account.AppKey!, StringComparer.Ordinal);
        (await visitor.GetAsync("/console")).IsRefused.ShouldBeTrue(); // one factor again, until the new app is confirmed
        await visitor.FillInAsync("/account/app", "confirm", ("number", SomeAccount.NumberOf(key)));
        (await visitor.GetAsync("/console")).Status.ShouldBe(HttpStatusCode.OK);
        using var again = await (account with { AppKey = key }).SignInAsync(hub);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_lost_password_and_phone_sets_both_anew_by_a_link_that_ends_what_was(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var account = await SomeAccount.MakeAsync(hub, AccountScope.Nation(AccountRole.National));
        using var before = await account.SignInAsync(hub);
        using var administrator = await SomeAccount.SignedInAsync(hub, AccountScope.Nation(AccountRole.System));
        var made = await administrator.FillInAsync("/console/accounts", $"again-{account.Id}");
        var link = Link().Match(made.Text).Groups["is"].Value;
        using var person = new Visitor(hub);
        const string next = "năm cô gái hái chè xuân";
        (await person.FillInAsync(link, "join", ("password", next), ("repeated", next))).ShouldLeadTo("/account");
        (await before.GetAsync("/console")).IsRefused.ShouldBeTrue();
        (await person.GetAsync("/console")).IsRefused.ShouldBeTrue(); // the second factor is to be set up anew
        (await PasswordAsync(before, account.Email)).Text.ShouldContain("Không đăng nhập được");
        (await person.GetAsync("/account/app")).Text.ShouldContain("Quét mã này");
    }

    [Fact]
    public async Task Whoever_only_reads_gets_no_cookie()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        foreach (var path in new[] { "/", "/en/areas", "/privacy", "/nowhere" })
        {
            using var answer = await hub.Client.GetAsync(path, Ending);
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse(path);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_link_of_an_invitation_works_once_and_not_for_ever(Engine engine)
    {
        var hub = await hubs.AloneAsync(engine);
        await using var alone = hub;
        using var visitor = new Visitor(hub);
        var (_, link) = await InvitedAsync(hub, AccountScope.Nation(AccountRole.National));
        await JoinAsync(visitor, link);
        (await visitor.GetAsync(link)).Text.ShouldContain("không còn dùng được");
        (await visitor.GetAsync("/account/join/nothing")).Text.ShouldContain("không còn dùng được");
        var (_, late) = await InvitedAsync(hub, AccountScope.Nation(AccountRole.National));
        hub.Time.Move(InviteAccount.Lifetime + TimeSpan.FromMinutes(1));
        (await visitor.GetAsync(late)).Text.ShouldContain("không còn dùng được");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Five_wrong_passwords_lock_and_an_unknown_address_is_answered_like_a_wrong_password(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var account = await SomeAccount.MakeAsync(hub, AccountScope.Of(AccountRole.Contact, campaign.Unit));
        using var visitor = new Visitor(hub);
        var unknown = await visitor.FillInAsync("/account/sign-in", "sign-in", ("email", "khong@co.vn"), ("password", "gì cũng được"));
        Seen? wrong = null;
        for (var tries = 0; tries < 4; tries++)
        {
            wrong = await visitor.FillInAsync("/account/sign-in", "sign-in", ("email", account.Email), ("password", "không phải thế"));
        }

        Notice().Match(wrong!.Text).Value.ShouldBe(Notice().Match(unknown.Text).Value);
        await visitor.FillInAsync("/account/sign-in", "sign-in", ("email", account.Email), ("password", "không phải thế"));
        (await PasswordAsync(visitor, account.Email)).Text.ShouldContain("tạm khóa");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_left_is_out_at_once_with_sessions_keys_and_invitations(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var account = await SomeAccount.MakeAsync(hub, AccountScope.Of(AccountRole.Organisation, campaign.Department));
        using var visitor = await account.SignInAsync(hub);
        var key = await account.KeyAsync(hub, KeyScopes.Campaigns);
        (await visitor.GetAsync("/console")).Status.ShouldBe(HttpStatusCode.OK);
        var invited = await visitor.FillInAsync(
            "/console/accounts",
            "invite",
            ("email", $"{Guid.NewGuid():N}@so.vn"),
            ("role", "contact"),
            ("scope", $"S.{campaign.Unit:N}")
        );
        var link = Link().Match(invited.Text).Groups["is"].Value;
        link.ShouldNotBeEmpty();

        using var administrator = await SomeAccount.SignedInAsync(hub, AccountScope.Nation(AccountRole.System));
        (await administrator.FillInAsync("/console/accounts", $"end-{account.Id}")).Status.ShouldBe(HttpStatusCode.OK);
        (await visitor.GetAsync("/console")).ShouldLeadTo("/account/sign-in?to=%2Fconsole");
        (await WithKeyAsync(hub, key)).ShouldRefuse(401, "key-needed");
        (await administrator.GetAsync(link)).Text.ShouldContain("không còn dùng được");
        await using var db = hub.OpenDb();
        var kept = await db.Accounts.AsNoTracking().SingleAsync(one => one.Id == account.Id, Ending);
        (kept.Email, kept.UserName, kept.PasswordHash).ShouldBe((null, null, null));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_session_ends_when_nothing_is_asked_for_an_hour_and_when_the_password_changes_elsewhere(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var account = await SomeAccount.MakeAsync(hub, AccountScope.Of(AccountRole.Contact, campaign.Unit));
        using var here = await account.SignInAsync(hub);
        using var elsewhere = await account.SignInAsync(hub);
        const string next = "bốn con vịt bơi qua sông";
        (await elsewhere.FillInAsync("/account", "password", ("current", SomeAccount.Password), ("password", next))).Text.ShouldContain(
            "Đã đổi mật khẩu"
        );
        (await here.GetAsync("/console")).IsRefused.ShouldBeTrue();
        (await elsewhere.GetAsync("/console")).Status.ShouldBe(HttpStatusCode.OK);
        hub.Time.Move(AccountSession.Longest + TimeSpan.FromMinutes(1));
        (await elsewhere.GetAsync("/console")).IsRefused.ShouldBeTrue();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_opens_what_it_is_for_and_no_page_and_is_kept_as_a_hash(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var account = await SomeAccount.MakeAsync(hub, AccountScope.Of(AccountRole.Contact, campaign.Unit));
        using var visitor = await account.SignInAsync(hub);
        (await visitor.FillInAsync("/account/keys", "make", ("name", "Bảng tính"))).Text.ShouldContain("ít nhất một quyền");
        var made = await visitor.FillInAsync("/account/keys", "make", ("name", "Bảng tính"), ("scopes", "campaigns"));
        var key = ApiKey().Match(made.Text).Value;
        (await WithKeyAsync(hub, key)).Body.ShouldContain("\"campaigns\"");
        (await WithKeyAsync(hub, key + "0")).ShouldRefuse(401, "key-needed");
        using var program = new Visitor(hub);
        using var page = new HttpRequestMessage(HttpMethod.Get, "/console");
        page.Headers.Authorization = new("Bearer", key);
        (await program.SendAsync(page)).IsRefused.ShouldBeTrue();
        (await visitor.GetAsync("/api/v1/account")).Status.ShouldBe(HttpStatusCode.Unauthorized); // a session is no key
        await using var db = hub.OpenDb();
        var kept = await db.ApiKeys.SingleAsync(one => one.AccountId == account.Id, Ending);
        kept.Hash.ShouldNotContain(key[7..]);
        kept.LastUsedAt.ShouldNotBeNull();
        (await visitor.FillInAsync("/account/keys", $"revoke-{kept.Id}")).Text.ShouldContain("Chưa có khóa nào");
        (await WithKeyAsync(hub, key)).ShouldRefuse(401, "key-needed");
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_not_taken_and_nobody_is_sent_elsewhere_after_signing_in()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var campaign = await SomeCampaign.OpenAsync(hub);
        var account = await SomeAccount.MakeAsync(hub, AccountScope.Of(AccountRole.Contact, campaign.Unit));
        using var visitor = new Visitor(hub);
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in")
        {
            Content = new FormUrlEncodedContent([
                KeyValuePair.Create("_handler", "sign-in"),
                KeyValuePair.Create("email", account.Email),
                KeyValuePair.Create("password", SomeAccount.Password),
            ]),
        };
        (await visitor.SendAsync(forged)).Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var to in new[] { "//evil.example", "https://evil.example/", "/\\evil.example" })
        {
            (
                await visitor.FillInAsync(
                    $"/account/sign-in?to={Uri.EscapeDataString(to)}",
                    "sign-in",
                    ("email", account.Email),
                    ("password", SomeAccount.Password)
                )
            ).ShouldLeadTo("/console");
        }
    }

    [Fact]
    public async Task Too_many_tries_from_one_network_are_told_to_wait()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite, new(StringComparer.Ordinal) { ["Limits:SignInsPerMinute"] = "3" });
        using var visitor = new Visitor(hub);
        for (var tries = 0; tries < 3; tries++)
        {
            (await visitor.GetAsync("/account/sign-in")).Status.ShouldBe(HttpStatusCode.OK);
        }

        var refused = await visitor.GetAsync("/account/sign-in");
        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Text.ShouldContain("Quá nhiều lần thử");
    }

    private static async Task<(string Email, string Link)> InvitedAsync(RunningHub hub, AccountScope scope)
    {
        var email = $"{Guid.NewGuid():N}@so.vn";
        await using var db = hub.OpenDb();
        var outcome = await InviteAccount.RunAsync(db, email, scope, Author.CommandLine, hub.Time.GetUtcNow(), Ending);
        return (email, InviteAccount.PathOf(outcome.ShouldBeOfType<InviteOutcome.Invited>().Token));
    }

    private static Task<Seen> JoinAsync(Visitor visitor, string link) =>
        visitor.FillInAsync(link, "join", ("password", SomeAccount.Password), ("repeated", SomeAccount.Password));

    private static Task<Seen> PasswordAsync(Visitor visitor, string email) =>
        visitor.FillInAsync("/account/sign-in", "sign-in", ("email", email), ("password", SomeAccount.Password));

    private static async Task<Reply> WithKeyAsync(RunningHub hub, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/account");
        request.Headers.Authorization = new("Bearer", key);
        return await hub.SendAsync(request);
    }

    [GeneratedRegex("<code class=\"code\">(?<is>[A-Z2-7 ]+)</code>", RegexOptions.None, 5000)]
    private static partial Regex Key();

    [GeneratedRegex("<li><code>(?<is>[^<]+)</code></li>", RegexOptions.None, 5000)]
    private static partial Regex Code();

    [GeneratedRegex("<div class=\"section notice bad\".*?</div>", RegexOptions.Singleline, 5000)]
    private static partial Regex Notice();

    [GeneratedRegex("<code class=\"secret\">[^<]*?(?<is>/account/join/[^<]+)</code>", RegexOptions.None, 5000)]
    private static partial Regex Link();

    [GeneratedRegex("ispeed_[0-9a-f]{64}", RegexOptions.None, 5000)]
    private static partial Regex ApiKey();
}
