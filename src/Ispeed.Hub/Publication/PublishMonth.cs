using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Ispeed.Hub.Publication;

/// <summary>Another publisher has the lease by now: what was written here is not published, and will be cleaned away by it.</summary>
internal sealed class LeaseLost() : Exception("Another publisher took over; this one publishes nothing.");

/// <summary>One month brought up to date: screened, made, written as a new generation, and then shown, all in one step or not at all.</summary>
internal sealed class PublishMonth(
    IDbContextFactory<HubDb> databases,
    AreaDirectory areas,
    OperatorDirectory operators,
    Guid holder,
    Action<string> progress
)
{
    public const string LeaseName = "publication";

    /// <summary>Version of spec/statistics.md before that of the method of measurement.</summary>
    public const string Method = "1/" + Measurement.CurrentMethod;

    private const int RowsAtOnce = 5_000;

    /// <summary>Publishes a month.</summary>
    /// <param name="month">Its first day.</param>
    /// <param name="state">What this process holds of it; null to read it as a whole.</param>
    /// <param name="now">The time that the figures say they were made at.</param>
    /// <param name="cancellationToken">Ends it; nothing is published then.</param>
    /// <returns>What to hold for the next time.</returns>
    /// <exception cref="LeaseLost">Another publisher took over.</exception>
    public async Task<MonthState> RunAsync(DateOnly month, MonthState? state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var head = await db.PublishedMonths.AsNoTracking().FirstOrDefaultAsync(one => one.Month == month, cancellationToken);
        var marks = await db.Set<ChangedRuns>().AsNoTracking().Where(mark => mark.Month == month).ToListAsync(cancellationToken);
        await ClearUnpublishedAsync(db, month, head?.Generation ?? 0, cancellationToken);
        var isWhole =
            state is null
            || state.Generation != head?.Generation
            || IsOutdated(head)
            || marks.Exists(mark => mark.IsWholeMonth)
            || state.IsDemonstration != await db.IsDemonstrationAsync(cancellationToken);
        HashSet<int>? touched = null;
        if (isWhole)
        {
            state = await ReadAsync(db, month, head, cancellationToken);
        }
        else
        {
            touched = await state!.TakeAsync(db, marks.SelectMany(mark => mark.Runs()), cancellationToken);
        }

        var changedFlags = state.Runs.Arrange();
        touched?.UnionWith(changedFlags);
        await StoreFlagsAsync(db, state, cancellationToken);
        var next = (head?.Generation ?? 0) + 1;
        var written = await WriteAsync(db, month, state, next, touched, cancellationToken);
        await ShowAsync(db, month, state, next, now, marks, cancellationToken);
        foreach (var (key, hash) in written)
        {
            if (hash.Length == 0)
            {
                state.Documents.Remove(key);
            }
            else
            {
                state.Documents[key] = hash;
            }
        }

        state.Generation = next;
        await ClearSupersededAsync(db, month, next, cancellationToken);
        progress(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{month:yyyy-MM}: {state.Runs.Order.Length} runs, {written.Count} of {state.Documents.Count} documents changed"
            )
        );
        return state;
    }

    /// <summary>Whether a month was published by other rules, another method or another list of areas than this program's.</summary>
    public bool IsOutdated(PublishedMonth head) =>
        head.Method != Method || head.Rules != ScreeningRules.Version || head.AreasAsOf != areas.AsOf;

    private async Task<MonthState> ReadAsync(HubDb db, DateOnly month, PublishedMonth? head, CancellationToken cancellationToken)
    {
        var state = await MonthState.ReadAsync(
            db,
            areas,
            operators,
            month,
            count => progress(string.Create(CultureInfo.InvariantCulture, $"{month:yyyy-MM}: {count} runs read")),
            cancellationToken
        );
        if (head is not null)
        {
            var stored = db
                .Figures.AsNoTracking()
                .SeenBy(db, month, head.Generation)
                .Select(row => new
                {
                    row.AreaCode,
                    row.AreaFrom,
                    row.Operator,
                    row.Hash,
                });
            await foreach (var row in stored.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                state.Documents.Add(new(row.AreaCode, row.AreaFrom, row.Operator), row.Hash);
            }
        }

        return state;
    }

    private async Task StoreFlagsAsync(HubDb db, MonthState state, CancellationToken cancellationToken)
    {
        foreach (var runs in state.Runs.Unstored().Chunk(RowsAtOnce))
        {
            await using var transaction = await BeginAsync(db, cancellationToken);
            foreach (var ids in runs.Where(run => state.Runs[run].StoredFlags != 0).Select(run => state.Runs[run].Id).Chunk(1_000))
            {
                await db
                    .ScreenedRuns.Where(run => run.Rules == ScreeningRules.Version && ids.Contains(run.Id))
                    .ExecuteDeleteAsync(cancellationToken);
            }

            new BulkInsert<ScreenedRun>(db).Write(
                db,
                runs.Where(run => state.Runs[run].Flags != 0)
                    .Select(run => new ScreenedRun
                    {
                        Device = state.Runs.DeviceOf(run),
                        Id = state.Runs[run].Id,
                        Rules = ScreeningRules.Version,
                        Flags = state.Runs[run].Flags,
                    })
            );
            await transaction.CommitAsync(cancellationToken);
            foreach (var run in runs)
            {
                state.Runs.MarkStored(run);
            }
        }
    }

    private async Task<List<(DocumentKey Key, string Hash)>> WriteAsync(
        HubDb db,
        DateOnly month,
        MonthState state,
        long generation,
        HashSet<int>? touched,
        CancellationToken cancellationToken
    )
    {
        var written = new List<(DocumentKey Key, string Hash)>();
        var made = new HashSet<DocumentKey>();
        var madeAreas = new HashSet<(string, DateOnly)>();
        await state.Figures.MakeAsync(
            month,
            generation,
            touched,
            async (group, documents) =>
            {
                made.UnionWith(documents.Select(KeyOf));
                madeAreas.UnionWith(group.Select(area => (state.Runs.Areas[area].Code, state.Runs.Areas[area].From)));
                var changed = documents.Where(row => state.Documents.GetValueOrDefault(KeyOf(row)) != row.Hash).ToList();
                await AddAsync(changed);
            },
            cancellationToken
        );
        var there = state.Figures.AreasWithRuns();
        await AddAsync([
            .. state
                .Documents.Keys.Where(key => !made.Contains(key))
                .Where(key => madeAreas.Contains((key.AreaCode, key.AreaFrom)) || !there.Contains((key.AreaCode, key.AreaFrom)))
                .Select(key => new FigureRow
                {
                    Month = month,
                    AreaCode = key.AreaCode,
                    AreaFrom = key.AreaFrom,
                    Operator = key.Operator,
                    Generation = generation,
                    Hash = "",
                    Content = "",
                }),
        ]);
        return written;

        async Task AddAsync(List<FigureRow> rows)
        {
            if (rows.Count == 0)
            {
                return;
            }

            await using var transaction = await BeginAsync(db, cancellationToken);
            new BulkInsert<FigureRow>(db).Write(db, rows);
            await transaction.CommitAsync(cancellationToken);
            written.AddRange(rows.Select(row => (KeyOf(row), row.Hash)));
        }
    }

    private async Task ShowAsync(
        HubDb db,
        DateOnly month,
        MonthState state,
        long generation,
        DateTimeOffset now,
        List<ChangedRuns> marks,
        CancellationToken cancellationToken
    )
    {
        var (valid, devices) = state.Runs.CountValid();
        await using var transaction = await BeginAsync(db, cancellationToken);
        await db.PublishedMonths.Where(one => one.Month == month).ExecuteDeleteAsync(cancellationToken);
        db.Add(
            new PublishedMonth
            {
                Month = month,
                Generation = generation,
                Method = Method,
                Rules = ScreeningRules.Version,
                AreasAsOf = areas.AsOf,
                ComputedAt = now,
                IsDemonstration = state.IsDemonstration,
                Runs = state.Runs.Order.Length,
                ValidRuns = valid,
                Devices = devices,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        foreach (var ids in marks.Select(mark => mark.Id).Chunk(1_000))
        {
            await db.Set<ChangedRuns>().Where(mark => ids.Contains(mark.Id)).ExecuteDeleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    // Left by a publisher that ended before it could show them.
    private static Task<int> ClearUnpublishedAsync(HubDb db, DateOnly month, long shown, CancellationToken cancellationToken) =>
        db.Figures.Where(row => row.Month == month && row.Generation > shown).ExecuteDeleteAsync(cancellationToken);

    // Documents that neither the newest figures nor any release shows.
    private static async Task ClearSupersededAsync(HubDb db, DateOnly month, long shown, CancellationToken cancellationToken)
    {
        var figures = db.Figures;
        var releases = db.Releases;
        await figures
            .Where(row =>
                row.Month == month
                && row.Generation < shown
                && figures.Any(newer =>
                    newer.Month == month
                    && newer.AreaCode == row.AreaCode
                    && newer.AreaFrom == row.AreaFrom
                    && newer.Operator == row.Operator
                    && newer.Generation > row.Generation
                )
                && !releases.Any(release =>
                    release.Month == month
                    && release.Generation >= row.Generation
                    && !figures.Any(newer =>
                        newer.Month == month
                        && newer.AreaCode == row.AreaCode
                        && newer.AreaFrom == row.AreaFrom
                        && newer.Operator == row.Operator
                        && newer.Generation > row.Generation
                        && newer.Generation <= release.Generation
                    )
                )
            )
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<IDbContextTransaction> BeginAsync(HubDb db, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await Lease.HoldsAsync(db, LeaseName, holder, cancellationToken))
        {
            return transaction;
        }

        await transaction.DisposeAsync();
        throw new LeaseLost();
    }

    private static DocumentKey KeyOf(FigureRow row) => new(row.AreaCode, row.AreaFrom, row.Operator);
}
