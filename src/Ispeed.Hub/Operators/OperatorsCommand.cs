using System.CommandLine;
using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Operators;

/// <summary><c>ispeed-hub operators</c>: the tables of brands, networks and prefixes, with their history.</summary>
internal static class OperatorsCommand
{
    private static readonly Argument<string> Kind = new("KIND") { Description = "brand, network or prefix" };
    private static readonly Argument<string> Key = new("KEY")
    {
        Description = "A brand's code, a network's number, a prefix such as 27.64.0.0/12",
    };
    private static readonly Option<DateOnly?> From = new("--from") { Description = "The first day (default today)", HelpName = "DAY" };
    private static readonly Option<string> Why = new("--why")
    {
        Description = "The reason, kept in the history",
        HelpName = "TEXT",
        Required = true,
    };
    private static readonly Option<string?> By = new("--by")
    {
        Description = "Who makes the change (default: the user of the system)",
        HelpName = "NAME",
    };

    public static Command Create() =>
        new("operators", "Brands, networks and prefixes, each with the days on which it holds")
        {
            List(),
            Set(),
            Remove(),
            History(),
            Import(),
            Refresh(),
        };

    private static Command List()
    {
        var on = new Option<DateOnly?>("--on") { Description = "The day (default today)", HelpName = "DAY" };
        var command = new Command("list", "Write the tables of a day as CSV, to be changed and imported again") { on };
        Does(
            command,
            async (parsed, hub, cancellationToken) =>
            {
                var timeline = EditOperators.TimelineOf(hub.Shipped, await EditOperators.MadeAsync(hub.Db, cancellationToken));
                await Console.Out.WriteLineAsync(OperatorCsv.Heading);
                foreach (var entry in timeline.ValidOn(parsed.GetValue(on) ?? hub.Today))
                {
                    await Console.Out.WriteLineAsync(OperatorCsv.Line(entry));
                }
            }
        );
        return command;
    }

