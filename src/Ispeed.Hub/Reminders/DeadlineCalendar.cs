using System.Globalization;
using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Reminders;

/// <summary>The deadlines of a unit as a calendar that it can subscribe to (RFC 5545): this month's and those of the year to come.</summary>
internal static class DeadlineCalendar
{
    private const int MonthsAhead = 12;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/reminders/{token}/calendar.ics", ShowAsync).ExcludeFromDescription();

    /// <returns>The calendar's text; null for an organisation that takes part in nothing.</returns>
    public static async Task<string?> WriteAsync(HubDb db, Guid organisation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = VietnamTime.DayOf(now);
        var rounds = await db
            .UnitRounds.AsNoTracking()
            .Where(round => round.OrganisationId == organisation)
            .OrderByDescending(round => round.Month)
            .ToListAsync(cancellationToken);
        var name = (await OrganisationTree.OnAsync(db, today, cancellationToken)).Find(organisation)?.Name;
        if (rounds.Count == 0 || name is null)
        {
            return null;
        }

        var calendar = new Ical.Net.Calendar { ProductId = "-//i-Speed//hub//VI" };
        calendar.AddProperty("X-WR-CALNAME", $"i-Speed: hạn báo cáo – {name}");
        foreach (var newest in rounds.DistinctBy(round => round.CampaignId))
        {
            var campaign = await db.Campaigns.AsNoTracking().SingleAsync(one => one.Id == newest.CampaignId, cancellationToken);
            var known = rounds
                .Where(round => round.CampaignId == campaign.Id && round.Deadline >= today.AddMonths(-1))
                .Select(round => (round.Month, round.Deadline));
            var ahead = Enumerable
                .Range(1, MonthsAhead)
                .Select(months => newest.Month.AddMonths(months))
                .Where(campaign.Has)
                .Select(month => (Month: month, Deadline: campaign.DeadlineOf(month, newest.Level)));
            foreach (var (month, deadline) in known.Concat(ahead).OrderBy(one => one.Deadline))
            {
                calendar.Events.Add(EventOf(campaign, organisation, month, deadline, now));
            }
        }

        return new CalendarSerializer().SerializeToString(calendar);
    }

    private static CalendarEvent EventOf(Campaign campaign, Guid organisation, DateOnly month, DateOnly deadline, DateTimeOffset now)
    {
        var one = new CalendarEvent
        {
            // The same deadline keeps its identity, so that a moved one moves in the subscriber's calendar.
            Uid = $"{campaign.Id:N}.{month:yyyyMM}.{organisation:N}@i-speed",
            DtStamp = new CalDateTime(now.UtcDateTime),
            Summary = $"Hạn báo cáo i-Speed tháng {month.ToString("MM/yyyy", CultureInfo.InvariantCulture)}",
            Description = campaign.Title,
            Start = new CalDateTime(deadline),
            End = new CalDateTime(deadline.AddDays(1)),
            Transparency = TransparencyType.Transparent,
        };
        one.Alarms.Add(
            new Alarm
            {
                Action = AlarmAction.Display,
                Description = one.Summary,
                Trigger = new Trigger(Duration.FromDays(-DueReminders.DaysBefore)),
            }
        );
        return one;
    }

    private static async Task<IResult> ShowAsync(
        string token,
        IDataProtectionProvider protection,
        IDbContextFactory<HubDb> databases,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (ReminderLink.Read(protection, token) is not { } link)
        {
            return TypedResults.NotFound();
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await WriteAsync(db, link.OrganisationId, time.GetUtcNow(), cancellationToken) is { } text
            ? TypedResults.Text(text, "text/calendar; charset=utf-8", Encoding.UTF8)
            : TypedResults.NotFound();
    }
}
