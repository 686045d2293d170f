using System.Buffers.Binary;
using System.Security.Cryptography;
using Ispeed.Hub.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Running;

/// <summary>Somebody with an account, who knows the password and has an authenticator app where the role needs one.</summary>
internal sealed record SomeAccount(Guid Id, string Email, string? AppKey)
{
    public const string Password = "ba con mèo leo mái ngói";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static async Task<SomeAccount> MakeAsync(RunningHub hub, AccountScope scope, bool isComplete = true)
    {
        await using var services = hub.Services.CreateAsyncScope();
        var accounts = services.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = new Account
        {
            Id = Guid.CreateVersion7(hub.Time.GetUtcNow()),
            Role = scope.Role,
            OrganisationId = scope.OrganisationId,
            AreaCode = scope.AreaCode,
            OperatorCode = scope.OperatorCode,
            MadeAt = hub.Time.GetUtcNow(),
        };
        account.UserName = account.Email = $"{account.Id:N}@so.vn";
        (await accounts.CreateAsync(account, Password)).Succeeded.ShouldBeTrue();
        if (!isComplete || !scope.Role.NeedsSecondFactor())
        {
            return new(account.Id, account.Email, null);
        }

        var key = await SecondFactor.BeginAsync(accounts, account);
        (await SecondFactor.ConfirmAsync(accounts, account, NumberOf(key))).ShouldNotBeNull();
        return new(account.Id, account.Email, key);
    }

    /// <summary>A visitor who signed in by the pages.</summary>
    public async Task<Visitor> SignInAsync(RunningHub hub)
    {
        var visitor = new Visitor(hub);
        var first = await visitor.FillInAsync("/account/sign-in", "sign-in", ("email", Email), ("password", Password));
        if (AppKey is null)
        {
            first.ShouldLeadTo("/console");
            return visitor;
        }

        first.ShouldLeadTo("/account/second-factor");
        (await visitor.FillInAsync("/account/second-factor", "app", ("number", NumberOf(AppKey)))).ShouldLeadTo("/console");
        return visitor;
    }

    public static async Task<Visitor> SignedInAsync(RunningHub hub, AccountScope scope) =>
        await (await MakeAsync(hub, scope)).SignInAsync(hub);

    /// <summary>A key of it for everything.</summary>
    public async Task<string> KeyAsync(RunningHub hub, KeyScopes scopes)
    {
        await using var db = hub.OpenDb();
        return await ApiKeys.MakeAsync(db, Id, "test", scopes, hub.Time.GetUtcNow(), Ending);
    }

    /// <summary>What an app shows now (RFC 6238: SHA-1, 30 s, 6 digits). Identity goes by the system's clock and takes the neighbours, too.</summary>
    public static string NumberOf(string key)
    {
        var secret = new List<byte>();
        var (bits, left) = (0, 0);
        foreach (var symbol in key)
        {
            (bits, left) = ((bits << 5) | Base32.IndexOf(symbol, StringComparison.Ordinal), left + 5);
            if (left >= 8)
            {
                left -= 8;
                secret.Add((byte)(bits >> left));
                bits &= (1 << left) - 1;
            }
        }

        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // what authenticator apps do
        var hash = HMACSHA1.HashData([.. secret], step);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }
}
