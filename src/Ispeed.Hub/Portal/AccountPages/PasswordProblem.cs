using Ispeed.Hub.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Ispeed.Hub.Portal.AccountPages;

/// <summary>Why a new password is not taken, as the name of a sentence.</summary>
internal static class PasswordProblem
{
    /// <returns>Null where the password is not to blame.</returns>
    public static string? Of(IdentityResult result) =>
        result.Errors.Select(error => error.Code).FirstOrDefault() switch
        {
            nameof(IdentityErrorDescriber.PasswordTooShort) => "short",
            CommonPasswords.TooCommon => "common",
            nameof(IdentityErrorDescriber.PasswordMismatch) => "mismatch",
            _ => null,
        };
}
