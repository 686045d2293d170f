using Ispeed.Hub.Areas;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>
/// Opens the month of every campaign that goes on, at start and daily, for every unit that stands below its issuer. Codes and headcounts stand until
/// they are changed, so there is nothing to carry over but the tree; a unit that came in between is added.
/// </summary>
internal sealed partial class OpenRounds(IDbContextFactory<HubDb> databases, TimeProvider time, ILogger<OpenRounds> log) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromHours(1); // the first of a month is seen within the hour

    /// <returns>How many units' months were opened.</returns>
    public static async Task<int> RunAsync(HubDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = VietnamTime.DayOf(now);
        var month = new DateOnly(today.Year, today.Month, 1);
        var opened = 0;
        foreach (var campaign in await db.Campaigns.AsNoTracking().ToListAsync(cancellationToken))
        {
            opened += campaign.Has(month) ? await OpenAsync(db, campaign, month, today, cancellationToken) : 0;
        }

        return opened;
    }

    /// <summary>One month of one campaign, for the units that stand on a day.</summary>
    public static async Task<int> OpenAsync(HubDb db, Campaign campaign, DateOnly month, DateOnly day, CancellationToken cancellationToken)
    {
        var tree = await OrganisationTree.OnAsync(db, day, cancellationToken);
        var there = await db
            .UnitRounds.Where(round => round.CampaignId == campaign.Id && round.Month == month)
            .Select(round => round.OrganisationId)
            .ToHashSetAsync(cancellationToken);
        var missing = tree.From(campaign.IssuerId)
            .Where(one => one.Level > 0 && !there.Contains(one.Node.Id))
            .Select(one => new UnitRound
            {
                CampaignId = campaign.Id,
                Month = month,
                OrganisationId = one.Node.Id,
                Level = one.Level,
                Deadline = campaign.DeadlineOf(month, one.Level),
            })
            .ToList();
        db.AddRange(missing);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return missing.Count;
        }
        catch (DbUpdateException taken) when (StoreFailure.IsConflict(taken))
        {
            db.ChangeTracker.Clear(); // another hub opened them at the same moment
            return 0;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Spacing, time);
        try
        {
            do
            {
                await RunSafelyAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private async Task RunSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var opened = await RunAsync(db, time.GetUtcNow(), cancellationToken);
            if (opened > 0)
            {
                Log.Opened(log, opened);
            }
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            Log.Later(log, away); // the next hour opens them
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1501, LogLevel.Information, "{Count} months of units were opened")]
        public static partial void Opened(ILogger logger, int count);

        [LoggerMessage(1502, LogLevel.Warning, "The rounds of this month could not be opened now; trying again in an hour")]
        public static partial void Later(ILogger logger, Exception exception);
    }
}
