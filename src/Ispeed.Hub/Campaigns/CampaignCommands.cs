using System.CommandLine;
using System.Globalization;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary><c>ispeed-hub campaigns …</c> and <c>codes …</c>. The rules are in the use cases; here is what people type and read.</summary>
internal static class CampaignCommands
{
    private static readonly Option<string?> Month = new("--month")
    {
        Description = "The month (default this one), for example 2026-12",
        HelpName = "YYYY-MM",
    };

    public static Command Create() => new("campaigns", "Drives to measure, month by month") { Open(), Board(), Rounds(), Move() };

    public static Command CreateCodes() => new("codes", "Referral codes") { Make(), List(), Replace() };

    private static Command Open()
    {
        var key = new Argument<string>("KEY") { Description = "What the campaign is called in commands, for example kh-2026" };
        var issuer = new Option<string>("--issuer") { Description = "Key of the organisation that opens it", Required = true };
        var title = new Option<string>("--title") { Description = "Its title, as people read it", Required = true };
        var asks = new Option<string>("--asks") { Description = "any, mobile, 4g, 5g or fixed", DefaultValueFactory = _ => "mobile" };
        var runs = new Option<int>("--runs") { Description = "Runs of a person in a month", DefaultValueFactory = _ => 1 };
        var from = new Option<string?>("--from") { Description = "First month (default this one)", HelpName = "YYYY-MM" };
        var to = new Option<string?>("--to") { Description = "Last month (default: it goes on)", HelpName = "YYYY-MM" };
        var deadlines = new Option<string>("--deadlines")
        {
            Description = "Day of the next month until when level 1, 2, … reports; each level earlier than the one above",
            DefaultValueFactory = _ => "10,6,3",
        };
        var command = new Command("open", "Open a campaign for everything below an organisation")
        {
            key,
            issuer,
            title,
            asks,
            runs,
            from,
            to,
            deadlines,
        };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var organisation = await OrganisationCommands.FindAsync(desk.Db, parsed.GetValue(issuer)!, cancellationToken);
                if (await desk.Db.Campaigns.AnyAsync(one => one.Key == parsed.GetValue(key), cancellationToken))
                {
                    throw new StartRefused($"There is a campaign '{parsed.GetValue(key)}' already.");
                }

                var campaign = new Campaign
                {
                    Id = Guid.CreateVersion7(desk.Now),
                    Key = parsed.GetValue(key)!,
                    Title = parsed.GetValue(title)!,
                    IssuerId = organisation.Id,
                    Asks =
                        AskedAccesses.Parse(parsed.GetValue(asks)) ?? throw new StartRefused("--asks takes any, mobile, 4g, 5g or fixed."),
                    RunsAMonth = parsed.GetValue(runs) is var needed and >= 1 and <= 100
                        ? needed
                        : throw new StartRefused("--runs takes 1 to 100."),
                    FirstMonth = MonthOf(parsed.GetValue(from), desk.Today),
                    LastMonth = parsed.GetValue(to) is { } last ? Administration.MonthOf(last) : null,
                    Deadlines = Campaign.DaysOf(parsed.GetValue(deadlines)!) is not null
                        ? parsed.GetValue(deadlines)!
                        : throw new StartRefused("--deadlines takes days from 1 to 28, each earlier than the one before it: 10,6,3"),
                };
                desk.Db.Add(campaign);
                await desk.Db.SaveChangesAsync(cancellationToken);
                var opened = await OpenRounds.RunAsync(desk.Db, desk.Now, cancellationToken);
                Console.WriteLine($"opened, with {opened} units; next: ispeed-hub codes make {campaign.Key}");
            }
        );
        return command;
    }

    private static Command Rounds()
    {
        var command = new Command("rounds", "Open this month's rounds now; a hub that serves does it by itself");
        command.SetWork(
            async (_, desk, cancellationToken) =>
                Console.WriteLine($"{await OpenRounds.RunAsync(desk.Db, desk.Now, cancellationToken)} units' months opened")
        );
        return command;
    }

    private static Command Board()
    {
        var key = Key();
        var command = new Command("board", "Units of a month as CSV: headcount beside devices seen") { key, Month };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var campaign = await FindAsync(desk.Db, parsed.GetValue(key)!, cancellationToken);
                var month = MonthOf(parsed.GetValue(Month), desk.Today);
                var lines = await UnitBoard.ReadAsync(desk.Db, campaign, month, desk.Today, cancellationToken);
                await WriteAsync(
                    ["code", "name", "level", "deadline", "state", "staff", "staffSeen", "othersSeen", "percent"],
                    lines.Select(line =>
                        (IReadOnlyList<object?>)
                            [
                                line.Unit?.Key,
                                line.Unit?.Name,
                                line.Round.Level,
                                line.Round.Deadline.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                line.Round.State.ToString().ToLowerInvariant(),
                                line.Staff,
                                line.StaffSeen,
                                line.OthersSeen,
                                line.Percent is { } percent ? Math.Round(percent, 2) : null,
                            ]
                    ),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static Command Move()
    {
        var (key, unit) = (Key(), new Argument<string>("UNIT") { Description = "Key of the unit" });
        var state = new Argument<string>("STATE") { Description = "submitted, returned or accepted" };
        var reason = new Option<string?>("--reason") { Description = "Why it is returned" };
        var command = new Command("move", "Submit, return or accept a unit's month") { key, unit, state, reason, Month };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var campaign = await FindAsync(desk.Db, parsed.GetValue(key)!, cancellationToken);
                var organisation = await OrganisationCommands.FindAsync(desk.Db, parsed.GetValue(unit)!, cancellationToken);
                var month = MonthOf(parsed.GetValue(Month), desk.Today);
                var next =
                    Enum.TryParse<RoundState>(parsed.GetValue(state), ignoreCase: true, out var named) && Enum.IsDefined(named)
                        ? named
                        : throw new StartRefused("STATE is submitted, returned or accepted.");
                var round =
                    await desk
                        .Db.UnitRounds.AsNoTracking()
                        .SingleOrDefaultAsync(
                            one => one.CampaignId == campaign.Id && one.Month == month && one.OrganisationId == organisation.Id,
                            cancellationToken
                        )
                    ?? throw new StartRefused("The unit has no such month. Open it with: ispeed-hub campaigns rounds");
                var outcome = await MoveRound.RunAsync(
                    desk.Db,
                    round,
                    next,
                    "command line",
                    parsed.GetValue(reason),
                    desk.Now,
                    cancellationToken
                );
                Console.WriteLine(
                    outcome switch
                    {
                        MoveOutcome.Moved => next.ToString().ToLowerInvariant(),
                        MoveOutcome.ReasonMissing => throw new StartRefused("Say with --reason what has to be done."),
                        MoveOutcome.NotFromHere => throw new StartRefused($"A month that is {round.State} cannot become {next}."),
                        _ => throw new StartRefused("Somebody else moved it at the same moment. Look again: ispeed-hub campaigns board"),
                    }
                );
            }
        );
        return command;
    }

    private static Command Make()
    {
        var key = Key();
        var areas = new Option<string[]>("--area") { Description = "A code for this commune or province, too; may be given often" };
        var command = new Command("make", "A code for every unit that has none, and print all as CSV") { key, areas };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var campaign = await FindAsync(desk.Db, parsed.GetValue(key)!, cancellationToken);
                var named = parsed.GetValue(areas) ?? [];
                if (Array.Find(named, one => desk.Areas.Find(one, desk.Today) is null) is { } unknown)
                {
                    throw new StartRefused($"No commune or province has the code '{unknown}' today.");
                }

                var random = new Random(); // seeded by the system
                await MakeCodes.ForUnitsAsync(desk.Db, campaign, desk.Today, random, cancellationToken);
                await MakeCodes.ForAreasAsync(desk.Db, campaign, named, desk.Today, random, cancellationToken);
                await WriteCodesAsync(desk, campaign, cancellationToken);
            }
        );
        return command;
    }

    private static Command List()
    {
        var key = Key();
        var command = new Command("list", "The codes of a campaign as CSV") { key };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
                await WriteCodesAsync(desk, await FindAsync(desk.Db, parsed.GetValue(key)!, cancellationToken), cancellationToken)
        );
        return command;
    }

    private static Command Replace()
    {
        var old = new Argument<string>("CODE") { Description = "The code that is replaced" };
        var until = new Option<DateOnly?>("--until")
        {
            Description = "First day on which the old one counts no more (default: the first of the next month)",
            HelpName = "DAY",
        };
        var command = new Command("replace", "Another code for the same owner; what the old one counted stays counted") { old, until };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                if (!ReferralCode.TryRead(parsed.GetValue(old), out var code))
                {
                    throw new StartRefused($"'{parsed.GetValue(old)}' is no referral code, or a symbol is mistyped.");
                }

                var nextMonth = new DateOnly(desk.Today.Year, desk.Today.Month, 1).AddMonths(1);
                var last = parsed.GetValue(until) ?? nextMonth;
                var made =
                    await MakeCodes.ReplaceAsync(desk.Db, code, desk.Today, last, new Random(), cancellationToken)
                    ?? throw new StartRefused("No campaign has this code, or it was replaced before.");
                Console.WriteLine($"{code} counts until {last:yyyy-MM-dd}; in its place: {Grouped(made.Code)}");
            }
        );
        return command;
    }

    private static async Task WriteCodesAsync(Administration.Desk desk, Campaign campaign, CancellationToken cancellationToken)
    {
        var tree = await OrganisationTree.OnAsync(desk.Db, desk.Today, cancellationToken);
        var rows = await desk.Db.ReferralCodes.AsNoTracking().Where(row => row.CampaignId == campaign.Id).ToListAsync(cancellationToken);
        await WriteAsync(
            ["code", "unitCode", "name", "validFrom", "validTo", "replacedBy"],
            rows.Select(row =>
                {
                    var unit = row.OrganisationId is { } id ? tree.Find(id) : null;
                    return (IReadOnlyList<object?>)
                        [
                            Grouped(row.Code),
                            unit?.Key ?? row.AreaCode,
                            unit?.Name ?? (row.AreaCode is { } area ? desk.Areas.Find(area, desk.Today)?.FullName : null),
                            row.ValidFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                            row.ValidTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                            row.ReplacedBy is { } next ? Grouped(next) : null,
                        ];
                })
                .OrderBy(row => (string?)row[1], StringComparer.OrdinalIgnoreCase),
            cancellationToken
        );
    }

    private static string Grouped(string code) => ReferralCode.TryRead(code, out var read) ? read.Grouped : code;

    private static async Task WriteAsync(string[] head, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(SheetWriter.Csv([head, .. rows]), cancellationToken);
    }

    private static async Task<Campaign> FindAsync(HubDb db, string key, CancellationToken cancellationToken) =>
        await db.Campaigns.SingleOrDefaultAsync(one => one.Key == key, cancellationToken)
        ?? throw new StartRefused($"There is no campaign '{key}'. Open one with: ispeed-hub campaigns open");

    private static DateOnly MonthOf(string? text, DateOnly today) =>
        text is null ? new(today.Year, today.Month, 1) : Administration.MonthOf(text);

    private static Argument<string> Key() => new("KEY") { Description = "The campaign" };
}
