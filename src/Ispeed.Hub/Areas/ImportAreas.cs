using System.CommandLine;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Areas;

/// <summary>
/// <c>ispeed-hub areas import FILE…</c>: boundaries of communes, lists of areas and what became of them, all or nothing. A hub that runs
/// takes them up within a minute.
/// </summary>
internal static class ImportAreas
{
    /// <summary>The number of boundaries and of changes of the list that were written.</summary>
    public readonly record struct Imported(int Boundaries, int Changes);

    public static Command Create()
    {
        var (files, on, from, mend) = (AreaFiles.Argument(), AreaFiles.ValidOn(), AreaFiles.From(), AreaFiles.Mend());
        var import = new Command(
            "import",
            "Import boundaries (GeoJSON, TopoJSON), lists of areas and of their successors (CSV): all files or nothing"
        )
        {
            files,
            on,
            from,
            mend,
        };
        import.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
                    await using var db = await app
                        .Services.GetRequiredService<IDbContextFactory<HubDb>>()
                        .CreateDbContextAsync(cancellationToken);
                    var progress = new ImportProgress(Console.Error, !Console.IsErrorRedirected);
                    try
                    {
                        await RunAsync(
                            db,
                            app.Services.GetRequiredService<AreaDirectory>().List,
                            AreaFiles.Read(parsed.GetValue(files)!),
                            new(parsed.GetValue(on) ?? VietnamTime.DayOf(now), parsed.GetValue(from), parsed.GetValue(mend)),
                            now,
                            progress,
                            cancellationToken
                        );
                    }
                    catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested) // Ctrl-C: the transaction is rolled back
                    {
                        progress.Say("");
                        throw new StartRefused("Stopped. Nothing was imported.", stopped);
                    }
                })
        );
        return import;
    }

    /// <exception cref="StartRefused">A file is not good as a whole; the message names every fault.</exception>
    public static async Task<Imported> RunAsync(
        HubDb db,
        AreaList shipped,
        IReadOnlyList<AreaFile> files,
        AreaTerms terms,
        DateTimeOffset now,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        var known = await AreaWatch.ImportedAsync(db, shipped, cancellationToken);
        var report = new ImportReport();
        var plan = AreaImportPlan.Of(files, new AreaDirectory(known), terms, report, progress, cancellationToken);
        if (report.Remarks.Count > 0)
        {
            progress.Say(ImportReport.Listed(report.Remarks));
        }

        if (report.Faults.Count > 0)
        {
            throw new StartRefused($"Nothing was imported: {report.Faults.Count} faults.\n{ImportReport.Listed(report.Faults)}");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!plan.Amendment.IsEmpty)
        {
            db.Add(AreaAmendmentRow.Of(plan.Amendment, now));
        }

        foreach (var version in plan.Boundaries.GroupBy(row => row.ValidFrom))
        {
            foreach (var codes in version.Select(row => row.Code).Chunk(500))
            {
                await db
                    .AreaBoundaries.Where(row => row.ValidFrom == version.Key && codes.Contains(row.Code))
                    .ExecuteDeleteAsync(cancellationToken);
            }
        }

        foreach (var row in plan.Boundaries)
        {
            row.ImportedAt = now;
            db.Add(row);
        }

        var changes = plan.Amendment.Areas.Count + plan.Amendment.Ended.Count + plan.Amendment.Edges.Count;
        var note = new AuditNote(
            Author.CommandLine,
            AuditAct.AreasImported,
            "areas",
            ("boundaries", plan.Boundaries.Count),
            ("changes", changes)
        );
        await db.SaveWithAsync(note, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        progress.Say($"{plan.Boundaries.Count} boundaries and {changes} changes of the list imported");
        return new(plan.Boundaries.Count, changes);
    }
}
