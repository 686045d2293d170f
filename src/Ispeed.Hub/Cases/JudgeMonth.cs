using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Cases;

/// <summary>What the published figures of a month say of one operator in one commune.</summary>
internal sealed record CommuneReading(string CommuneCode, string ProvinceCode, string Operator, double Mbps, int Samples)
{
    /// <summary>Below it a commune is weak: the lowest band of the regulator's maps of mobile networks, Mbit/s.</summary>
    public const double Bar = 40;

    public bool IsWeak => Mbps < Bar;
}

/// <summary>
/// Opens, closes and reopens cases by the published figures of a whole month, at start and daily. Only a median that stands by itself counts (100 devices
/// and more); a month with fewer decides nothing. A month decides once: twice, on two hubs or after a crash comes to the same.
/// </summary>
internal sealed partial class JudgeMonth(IDbContextFactory<HubDb> databases, TimeProvider time, ILogger<JudgeMonth> log) : BackgroundService
{
    private static readonly TimeSpan Spacing = TimeSpan.FromHours(6);

    // Results of a month are taken until days after its end; figures of a month are read for cases from the tenth of the next.
    private const int FirstDay = 10;

    /// <summary>What a month's figures make of a case; null for nothing.</summary>
    public static CaseState? Next(WeakCommune? standing, CommuneReading reading, DateOnly month) =>
        standing is null ? (reading.IsWeak ? CaseState.Sent : null)
        : month <= standing.Month ? null // decided before
        : !reading.IsWeak ? (standing.State is CaseState.Closed ? null : CaseState.Closed)
        : standing.State is CaseState.Closed || (standing.State is CaseState.Answered && month > standing.DueOn) ? CaseState.Reopened
        : null;

    /// <returns>How many cases changed.</returns>
    public static async Task<int> RunAsync(HubDb db, DateOnly month, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var changed = 0;
        FigureCursor? after = null;
        do
        {
            var query = new FigureQuery(month, Level: FigureLevel.Commune, Access: Figure.Mobile, Hours: Figure.AllHours);
            var page = await PublishedFigures.ReadAsync(db, query, after, PublishedFigures.MostDocuments, cancellationToken);
            foreach (var reading in page.Figures.Select(ReadingOf).OfType<CommuneReading>())
            {
                changed += await DecideAsync(db, reading, month, now, cancellationToken) ? 1 : 0;
            }

            after = page.Next;
        } while (after is not null);

        return changed;
    }

    /// <summary>The last month that is whole and had its days of grace.</summary>
    public static DateOnly MonthOf(DateOnly today) => new DateOnly(today.Year, today.Month, 1).AddMonths(today.Day >= FirstDay ? -1 : -2);

    private static CommuneReading? ReadingOf(Figure figure) =>
        figure.Operator is not (Figure.AllOperators or Figure.OtherOperators)
        && figure.ParentCode is { } province
        && figure.Cell is { Tier: >= Tier.Direct, Samples: { } samples, Down.Median.Value: var mbps }
            ? new(figure.AreaCode, province, figure.Operator, mbps, samples)
            : null;

    private static async Task<bool> DecideAsync(
        HubDb db,
        CommuneReading reading,
        DateOnly month,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var standing = await db.WeakCommunes.SingleOrDefaultAsync(
            one => one.CommuneCode == reading.CommuneCode && one.Operator == reading.Operator,
            cancellationToken
        );
        if (Next(standing, reading, month) is not { } next)
        {
            return false;
        }

        if (standing is null)
        {
            standing = new()
            {
                Id = Guid.CreateVersion7(now),
                Operator = reading.Operator,
                CommuneCode = reading.CommuneCode,
                ProvinceCode = reading.ProvinceCode,
                OpenedAt = now,
            };
            db.Add(standing);
        }
        else
        {
            standing.Version++;
        }

        (standing.State, standing.Month, standing.Mbps, standing.Samples) = (next, month, reading.Mbps, reading.Samples);
        db.Add(EventOf(standing, now));
        var note = new AuditNote(Author.Hub, ActOf(next), standing.Subject, ("month", $"{month:yyyy-MM}"), ("mbps", reading.Mbps));
        try
        {
            await db.SaveWithAsync(note, now, cancellationToken);
            return true;
        }
        catch (DbUpdateException raced) when (raced is DbUpdateConcurrencyException || StoreFailure.IsConflict(raced))
        {
            return false; // another hub decided the same, or the operator answered at this moment: the next look sees it
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private static CaseEvent EventOf(WeakCommune one, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            CaseId = one.Id,
            At = now,
            By = Author.Hub.ToString(),
            Became = one.State,
            Month = one.Month,
            Mbps = one.Mbps,
            Samples = one.Samples,
        };

    private static AuditAct ActOf(CaseState state) =>
        state switch
        {
            CaseState.Sent => AuditAct.CaseOpened,
            CaseState.Closed => AuditAct.CaseClosed,
            CaseState.Reopened => AuditAct.CaseReopened,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

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
            var now = time.GetUtcNow();
            var changed = await RunAsync(db, MonthOf(VietnamTime.DayOf(now)), now, cancellationToken);
            if (changed > 0)
            {
                Log.Changed(log, changed);
            }
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            Log.Later(log, away); // the next look decides
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1601, LogLevel.Information, "{Count} cases of weak communes changed")]
        public static partial void Changed(ILogger logger, int count);

        [LoggerMessage(1602, LogLevel.Warning, "Cases could not be judged now; trying again in six hours")]
        public static partial void Later(ILogger logger, Exception exception);
    }
}
