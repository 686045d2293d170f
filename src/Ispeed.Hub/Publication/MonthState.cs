using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary>A document by which it is found again.</summary>
internal readonly record struct DocumentKey(string AreaCode, DateOnly AreaFrom, string Operator);

/// <summary>What this process holds of a month that it published: its runs, and which documents are stored. Lost with the process, and made again from the store.</summary>
internal sealed class MonthState
{
    // Ids in one query: below the 32,766 parameters of SQLite, and large enough that the round trip costs little.
    private const int KeysAtOnce = 1_000;

    private readonly Period period;
    private readonly bool isDemonstration;

    private MonthState(AreaDirectory areas, OperatorDirectory operators, Period period, bool isDemonstration)
    {
        this.period = period;
        this.isDemonstration = isDemonstration;
        Runs = new(areas, operators);
        Figures = new(Runs);
    }

    public MonthRuns Runs { get; }

    public MonthFigures Figures { get; }

    public bool IsDemonstration => isDemonstration;

    /// <summary>The generation that its documents are of.</summary>
    public long Generation { get; set; }

    /// <summary>The hash of every document that is published.</summary>
    public Dictionary<DocumentKey, string> Documents { get; } = [];

    /// <summary>Reads a month as a whole, in one pass.</summary>
    public static async Task<MonthState> ReadAsync(
        HubDb db,
        AreaDirectory areas,
        OperatorDirectory operators,
        DateOnly month,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        var demonstration = await db.IsDemonstrationAsync(cancellationToken);
        var state = new MonthState(areas, operators, Period.Month(month.Year, month.Month), demonstration);
        var (first, last) = state.Ids();
        state.Runs.Reserve(await db.Measurements.CountAsync(row => row.Id >= first && row.Id < last, cancellationToken)); // those of the days around it, too
        var flags = await state.FlagsAsync(db, cancellationToken);
        await foreach (var row in state.Rows(db).ToRunRows().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            state.Runs.Take(row, flags.GetValueOrDefault((row.Device, row.Id)));
            if (state.Runs.Count % 100_000 == 0)
            {
                progress(state.Runs.Count);
            }
        }

        return state;
    }

    /// <summary>Takes over what changed since; says in which areas.</summary>
    public async Task<HashSet<int>> TakeAsync(HubDb db, IEnumerable<(Guid Device, Guid Id)> changed, CancellationToken cancellationToken)
    {
        var touched = new HashSet<int>();
        foreach (var keys in changed.Distinct().Chunk(KeysAtOnce))
        {
            var ids = keys.Select(key => key.Id).ToArray();
            var missing = keys.ToHashSet();
            await foreach (
                var row in Rows(db).Where(row => ids.Contains(row.Id)).ToRunRows().AsAsyncEnumerable().WithCancellation(cancellationToken)
            )
            {
                var (before, now) = Runs.Take(row, storedFlags: 0);
                missing.Remove((row.Device, row.Id));
                touched.Add(now);
                touched.Add(before ?? now);
            }

            touched.UnionWith(missing.Select(key => Runs.Remove(key.Device, key.Id)).OfType<int>());
        }

        touched.Remove(MonthRuns.Facts.Nowhere);
        return touched;
    }

    private IQueryable<MeasurementRow> Rows(HubDb db)
    {
        var demonstration = isDemonstration;
        return db.Measurements.AsNoTracking().StartedBetween(period.From, period.To).Where(row => row.IsDemonstration == demonstration);
    }

    private async Task<Dictionary<(Guid Device, Guid Id), int>> FlagsAsync(HubDb db, CancellationToken cancellationToken)
    {
        var (first, last) = Ids();
        return await db
            .ScreenedRuns.AsNoTracking()
            .Where(run => run.Rules == ScreeningRules.Version && run.Id >= first && run.Id < last)
            .ToDictionaryAsync(run => (run.Device, run.Id), run => run.Flags, cancellationToken);
    }

    private (Guid First, Guid Last) Ids() => (TimedId.FirstOf(period.From - TimedId.Slack), TimedId.FirstOf(period.To + TimedId.Slack));
}
