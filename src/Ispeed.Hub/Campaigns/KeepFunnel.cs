using Ispeed.Hub.Areas;
using Ispeed.Hub.Referrals;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>Writes the counted steps of known codes down, four times a minute; a crash loses at most the last quarter of one.</summary>
internal sealed partial class KeepFunnel(IDbContextFactory<HubDb> databases, CodeSteps steps, TimeProvider time, ILogger<KeepFunnel> log)
    : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(15);
    private const int CodesAtOnce = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var taken = steps.Take();
        if (taken.Count == 0)
        {
            return;
        }

        var day = VietnamTime.DayOf(time.GetUtcNow());
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var codes in taken.Select(one => one.Code).Distinct(StringComparer.Ordinal).Chunk(CodesAtOnce))
            {
                known.UnionWith(
                    await db.ReferralCodes.Where(row => codes.Contains(row.Code)).Select(row => row.Code).ToListAsync(cancellationToken)
                );
            }

            foreach (
                var (code, step, count) in taken.Where(one => known.Contains(one.Code)).OrderBy(one => one.Code, StringComparer.Ordinal)
            )
            {
                await AddAsync(db, code, day, step, count, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            steps.GiveBack(taken);
            Log.Later(log, away);
        }
    }

    // Hubs beside this one add to the same rows: the sum is made in the database. Two that make a row at once: the later one gives back and adds next time.
    private static async Task AddAsync(HubDb db, string code, DateOnly day, CodeStep step, long count, CancellationToken cancellationToken)
    {
        var added = await db
            .CodeStepCounts.Where(one => one.Code == code && one.Day == day && one.Step == step)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Count, one => one.Count + count), cancellationToken);
        if (added == 0)
        {
            db.Add(
                new CodeStepCount
                {
                    Code = code,
                    Day = day,
                    Step = step,
                    Count = count,
                }
            );
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Spacing, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1521, LogLevel.Warning, "The steps of codes could not be written now; trying again in 15 s")]
        public static partial void Later(ILogger logger, Exception exception);
    }
}
