using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Ispeed.Hub.Accounts;

/// <summary>What a key is for; the account behind it must be allowed to do it, too. The numbers are stored: never renumber.</summary>
[Flags]
internal enum KeyScopes
{
    None = 0,

    /// <summary>Read organisations.</summary>
    Organisations = 1,

    /// <summary>Read campaigns, boards and reports.</summary>
    Campaigns = 2,

    /// <summary>Read cases.</summary>
    Cases = 4,
}

/// <summary>Keys for programs: shown once, kept as a hash, ended by their owner, by time, or with the account.</summary>
internal static class ApiKeys
{
    public const string Prefix = "ispeed_";
    public const int LongestName = 100;
    public const int Most = 20; // of one account
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>As in forms, the API and the names of sentences.</summary>
    public static string ToWire(this KeyScopes scope) =>
        scope switch
        {
            KeyScopes.Organisations => "organisations",
            KeyScopes.Campaigns => "campaigns",
            KeyScopes.Cases => "cases",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public static IReadOnlyList<KeyScopes> All { get; } = [KeyScopes.Organisations, KeyScopes.Campaigns, KeyScopes.Cases];

    /// <returns>The key itself, which is nowhere else.</returns>
    public static async Task<string> MakeAsync(
        HubDb db,
        Guid accountId,
        string name,
        KeyScopes scopes,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var secret = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            AccountId = accountId,
            Hash = HashOf(secret),
            Name = name,
            Scopes = scopes,
            MadeAt = now,
            Until = now + Longest,
        };
        db.Add(key);
        var note = new AuditNote(
            new(AuditSource.Console, accountId),
            AuditAct.KeyMade,
            $"key {key.Id}",
            ("scopes", All.Where(one => scopes.HasFlag(one)).Select(one => one.ToWire()).ToArray())
        );
        await db.SaveWithAsync(note, now, cancellationToken);
        return secret;
    }

    /// <summary>Ends a key of an account; nothing where it has no such key.</summary>
    public static async Task RevokeAsync(HubDb db, Guid accountId, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = await db.ApiKeys.SingleOrDefaultAsync(
            one => one.Id == id && one.AccountId == accountId && one.RevokedAt == null,
            cancellationToken
        );
        if (key is not null)
        {
            key.RevokedAt = now;
            await db.SaveWithAsync(new(new(AuditSource.Console, accountId), AuditAct.KeyRevoked, $"key {id}"), now, cancellationToken);
        }
    }

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary><c>Authorization: Bearer ispeed_…</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    HubDb db,
    TimeProvider time
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "api-key";
    private static readonly TimeSpan UseSpacing = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        const string bearer = "Bearer ";
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(bearer + ApiKeys.Prefix, StringComparison.Ordinal))
        {
            return AuthenticateResult.NoResult(); // test points sign with this header, too
        }

        var hash = ApiKeys.HashOf(header[bearer.Length..].Trim());
        var now = time.GetUtcNow();
        var found = await db
            .ApiKeys.AsNoTracking()
            .Where(key => key.Hash == hash && key.RevokedAt == null && key.Until > now)
            .Join(
                db.Set<Account>().Where(account => account.EndedAt == null),
                key => key.AccountId,
                account => account.Id,
                (key, account) => new { key, account }
            )
            .SingleOrDefaultAsync(Context.RequestAborted);
        if (found is null)
        {
            return AuthenticateResult.Fail("unknown, revoked or expired");
        }

        if (found.key.LastUsedAt is not { } last || now - last > UseSpacing)
        {
            await db
                .ApiKeys.Where(key => key.Id == found.key.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, now), Context.RequestAborted);
        }

        var scopes = ApiKeys.All.Where(scope => found.key.Scopes.HasFlag(scope));
        var principal = AccountPrincipal.Of(
            found.account,
            Scheme.Name,
            scopes.Select(scope => new System.Security.Claims.Claim(AccountPrincipal.KeyScope, scope.ToWire()))
        );
        return AuthenticateResult.Success(new(principal, Scheme.Name));
    }
}
