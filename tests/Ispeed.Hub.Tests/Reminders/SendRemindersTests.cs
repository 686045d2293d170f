using System.Net;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Reminders;
using Ispeed.Hub.Tests.Campaigns;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Reminders;

public sealed class SendRemindersTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_unit_is_told_before_on_the_day_and_once_when_it_is_late_and_never_twice(Engine engine)
    {
        await using var mail = new MailServer();
        await using var hub = await hubs.AloneAsync(engine, SettingsFor(mail.Port));
        var campaign = await SomeCampaign.OpenAsync(hub);
        await SetContactAsync(hub, campaign.Unit, "van-thu@example.vn");
        var deadline = campaign.Campaign.DeadlineOf(campaign.Month, 1);

        (await SendAsync(hub, deadline.AddDays(-4))).ShouldBe(0);
        (await SendAsync(hub, deadline.AddDays(-3))).ShouldBe(1);
        (await SendAsync(hub, deadline.AddDays(-2))).ShouldBe(0);
        (await SendAsync(hub, deadline, hour: 7)).ShouldBe(0); // before office hours
        (await SendAsync(hub, deadline)).ShouldBe(1);
        (await SendAsync(hub, deadline, hour: 15)).ShouldBe(0);
        (await SendAsync(hub, deadline.AddDays(2))).ShouldBe(1);
        (await SendAsync(hub, deadline.AddDays(5))).ShouldBe(0);

        mail.Mails.Select(one => one.Subject!.Split(':')[0]).ShouldBe(["[i-Speed] Nhắc", "[i-Speed] Hôm nay là hạn", "[i-Speed] Quá hạn"]);
        mail.Mails.ShouldAllBe(one => one.To.Mailboxes.Single().Address == "van-thu@example.vn");
        mail.Mails.First().TextBody!.ShouldContain("0/42 người đã đo");
        mail.Mails.First().TextBody!.ShouldContain("còn 3 ngày");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whose_report_is_in_is_left_alone_until_it_comes_back(Engine engine)
    {
        await using var mail = new MailServer();
        await using var hub = await hubs.AloneAsync(engine, SettingsFor(mail.Port));
        var campaign = await SomeCampaign.OpenAsync(hub);
        await SetContactAsync(hub, campaign.Unit, "van-thu@example.vn");
        var deadline = campaign.Campaign.DeadlineOf(campaign.Month, 1);
        await SetStateAsync(hub, campaign, RoundState.Submitted);
        (await SendAsync(hub, deadline.AddDays(-3))).ShouldBe(0);
        await SetStateAsync(hub, campaign, RoundState.Returned);
        (await SendAsync(hub, deadline.AddDays(-1))).ShouldBe(1);
        mail.Mails.Single().TextBody!.ShouldContain("đã được trả lại để sửa");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_address_that_is_gone_does_not_keep_the_others_from_theirs(Engine engine)
    {
        await using var mail = new MailServer();
        await using var hub = await hubs.AloneAsync(engine, SettingsFor(mail.Port));
        var campaign = await SomeCampaign.OpenAsync(hub);
        await SetContactAsync(hub, campaign.Unit, "gone@example.vn");
        await SetContactAsync(hub, campaign.SubUnit, "phong@example.vn");
        var day = campaign.Campaign.DeadlineOf(campaign.Month, 2);
        day.ShouldBe(campaign.Campaign.DeadlineOf(campaign.Month, 1).AddDays(-4));

        (await SendAsync(hub, day.AddDays(1))).ShouldBe(1); // the one is late, the other has three days
        mail.Mails.Single().To.Mailboxes.Single().Address.ShouldBe("phong@example.vn");
        await using var db = hub.OpenDb();
        (await db.Reminders.SingleAsync(one => one.OrganisationId == campaign.Unit, Ending)).State.ShouldBe(ReminderState.Refused);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mail_server_that_is_away_is_tried_again(Engine engine)
    {
        var port = MailServer.FreePort();
        await using var hub = await hubs.AloneAsync(engine, SettingsFor(port));
        var campaign = await SomeCampaign.OpenAsync(hub);
        await SetContactAsync(hub, campaign.Unit, "van-thu@example.vn");
        var deadline = campaign.Campaign.DeadlineOf(campaign.Month, 1);
        await Should.ThrowAsync<System.Net.Sockets.SocketException>(() => SendAsync(hub, deadline));
        await using var mail = new MailServer(port);
        (await SendAsync(hub, deadline, hour: 10)).ShouldBe(1);
        mail.Mails.Count.ShouldBe(1);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_button_of_the_mail_program_ends_the_reminders_and_the_page_brings_them_back(Engine engine)
    {
        await using var mail = new MailServer();
        await using var hub = await hubs.AloneAsync(engine, SettingsFor(mail.Port));
        var campaign = await SomeCampaign.OpenAsync(hub);
        await SetContactAsync(hub, campaign.Unit, "van-thu@example.vn");
        var deadline = campaign.Campaign.DeadlineOf(campaign.Month, 1);
        await SendAsync(hub, deadline.AddDays(-3));
        var message = mail.Mails.Single();
        message.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
        var stop = new Uri(message.Headers["List-Unsubscribe"]!.Trim('<', '>')).PathAndQuery;

        (await PostAsync(hub, stop, ("List-Unsubscribe", "One-Click"))).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(hub, deadline)).ShouldBe(0);
        var page = stop.Replace("/stop", "", StringComparison.Ordinal);
        (await hub.Client.GetStringAsync(page, Ending)).ShouldContain("không nhận thư nhắc nữa");
        (await PostAsync(hub, page + "/resume")).ShouldBe(HttpStatusCode.OK); // of the page that it leads back to
        (await SendAsync(hub, deadline)).ShouldBe(1);
        (await PostAsync(hub, page[..^2] + "xx/stop")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_deadlines_of_this_month_and_the_year_to_come_are_a_calendar(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var campaign = await SomeCampaign.OpenAsync(hub);
        await using var db = hub.OpenDb();
        var text = (await DeadlineCalendar.WriteAsync(db, campaign.Unit, hub.Time.GetUtcNow(), Ending)).ShouldNotBeNull();
        var events = Ical.Net.Calendar.Load(text)!.Events.OrderBy(one => one.Start!.Value).ToList();
        events.Count.ShouldBe(13);
        events
            .Select(one => DateOnly.FromDateTime(one.Start!.Value))
            .ShouldBe(Enumerable.Range(0, 13).Select(months => campaign.Campaign.DeadlineOf(campaign.Month.AddMonths(months), 1)));
        events.Select(one => one.Uid).Distinct(StringComparer.Ordinal).Count().ShouldBe(13);
        text.Split("\r\n").ShouldAllBe(line => System.Text.Encoding.UTF8.GetByteCount(line) <= 75, "RFC 5545, 3.1");
        (await DeadlineCalendar.WriteAsync(db, Guid.NewGuid(), hub.Time.GetUtcNow(), Ending)).ShouldBeNull();
    }

    [Fact]
    public void Numbers_that_reach_disk_are_frozen()
    {
        Numbers<ReminderOccasion>().ShouldBe("Before=1 OnTheDay=2 Late=3");
        Numbers<ReminderState>().ShouldBe("Begun=1 Sent=2 Refused=3");
    }

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value, null)}"));

    private static Dictionary<string, string?> SettingsFor(int port) =>
        new(StringComparer.Ordinal)
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail:Security"] = "none",
            ["Mail:From"] = "i-Speed <i-speed@example.vn>",
            ["PublicUrl"] = "http://hub.example.vn/",
        };

    private static Task<int> SendAsync(RunningHub hub, DateOnly day, int hour = 9) =>
        hub.Services.GetRequiredService<SendReminders>().RunAsync(VietnamTime.StartOf(day).AddHours(hour), Ending);

    private static async Task SetContactAsync(RunningHub hub, Guid unit, string address)
    {
        await using var db = hub.OpenDb();
        var organisation = await db.Organisations.SingleAsync(one => one.Id == unit, Ending);
        organisation.ContactEmail = address;
        await db.SaveChangesAsync(Ending);
    }

    private static async Task SetStateAsync(RunningHub hub, SomeCampaign campaign, RoundState state)
    {
        await using var db = hub.OpenDb();
        var round = await db.UnitRounds.SingleAsync(
            one => one.CampaignId == campaign.Campaign.Id && one.OrganisationId == campaign.Unit,
            Ending
        );
        round.State = state;
        await db.SaveChangesAsync(Ending);
    }

    private static async Task<HttpStatusCode> PostAsync(RunningHub hub, string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await hub.Client.PostAsync(path, content, Ending);
        return response.StatusCode;
    }
}
