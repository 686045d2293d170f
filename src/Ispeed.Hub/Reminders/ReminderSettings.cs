using System.Globalization;
using Ispeed.Hub.Store;
using MailKit.Security;
using MimeKit;

namespace Ispeed.Hub.Reminders;

/// <summary>Where mail is handed over, from <c>Mail:…</c>, and where its links lead, from <c>PublicUrl</c>.</summary>
/// <param name="Host">The mail server.</param>
/// <param name="Port">587 for submission with STARTTLS, 465 for TLS from the first byte, 25 for a relay in the house.</param>
/// <param name="Security">How the way there is encrypted.</param>
/// <param name="User">Null where the server asks nobody.</param>
/// <param name="Password">Of the user.</param>
/// <param name="From">The sender.</param>
/// <param name="Public">The hub's address as people open it, without a slash at the end.</param>
internal sealed record ReminderSettings(
    string Host,
    int Port,
    SecureSocketOptions Security,
    string? User,
    string? Password,
    MailboxAddress From,
    string Public
)
{
    /// <summary>Null where no mail server is set: then nothing is sent, and nobody is told that something was.</summary>
    public static ReminderSettings? Read(IConfiguration configuration)
    {
        var mail = configuration.GetSection("Mail");
        if (string.IsNullOrWhiteSpace(mail["Host"]))
        {
            return null;
        }

        if (!MailboxAddress.TryParse(mail["From"], out var from))
        {
            throw new StartRefused(
                "Mail:Host is set, but Mail:From is no address. Set it, for example to 'i-Speed <i-speed@example.gov.vn>'."
            );
        }

        if (
            !Uri.TryCreate(configuration["PublicUrl"], UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        )
        {
            throw new StartRefused(
                "Mail:Host is set, but PublicUrl is not: the links in the mail would lead nowhere. Set it to the hub's address as people open it, for example https://i-speed.example.gov.vn."
            );
        }

        return new(
            mail["Host"]!,
            PortOf(mail["Port"]),
            SecurityOf(mail["Security"]),
            NullIfEmpty(mail["User"]),
            PasswordOf(mail),
            from,
            address.AbsoluteUri.TrimEnd('/')
        );
    }

    private static int PortOf(string? text) =>
        string.IsNullOrWhiteSpace(text) ? 587
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue ? port
        : throw new StartRefused($"Mail:Port is '{text}'. It can be a number from 1 to 65535, usually 587, 465 or 25.");

    private static SecureSocketOptions SecurityOf(string? word) =>
        word switch
        {
            null or "" or "starttls" => SecureSocketOptions.StartTls,
            "tls" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            _ => throw new StartRefused($"Mail:Security is '{word}'. It can be 'starttls', 'tls' or 'none'."),
        };

    private static string? PasswordOf(IConfigurationSection mail)
    {
        if (NullIfEmpty(mail["PasswordFile"]) is not { } file)
        {
            return NullIfEmpty(mail["Password"]);
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"Mail:PasswordFile cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
