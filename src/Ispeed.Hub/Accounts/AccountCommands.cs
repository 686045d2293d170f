using System.CommandLine;
using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Accounts;

/// <summary><c>ispeed-hub accounts …</c>: the first administrator, and the way back in when nobody can let anybody in.</summary>
internal static class AccountCommands
{
    public static Command Create() => new("accounts", "Who may sign in to the console") { Invite(), List(), Renew(), End() };

    private static Command Invite()
    {
        var email = Email();
        var role = new Option<string>("--role")
        {
            Description = "system, national, province, organisation, contact, commune or operator",
            Required = true,
        };
        var scope = new Option<string?>("--scope")
        {
            Description =
                "For whom: code of a province or commune, key of an organisation, code of an operator; nothing for system and national",
        };
        var address = Address();
        var command = new Command("invite", "Print a link, good once and for seven days, with which somebody sets a password")
        {
            email,
            role,
            scope,
            address,
        };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var named =
                    AccountRoles.Parse(parsed.GetValue(role))
                    ?? throw new StartRefused($"--role takes {string.Join(", ", AccountRoles.All.Select(one => one.ToWire()))}.");
                var tree = await OrganisationTree.OnAsync(desk.Db, desk.Today, cancellationToken);
                var held =
                    AccountScope.Parse(
                        named,
                        parsed.GetValue(scope),
                        tree,
                        desk.Areas,
                        desk.Services.GetRequiredService<OperatorDirectory>(),
                        desk.Today
                    ) ?? throw new StartRefused(WhatScope(named));
                var outcome = await InviteAccount.RunAsync(
                    desk.Db,
                    parsed.GetValue(email)!,
                    held,
                    Author.CommandLine,
                    desk.Now,
                    cancellationToken
                );
                Say(outcome, parsed.GetValue(address)!);
            }
        );
        return command;
    }

    private static Command Renew()
    {
        var (email, address) = (Email(), Address());
        var command = new Command("renew", "Print a link with which somebody who has an account sets password and second factor anew")
        {
            email,
            address,
        };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var account = await FindAsync(desk, parsed.GetValue(email)!, cancellationToken);
                Say(
                    await InviteAccount.AgainAsync(desk.Db, account, Author.CommandLine, desk.Now, cancellationToken),
                    parsed.GetValue(address)!
                );
            }
        );
        return command;
    }

    private static Command End()
    {
        var email = Email();
        var command = new Command("end", "Somebody left: sessions, keys and invitations end at once") { email };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var account = await FindAsync(desk, parsed.GetValue(email)!, cancellationToken);
                await EndAccount.RunAsync(desk.Db, account.Id, Author.CommandLine, desk.Now, cancellationToken);
                Console.WriteLine("ended");
            }
        );
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Accounts with role and scope");
        command.SetWork(
            async (_, desk, cancellationToken) =>
            {
                var tree = await OrganisationTree.OnAsync(desk.Db, desk.Today, cancellationToken);
                var operators = desk.Services.GetRequiredService<OperatorDirectory>();
                foreach (var account in await desk.Db.Accounts.AsNoTracking().OrderBy(one => one.Id).ToListAsync(cancellationToken))
                {
                    var factor = account.TwoFactorEnabled ? "two factors" : "password only";
                    var state = account.EndedAt is { } ended ? $"ended {VietnamTime.DayOf(ended):yyyy-MM-dd}" : factor;
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{account.Id}  {account.Role.ToWire(), -12}  {account.Email}  {account.Scope.NameIn(tree, desk.Areas, operators, desk.Today)}  {state}"
                        )
                    );
                }
            }
        );
        return command;
    }

    private static Option<string> Email() => new("--email") { Description = "The person's address", Required = true };

    private static Option<string> Address() =>
        new("--address")
        {
            Description = "Where people reach the hub",
            DefaultValueFactory = _ => "http://localhost:8080",
            HelpName = "URL",
        };

    private static async Task<Account> FindAsync(Administration.Desk desk, string email, CancellationToken cancellationToken)
    {
        var normal = email.Trim().ToUpperInvariant();
        return await desk.Db.Accounts.SingleOrDefaultAsync(one => one.NormalizedEmail == normal, cancellationToken)
            ?? throw new StartRefused($"Nobody has an account with the address '{email}'. List them with: ispeed-hub accounts list");
    }

    private static string WhatScope(AccountRole role) =>
        role.Scope() switch
        {
            ScopeKind.Nation => $"--scope is left out for the role {role.ToWire()}.",
            ScopeKind.Province => "--scope takes the code of a province of today, for example 56.",
            ScopeKind.Commune => "--scope takes the code of a commune of today, for example 22333.",
            ScopeKind.Organisation => "--scope takes the key of an organisation: ispeed-hub organisations list",
            ScopeKind.Operator => "--scope takes the code of an operator: ispeed-hub operators list",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static void Say(InviteOutcome outcome, string address) =>
        Console.WriteLine(
            outcome switch
            {
                InviteOutcome.Invited done =>
                    $"{address.TrimEnd('/')}{InviteAccount.PathOf(done.Token)}\nGood once, until {done.Until.ToOffset(VietnamTime.Offset):yyyy-MM-dd HH:mm}. Hand it to that person only.",
                InviteOutcome.NoEmail => throw new StartRefused("--email takes one address, for example an@so.vn."),
                InviteOutcome.HasAccount => throw new StartRefused(
                    "That address has an account. A way back in: ispeed-hub accounts renew --email …"
                ),
                _ => throw new System.Diagnostics.UnreachableException(),
            }
        );
}
