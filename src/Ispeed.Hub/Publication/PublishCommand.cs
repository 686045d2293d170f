using System.CommandLine;
using System.Globalization;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary><c>ispeed-hub publish</c> and <c>ispeed-hub screen</c>: what the hub does by itself, now, and a release of a month.</summary>
internal static class PublishCommand
{
    private static readonly Option<string> Month = new("--month")
    {
        Description = "The month, for example 2026-11",
        HelpName = "YYYY-MM",
        Required = true,
    };

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why a month that was released before is released again (an erratum)",
        HelpName = "TEXT",
    };

    private static readonly Option<string> From = new("--from")
    {
        Description = "The first month, for example 2026-01",
        HelpName = "YYYY-MM",
        Required = true,
    };

    private static readonly Option<string?> To = new("--to") { Description = "The last month (default: the first)", HelpName = "YYYY-MM" };

    public static IEnumerable<Command> Create()
    {
        var publish = new Command("publish", "Bring a month's figures up to date and release them, for good and with a manifest")
        {
            Month,
            Reason,
        };
        publish.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    var month = MonthOf(parsed.GetValue(Month)!);
                    var release = await ReleaseAsync(app.Services, month, parsed.GetValue(Reason), Console.Error, cancellationToken);
                    await Console.Out.WriteLineAsync(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"Release {release.Number} of {month:yyyy-MM}: {release.Documents} documents of {release.ValidRuns} valid runs of {release.Devices} devices, sha256 {release.ContentHash}"
                        )
                    );
                })
        );
        var screen = new Command("screen", "Screen the runs of months again by the rules of this version, and publish what that changes")
        {
            From,
            To,
        };
        screen.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    var first = MonthOf(parsed.GetValue(From)!);
                    var last = parsed.GetValue(To) is { } to ? MonthOf(to) : first;
                    await ScreenAsync(app.Services, first, last, Console.Error, cancellationToken);
                })
        );
        return [publish, screen];
    }

    /// <exception cref="StartRefused">There is nothing to release, or somebody else is publishing.</exception>
    public static async Task<Release> ReleaseAsync(
        IServiceProvider services,
        DateOnly month,
        string? reason,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        var publisher = services.GetRequiredService<Publisher>();
        await PublishAsync(publisher, progress, cancellationToken);
        (Release? Release, string? WhyNot) outcome = default;
        var held = await publisher.WithLeaseAsync(
            async (holder, ending) =>
            {
                await using var db = await services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync(ending);
                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                outcome = await ReleaseMonth.RunAsync(db, month, reason, holder, now, ending);
            },
            cancellationToken
        );
        return held ? outcome.Release ?? throw new StartRefused(outcome.WhyNot!) : throw Busy();
    }

    /// <summary>Screens whole months again. Interrupted, it begins with the month that it was in; months that are done stay done.</summary>
    /// <exception cref="StartRefused">The months are in the wrong order, or somebody else is publishing.</exception>
    public static async Task ScreenAsync(
        IServiceProvider services,
        DateOnly first,
        DateOnly last,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        if (last < first)
        {
            throw new StartRefused($"--to {last:yyyy-MM} lies before --from {first:yyyy-MM}.");
        }

        await using (var db = await services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync(cancellationToken))
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            for (var month = first; month <= last; month = month.AddMonths(1))
            {
                db.Add(ChangedRuns.WholeMonth(month, now));
            }

            var note = new AuditNote(Author.CommandLine, AuditAct.MonthScreened, $"month {first:yyyy-MM}", ("to", $"{last:yyyy-MM}"));
            await db.SaveWithAsync(note, now, cancellationToken);
        }

        await PublishAsync(services.GetRequiredService<Publisher>(), progress, cancellationToken);
    }

    private static async Task PublishAsync(Publisher publisher, TextWriter progress, CancellationToken cancellationToken)
    {
        if (!await publisher.PublishAsync(progress.WriteLine, cancellationToken))
        {
            throw Busy();
        }
    }

    private static DateOnly MonthOf(string text) =>
        Period.Parse(text)?.First ?? throw new StartRefused($"'{text}' is no month. Give it as YYYY-MM, for example 2026-11.");

    private static StartRefused Busy() =>
        new("Another process is publishing. It has the lease for a minute after its last sign of life; try again after that.");
}
