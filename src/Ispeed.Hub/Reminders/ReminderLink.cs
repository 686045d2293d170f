using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Ispeed.Hub.Reminders;

/// <summary>Whom a link in a mail is for.</summary>
/// <param name="OrganisationId">The unit that is reminded.</param>
/// <param name="AddressHash">Of the address that the mail went to.</param>
internal sealed record ReminderLink(Guid OrganisationId, string AddressHash)
{
    private const string Purpose = "reminders";

    public static ReminderLink To(Guid organisation, string address) => new(organisation, HashOf(address));

    /// <summary>Null for a token that this hub did not make.</summary>
    public static ReminderLink? Read(IDataProtectionProvider protection, string token)
    {
        try
        {
            var parts = protection.CreateProtector(Purpose).Unprotect(token).Split(' ');
            return parts.Length == 2 && Guid.TryParseExact(parts[0], "N", out var id) ? new(id, parts[1]) : null;
        }
        catch (Exception foreign) when (foreign is CryptographicException or FormatException)
        {
            return null; // cut off in the mail, or made up
        }
    }

    /// <summary>For the path of a link: nobody can make one for another unit.</summary>
    public string ToToken(IDataProtectionProvider protection) =>
        protection.CreateProtector(Purpose).Protect($"{OrganisationId:N} {AddressHash}");

    private static string HashOf(string address) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.Trim().ToLowerInvariant())));
}
