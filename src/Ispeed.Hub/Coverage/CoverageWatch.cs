using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Ispeed.Statistics.Planning;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Coverage;

/// <summary>
/// Makes black spots and plans anew every day and puts them in place as a whole. Runs are read province by province, tries of a country take twenty bytes each.
/// </summary>
internal sealed partial class CoverageWatch(
    IDbContextFactory<HubDb> databases,
    AreaDirectory areas,
    TimeProvider time,
    ILogger<CoverageWatch> log
) : BackgroundService
{
    private const string LeaseName = "coverage";
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWork = TimeSpan.FromHours(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    /// <summary>Makes them now, unless another hub is at it.</summary>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        var (now, holder) = (time.GetUtcNow(), Guid.CreateVersion7());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await Lease.TakeAsync(db, LeaseName, holder, now, LongestWork, cancellationToken))
        {
            return;
        }

        try
        {
            var today = VietnamTime.DayOf(now);
            var window = Window.Until(today);
            var demonstration = await db.IsDemonstrationAsync(cancellationToken);
            var reading = new CoverageReading(db, window, demonstration);
            var drafts = new List<Draft>();
            foreach (var province in areas.Provinces(today))
            {
                drafts.Add(await DraftAsync(db, reading, province.Code, today, cancellationToken));
            }

            var state = new CoverageState
            {
                Id = 1,
                From = window.First,
                To = window.End,
                ComputedAt = now,
                IsDemonstration = demonstration,
            };
            var places = (await reading.PlacesAsync(cancellationToken)).Places();
            await PutAsync(db, holder, state, drafts, FindBlackSpots.In(places), cancellationToken);
            Log.Made(log, places.Count);
        }
        finally
        {
            await Lease.GiveBackAsync(db, LeaseName, holder, CancellationToken.None);
        }
    }

    private static async Task PutAsync(
        HubDb db,
        Guid holder,
        CoverageState state,
        List<Draft> drafts,
        IEnumerable<BlackSpotRow> spots,
        CancellationToken cancellationToken
    )
    {
        // A province with too few devices of its own takes the country's density.
        var wider = MedianDensity.OfLog([.. drafts.SelectMany(draft => draft.Samples).Order()]);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await Lease.HoldsAsync(db, LeaseName, holder, cancellationToken))
        {
            return; // it took longer than the lease, and another hub is at it
        }

        await db.BlackSpots.ExecuteDeleteAsync(cancellationToken);
        await db.SamplingPlans.ExecuteDeleteAsync(cancellationToken);
        await db.Set<CoverageState>().ExecuteDeleteAsync(cancellationToken);
        db.BlackSpots.AddRange(spots);
        db.SamplingPlans.AddRange(drafts.SelectMany(draft => draft.RowsWith(wider)));
        db.Add(state);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Liveness: ends with the host; what the database refuses is tried again a minute later.
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await MakeIfOldAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the program ends
        }
    }

    private async Task MakeIfOldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (await db.CoverageStateAsync(cancellationToken) is not { } state || time.GetUtcNow() - state.ComputedAt >= Fresh)
            {
                await MakeAsync(cancellationToken);
            }
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            Log.Away(log, away); // another hub made them at the same time, or the database is away
        }
    }

    private async Task<Draft> DraftAsync(
        HubDb db,
        CoverageReading reading,
        string province,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var communes = areas.Communes(province, today);
        var cells = await CommuneCells.OfAsync(db, communes, today, cancellationToken);
        var runs = await reading.RunsAsync(province, cancellationToken);
        var draft = new Draft(province, communes, cells, runs);
        return MedianDensity.OfLog(draft.Samples) is { } own ? draft.Finished(own) : draft;
    }

    /// <summary>What is known of a province. One with devices enough is finished at once, so that its runs need not be kept.</summary>
    private sealed class Draft(string province, IReadOnlyList<Area> communes, Dictionary<string, string[]> cells, List<PlannedRun> counted)
    {
        private IReadOnlyList<SamplingPlanRow>? rows;
        private List<PlannedRun> runs = counted;

        public double[] Samples { get; } = PlanOf.SamplesOf(counted);

        public Draft Finished(double density)
        {
            rows = Rows(density);
            runs = [];
            return this;
        }

        public IReadOnlyList<SamplingPlanRow> RowsWith(double? wider) => rows ?? Rows(wider);

        private SamplingPlanRow[] Rows(double? density)
        {
            var operators = runs.Select(run => run.Operator)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToArray();
            var byCommune = runs.ToLookup(run => run.Commune, StringComparer.Ordinal);
            return
            [
                .. communes.SelectMany(
                    commune => PlanOf.Commune([.. byCommune[commune.Code]], operators, cells.GetValueOrDefault(commune.Code), density),
                    (commune, one) =>
                        new SamplingPlanRow
                        {
                            CommuneCode = commune.Code,
                            Operator = one.Operator,
                            ProvinceCode = province,
                            AreaFrom = commune.ValidFrom,
                            Content = one.Plan.Write(),
                        }
                ),
            ];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3201, LogLevel.Information, "Black spots and plans made, from tries at {Places} places")]
        public static partial void Made(ILogger logger, int places);

        [LoggerMessage(3202, LogLevel.Warning, "Black spots and plans could not be made; tried again in a minute")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
