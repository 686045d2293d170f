using System.CommandLine;
using System.Globalization;
using Ispeed.Hub.Audit;
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
        var samples = new Option<int>("--samples") { Description = "Samples of a commune in a month", DefaultValueFactory = _ => 300 };
        var percent = new Option<int>("--percent") { Description = "Share of the staff who shall measure", DefaultValueFactory = _ => 100 };
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
            samples,
            percent,
            from,
            to,
            deadlines,
        };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var organisation = await OrganisationCommands.FindAsync(desk.Db, parsed.GetValue(issuer)!, cancellationToken);
                var request = new OpenCampaign.Request(
                    parsed.GetValue(key)!,
                    parsed.GetValue(title)!,
                    organisation.Id,
                    AskedAccesses.Parse(parsed.GetValue(asks)) ?? throw new StartRefused("--asks takes any, mobile, 4g, 5g or fixed."),
                    parsed.GetValue(runs),
                    MonthOf(parsed.GetValue(from), desk.Today),
                    parsed.GetValue(to) is { } last ? Administration.MonthOf(last) : null,
                    parsed.GetValue(deadlines)!,
                    parsed.GetValue(samples),
                    parsed.GetValue(percent)
                );
                var (campaign, opened) = await OpenCampaign.RunAsync(
                    desk.Db,
                    request,
                    Author.CommandLine,
                    desk.Now,
                    cancellationToken
                ) switch
                {
                    OpenOutcome.Opened done => (done.Campaign, done.Units),
                    OpenOutcome.KeyTaken => throw new StartRefused($"There is a campaign '{request.Key}' already."),
                    OpenOutcome.NoKey => throw new StartRefused("KEY takes 1 to 40 letters, digits, dots and dashes: kh-2026"),
                    OpenOutcome.NoTitle => throw new StartRefused("--title takes 1 to 300 characters."),
                    OpenOutcome.NoRuns => throw new StartRefused("--runs takes 1 to 100."),
                    OpenOutcome.NoPercent => throw new StartRefused("--percent takes 1 to 100."),
                    OpenOutcome.NoSamples => throw new StartRefused("--samples takes 1 to 100000."),
                    OpenOutcome.NoDeadlines => throw new StartRefused(
                        "--deadlines takes days from 1 to 28, each earlier than the one before it: 10,6,3"
                    ),
                    OpenOutcome.NoMonths => throw new StartRefused("--to lies before --from."),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
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
                    Author.CommandLine,
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
                await MakeCodes.ForUnitsAsync(desk.Db, campaign, desk.Today, random, Author.CommandLine, desk.Now, cancellationToken);
                await MakeCodes.ForAreasAsync(
                    desk.Db,
                    campaign,
                    named,
                    desk.Today,
                    random,
                    Author.CommandLine,
                    desk.Now,
                    cancellationToken
                );
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
                    await MakeCodes.ReplaceAsync(
                        desk.Db,
                        code,
                        desk.Today,
                        last,
                        new Random(),
                        Author.CommandLine,
                        desk.Now,
                        cancellationToken
                    ) ?? throw new StartRefused("No campaign has this code, or it was replaced before.");
                Console.WriteLine($"{code} counts until {last:yyyy-MM-dd}; in its place: {ListedCode.GroupedOf(made.Code)}");
            }
        );
        return command;
    }

    private static async Task WriteCodesAsync(Administration.Desk desk, Campaign campaign, CancellationToken cancellationToken)
    {
        var tree = await OrganisationTree.OnAsync(desk.Db, desk.Today, cancellationToken);
        var codes = await CodeList.ReadAsync(desk.Db, campaign.Id, tree, desk.Areas, desk.Today, cancellationToken);
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(SheetWriter.Csv(CodeList.Rows(codes)), cancellationToken);
    }

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
