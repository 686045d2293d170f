using System.Globalization;
using Ispeed.Hub.Campaigns;
using MimeKit;

namespace Ispeed.Hub.Reminders;

/// <summary>The words of a reminder: Vietnamese, then English; plain text, which every office reads and no filter mistakes.</summary>
internal static class ReminderMail
{
    private static readonly CultureInfo Vietnamese = CultureInfo.GetCultureInfo("vi-VN");

    /// <param name="due">Who is told what.</param>
    /// <param name="settings">Sender, and where links lead.</param>
    /// <param name="token">Of the links for this unit.</param>
    /// <param name="now">The date of the mail.</param>
    public static MimeMessage Write(DueReminder due, ReminderSettings settings, string token, DateTimeOffset now)
    {
        var round = due.Line.Round;
        var name = due.Line.Unit!.Name;
        var month = round.Month.ToString("MM/yyyy", CultureInfo.InvariantCulture);
        var deadline = round.Deadline.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        var page = $"{settings.Public}/reminders/{token}";
        var message = new MimeMessage { Date = now };
        message.From.Add(settings.From);
        message.To.Add(new MailboxAddress(name, due.Address));
        message.Subject = $"[i-Speed] {Subject(due)}: báo cáo tháng {month}, hạn {deadline} – {name}";
        message.MessageId =
            $"{round.CampaignId:N}.{round.Month:yyyyMM}.{round.OrganisationId:N}.{(int)due.Occasion}@{settings.From.Domain}";

        // RFC 8058: the mail program's own button ends the reminders, without a page.
        message.Headers.Add(HeaderId.ListUnsubscribe, $"<{page}/stop>");
        message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no answers by machines
        message.Body = new TextPart("plain") { Text = Body(due, settings.Public, page, month, deadline).ReplaceLineEndings("\r\n") };
        return message;
    }

    private static string Body(DueReminder due, string hub, string page, string month, string deadline)
    {
        var line = due.Line;
        var isReturned = line.Round.State is RoundState.Returned;
        var seen = line.Staff is { } staff and > 0
            ? string.Create(Vietnamese, $"{line.StaffSeen:N0}/{staff:N0} người đã đo ({line.Percent:0.0} %)")
            : string.Create(Vietnamese, $"{line.StaffSeen:N0} thiết bị đã đo (đơn vị chưa khai tổng số người)");
        return $"""
            Kính gửi: {line.Unit!.Name}

            {due.Campaign.Title} – {due.Issuer}
            Kỳ báo cáo: tháng {month}. Hạn: {Weekday(line.Round.Deadline)}, {deadline} ({Left(due.DaysLeft)}).
            Tình trạng: {(isReturned ? "báo cáo đã được trả lại để sửa" : "chưa gửi báo cáo")}.
            Đến nay: {seen}.

            Việc cần làm: mở {hub}/console, kiểm tra số liệu đã điền sẵn, thêm khó khăn, đề xuất rồi gửi.

            Lịch các hạn báo cáo (thêm vào lịch của đơn vị): {page}/calendar.ics
            Không muốn nhận nhắc nữa: {page}

            --
            {line.Unit.Name}: the report for {line.Round.Month.ToString(
                "MMMM yyyy",
                CultureInfo.InvariantCulture
            )} of "{due.Campaign.Title}" {(isReturned ? "was returned to be corrected" : "is not in")}.
            Deadline: {line.Round.Deadline.ToString(
                "d MMMM yyyy",
                CultureInfo.InvariantCulture
            )}. Check and send it at {hub}/en/console. Stop these reminders: {page}

            """;
    }

    private static string Subject(DueReminder due) =>
        due.Occasion switch
        {
            ReminderOccasion.Before => "Nhắc",
            ReminderOccasion.OnTheDay => "Hôm nay là hạn",
            ReminderOccasion.Late => "Quá hạn",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Left(int days) =>
        days switch
        {
            > 0 => string.Create(Vietnamese, $"còn {days} ngày"),
            0 => "hôm nay",
            _ => string.Create(Vietnamese, $"đã quá {-days} ngày"),
        };

    private static string Weekday(DateOnly day) => Vietnamese.DateTimeFormat.GetDayName(day.DayOfWeek);
}
