using System.CommandLine;
using System.Globalization;
using Ispeed.Hub.Store;
using MimeKit;

namespace Ispeed.Hub.Reminders;

/// <summary><c>ispeed-hub reminders …</c>: who would be told now, and whether the mail server takes a mail.</summary>
internal static class ReminderCommands
{
    public static Command Create() => new("reminders", "Mail to units that owe a report") { Due(), Test() };

    private static Command Due()
    {
        var command = new Command("due", "Who would be told now; sends nothing");
        command.SetWork(
            async (_, desk, cancellationToken) =>
            {
                var due = await DueReminders.AtAsync(desk.Db, desk.Now, cancellationToken);
                foreach (var one in due)
                {
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{one.Line.Round.Month:yyyy-MM}  {one.Line.Unit!.Key}  {one.Occasion}  {one.Line.Round.Deadline:yyyy-MM-dd}  {one.Address}"
                        )
                    );
                }

                Console.WriteLine($"{due.Count} to be told.");
            }
        );
        return command;
    }

    private static Command Test()
    {
        var to = new Option<string>("--to")
        {
            Description = "Who gets the trial mail",
            Required = true,
            HelpName = "ADDRESS",
        };
        var command = new Command("test", "Send one trial mail with the settings of this hub") { to };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var settings =
                    ReminderSettings.Read(desk.Services.GetRequiredService<IConfiguration>())
                    ?? throw new StartRefused(
                        "No mail server is set. Set Mail:Host, Mail:From and PublicUrl; docs/operations.md lists them all."
                    );
                if (!MailboxAddress.TryParse(parsed.GetValue(to), out var address))
                {
                    throw new StartRefused($"'{parsed.GetValue(to)}' is no mail address.");
                }

                var message = new MimeMessage { Subject = "[i-Speed] Thư thử – trial mail", Date = desk.Now };
                message.From.Add(settings.From);
                message.To.Add(address);
                message.Body = new TextPart("plain") { Text = $"Máy chủ thư hoạt động. The mail server works.\r\n{settings.Public}\r\n" };
                try
                {
                    using var smtp = await SendReminders.ConnectAsync(settings, cancellationToken);
                    await smtp.SendAsync(message, cancellationToken);
                    await smtp.DisconnectAsync(quit: true, cancellationToken);
                }
                catch (Exception away) when (SendReminders.IsOfServer(away))
                {
                    throw new StartRefused($"The mail server {settings.Host}:{settings.Port} did not take the mail: {away.Message}", away);
                }

                Console.WriteLine($"{settings.Host}:{settings.Port} took the mail for {address.Address}.");
            }
        );
        return command;
    }
}
