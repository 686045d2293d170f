using System.Net.Sockets;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Reminders;

/// <summary>
/// Tells units by mail of reports that they owe: before the deadline, on its day, once when it is late. Looks every hour, and sends in office hours only.
/// A mail server that is away is tried again the next hour; what it has taken goes to nobody twice, whichever hub or restart sends.
/// </summary>
internal sealed partial class SendReminders(
    IDbContextFactory<HubDb> databases,
    ReminderSettings settings,
    IDataProtectionProvider protection,
    TimeProvider time,
    ILogger<SendReminders> log
) : BackgroundService
{
    private const int FirstHour = 8;
    private const int LastHour = 17;
    private const int Patience = 30_000; // milliseconds for each answer of the mail server

    private static readonly TimeSpan Spacing = TimeSpan.FromHours(1);

    /// <returns>How many mails the server took.</returns>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now.ToOffset(VietnamTime.Offset).Hour is < FirstHour or >= LastHour)
        {
            return 0;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var due = await DueReminders.AtAsync(db, now, cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        // Liveness: each command to the mail server has its limit, and there are no more mails than units.
        using var smtp = await ConnectAsync(settings, cancellationToken);
        var sent = 0;
        foreach (var one in due)
        {
            sent += await SendAsync(db, smtp, one, now, cancellationToken) ? 1 : 0;
        }

        await smtp.DisconnectAsync(quit: true, cancellationToken);
        return sent;
    }

    public static async Task<SmtpClient> ConnectAsync(ReminderSettings settings, CancellationToken cancellationToken)
    {
        var smtp = new SmtpClient { Timeout = Patience };
        try
        {
            await smtp.ConnectAsync(settings.Host, settings.Port, settings.Security, cancellationToken);
            if (settings.User is not null)
            {
                await smtp.AuthenticateAsync(settings.User, settings.Password ?? "", cancellationToken);
            }

            return smtp;
        }
        catch
        {
            smtp.Dispose();
            throw;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Spacing, time);
        try
        {
            do
            {
                await RunSafelyAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    /// <summary>Whether the mail server has it. A row that another hub wrote first, or that a crash left, means that it is not ours to send.</summary>
    private async Task<bool> SendAsync(HubDb db, SmtpClient smtp, DueReminder due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reminder = new Reminder
        {
            CampaignId = due.Campaign.Id,
            Month = due.Line.Round.Month,
            OrganisationId = due.Line.Round.OrganisationId,
            Occasion = due.Occasion,
            At = now,
            State = ReminderState.Begun,
        };
        db.Add(reminder);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (StoreFailure.IsConflict(taken))
        {
            db.ChangeTracker.Clear();
            return false;
        }

        try
        {
            var token = ReminderLink.To(reminder.OrganisationId, due.Address).ToToken(protection);
            await smtp.SendAsync(ReminderMail.Write(due, settings, token, now), cancellationToken);
            reminder.State = ReminderState.Sent;
        }
        catch (SmtpCommandException refused)
            when ((int)refused.StatusCode >= 500 && refused.ErrorCode is not SmtpErrorCode.SenderNotAccepted)
        {
            reminder.State = ReminderState.Refused; // this address only: the next one may be good
            Log.Refused(log, reminder.OrganisationId, (int)refused.StatusCode);
        }
        catch (Exception away) when (IsOfServer(away))
        {
            db.Remove(reminder); // the server did not take it: the next hour tries again
            await db.SaveChangesAsync(CancellationToken.None);
            throw;
        }

        await db.SaveChangesAsync(CancellationToken.None); // the mail is out: a program that ends now still says so
        return reminder.State is ReminderState.Sent;
    }

    private async Task RunSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sent = await RunAsync(time.GetUtcNow(), cancellationToken);
            if (sent > 0)
            {
                Log.Sent(log, sent);
            }
        }
        catch (Exception away) when (IsOfServer(away) || StoreFailure.Is(away))
        {
            Log.Later(log, away);
        }
    }

    internal static bool IsOfServer(Exception failure) =>
        failure
            is SmtpCommandException
                or SmtpProtocolException
                or AuthenticationException
                or SslHandshakeException
                or ServiceNotConnectedException
                or SocketException
                or IOException
                or TimeoutException
                or NotSupportedException; // STARTTLS that the server does not offer

    private static partial class Log
    {
        [LoggerMessage(1601, LogLevel.Information, "{Count} units were reminded of their reports")]
        public static partial void Sent(ILogger logger, int count);

        [LoggerMessage(
            1602,
            LogLevel.Warning,
            "The mail server takes no mail for the contact of organisation {Organisation} (status {Status}); correct the address"
        )]
        public static partial void Refused(ILogger logger, Guid organisation, int status);

        [LoggerMessage(
            1603,
            LogLevel.Error,
            "Reminders could not be sent now; trying again in an hour. Check the settings with: ispeed-hub reminders test --to ADDRESS"
        )]
        public static partial void Later(ILogger logger, Exception exception);
    }
}