    private static Command Set()
    {
        Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
        var name = Text("--name", "Of a brand, or of a network of servers", "TEXT");
        var brand = Text("--operator", "Code of the brand whose a network or prefix is", "CODE");
        var use = Text("--use", "Of a network or prefix: mobile, fixed, hosting or vpn", "USE");
        var host = Text("--host", "Of a brand without a network: the operator whose network it uses", "CODE");
        var sells = Text("--sells", "Of a brand: mobile, fixed or 'mobile fixed'", "KINDS");
        var sims = Text("--sims", "Of a brand: names that its SIMs show, separated by ;", "NAMES");
        var command = new Command("set", "Say what a brand, network or prefix is from a day on; what was before stays")
        {
            Kind,
            Key,
            name,
            brand,
            use,
            host,
            sells,
            sims,
            From,
            Why,
            By,
        };
        Does(
            command,
            (parsed, hub, cancellationToken) =>
                MakeAsync(
                    parsed,
                    hub,
                    [
                        Entry(parsed, hub) with
                        {
                            Name = parsed.GetValue(name),
                            Operator = parsed.GetValue(brand),
                            Use = parsed.GetValue(use),
                            Host = parsed.GetValue(host),
                            Sells = parsed.GetValue(sells),
                            Sims = parsed.GetValue(sims),
                        },
                    ],
                    cancellationToken
                )
        );
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "End an entry from a day on; what was before stays") { Kind, Key, From, Why, By };
        Does(
            command,
            (parsed, hub, cancellationToken) => MakeAsync(parsed, hub, [Entry(parsed, hub) with { IsRemoved = true }], cancellationToken)
        );
        return command;
    }

    private static Command History()
    {
        var key = new Argument<string?>("KEY") { Description = "Only this code, number or prefix", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("history", "Who changed what, when and why") { key };
        Does(
            command,
            async (parsed, hub, cancellationToken) =>
            {
                var made = await EditOperators.MadeAsync(hub.Db, cancellationToken);
                foreach (var row in made.Where(row => parsed.GetValue(key) is not { } only || row.Key == only))
                {
                    await Console.Out.WriteLineAsync(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{row.MadeAt.ToOffset(VietnamTime.Offset):yyyy-MM-dd HH:mm}  {row.MadeBy}: {row.Why}\n  {OperatorCsv.Line(row.ToEntry())}"
                        )
                    );
                }

                if (made.Count == 0)
                {
                    await Console.Error.WriteLineAsync("Nothing was changed: the tables are those that came with the program.");
                }
            }
        );
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<FileInfo>("FILE") { Description = $"CSV: {OperatorCsv.Heading}" };
        var command = new Command("import", "Make all changes of a CSV file, or none; lines that change nothing are left out")
        {
            file,
            From,
            Why,
            By,
        };
        Does(
            command,
            async (parsed, hub, cancellationToken) =>
            {
                var faults = new List<string>();
                var entries = OperatorCsv.Read(Bytes(parsed.GetValue(file)!), parsed.GetValue(From) ?? hub.Today, faults);
                if (faults.Count > 0)
                {
                    throw new StartRefused($"Nothing was changed:\n{string.Join('\n', faults)}");
                }

                var known = EditOperators.TimelineOf(hub.Shipped, await EditOperators.MadeAsync(hub.Db, cancellationToken));
                await MakeAsync(parsed, hub, [.. entries.Where(entry => Changes(entry, known))], cancellationToken);
            }
        );
        return command;
    }

    private static Command Refresh()
    {
        var files = new Argument<FileInfo[]>("FILE")
        {
            Description =
                "asn.bin as npm run data makes it, or CSV files of spans: first address, last address, number of the network, its name",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("refresh", "Take over another table of which network announces which address, as a whole or not at all")
        {
            files,
        };
        Does(
            command,
            async (parsed, hub, _) =>
                await Console.Error.WriteLineAsync(
                    RefreshNetworks.Run(
                        [.. parsed.GetValue(files)!.Select(file => (file.Name, Bytes(file)))],
                        hub.Operators,
                        hub.Today,
                        hub.Folder
                    )
                )
        );
        return command;
    }

    // A file that was exported has every entry again: only what differs from its day's table is a change.
    private static bool Changes(OperatorEntry entry, OperatorTimeline known)
    {
        var standing = known.Versions(entry.Kind, entry.Key).LastOrDefault(version => version.From <= entry.From);
        return standing is null || (standing with { From = entry.From }) != entry;
    }

    private static OperatorEntry Entry(ParseResult parsed, OpenHub hub)
    {
        var (kind, key) = (parsed.GetValue(Kind)!, parsed.GetValue(Key)!);
        return new(kind, OperatorEntry.OneSpelling(kind, key) ?? key, parsed.GetValue(From) ?? hub.Today);
    }

    private static async Task MakeAsync(
        ParseResult parsed,
        OpenHub hub,
        IReadOnlyList<OperatorEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var faults = await EditOperators.RunAsync(
            hub.Db,
            hub.Shipped,
            entries,
            parsed.GetValue(By) ?? Environment.UserName,
            parsed.GetValue(Why)!,
            hub.Now,
            cancellationToken
        );
        if (faults.Count > 0)
        {
            throw new StartRefused($"Nothing was changed:\n{string.Join('\n', faults)}");
        }

        foreach (var entry in entries)
        {
            await Console.Error.WriteLineAsync($"from {entry.From:yyyy-MM-dd}: {OperatorCsv.Line(entry)}");
        }

        await Console.Error.WriteLineAsync($"{entries.Count} changes made; a hub that runs takes them up within a minute");
    }

    private static byte[] Bytes(FileInfo file)
    {
        try
        {
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"'{file.FullName}' cannot be read: {refused.Message}", refused);
        }
    }

    private static void Does(Command command, Func<ParseResult, OpenHub, CancellationToken, Task> act) =>
        command.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    await using var db = await app
                        .Services.GetRequiredService<IDbContextFactory<HubDb>>()
                        .CreateDbContextAsync(cancellationToken);
                    var folder = app.Services.GetRequiredService<DataFolder>();
                    var operators = app.Services.GetRequiredService<OperatorDirectory>();
                    if (RefreshNetworks.ReadKept(folder) is { } kept && kept.Date >= operators.AsOf)
                    {
                        operators.Use(kept);
                    }

                    operators.Use(EditOperators.TimelineOf(operators.Shipped, await EditOperators.MadeAsync(db, cancellationToken)));
                    await act(
                        parsed,
                        new(db, operators, folder, app.Services.GetRequiredService<TimeProvider>().GetUtcNow()),
                        cancellationToken
                    );
                })
        );

    /// <summary>What a command works with.</summary>
    private sealed record OpenHub(HubDb Db, OperatorDirectory Operators, DataFolder Folder, DateTimeOffset Now)
    {
        public OperatorList Shipped => Operators.Shipped;

        public DateOnly Today => VietnamTime.DayOf(Now);
    }
}
