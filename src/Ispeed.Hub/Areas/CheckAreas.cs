using System.CommandLine;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Areas;

/// <summary><c>ispeed-hub areas check [FILE…]</c>: what the shipped list mended or knows too little of; with files, what an import of them would change.</summary>
internal static class CheckAreas
{
    public static Command Create()
    {
        var (files, on, from, mend) = (AreaFiles.Argument(), AreaFiles.ValidOn(), AreaFiles.From(), AreaFiles.Mend());
        files.Arity = ArgumentArity.ZeroOrMore;
        var check = new Command("check", "Print what the lists of areas mended; with files, what importing them would change")
        {
            files,
            on,
            from,
            mend,
        };
        check.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    var areas = app.Services.GetRequiredService<AreaDirectory>();
                    if (parsed.GetValue(files) is not { Length: > 0 } given)
                    {
                        Tell(areas, Console.Out);
                        return;
                    }

                    await app.Services.PrepareStoreAsync(cancellationToken);
                    await using var db = await app
                        .Services.GetRequiredService<IDbContextFactory<HubDb>>()
                        .CreateDbContextAsync(cancellationToken);
                    var known = new AreaDirectory(await AreaWatch.ImportedAsync(db, areas.List, cancellationToken));
                    var today = VietnamTime.DayOf(app.Services.GetRequiredService<TimeProvider>().GetUtcNow());
                    var report = new ImportReport();
                    var progress = new ImportProgress(Console.Error, !Console.IsErrorRedirected);
                    var plan = AreaImportPlan.Of(
                        AreaFiles.Read(given),
                        known,
                        new(parsed.GetValue(on) ?? today, parsed.GetValue(from), parsed.GetValue(mend)),
                        report,
                        progress,
                        cancellationToken
                    );
                    progress.Say(
                        $"{plan.Boundaries.Count} boundaries, {plan.Amendment.Areas.Count} areas begun, {plan.Amendment.Ended.Count} ended, {plan.Amendment.Edges.Count} successors that differ"
                    );
                    foreach (var remark in report.Remarks)
                    {
                        await Console.Out.WriteLineAsync(remark);
                    }

                    if (report.Faults.Count > 0)
                    {
                        throw new StartRefused(
                            $"An import would refuse these files: {report.Faults.Count} faults.\n{string.Join('\n', report.Faults)}"
                        );
                    }
                })
        );
        return check;
    }

    /// <summary>For a person to read: counts, days, and every code that the sources had wrong.</summary>
    public static void Tell(AreaDirectory areas, TextWriter to)
    {
        to.WriteLine($"Areas as of {areas.AsOf:yyyy-MM-dd}, from {areas.List.Source}.");
        foreach (var day in areas.Changes)
        {
            var provinces = areas.Provinces(day);
            to.WriteLine(
                $"  map of {day:yyyy-MM-dd}: {provinces.Count} provinces, {provinces.Sum(province => areas.Districts(province.Code, day).Count)} districts, {provinces.Sum(province => areas.Communes(province.Code, day).Count)} communes"
            );
        }

        foreach (var change in areas.List.Changes)
        {
            to.WriteLine(
                $"  became another on {change.Day:yyyy-MM-dd}: {change.Edges.Count(edge => edge.Extent is Extent.Full)} wholly, {change.Edges.Count(edge => edge.Extent is Extent.Partial)} in part"
            );
        }

        to.WriteLine($"{areas.List.Notes.Count} codes of the source were mended by name and province:");
        foreach (var note in areas.List.Notes)
        {
            var why = note.Kind switch
            {
                "unknown-code" => "no commune has this code",
                "code-of-another" => "the code of another commune",
                "code-of-announcement" => "the code of an announcement that the decision changed",
                _ => note.Kind,
            };
            to.WriteLine($"  {note.Code} → {note.Mended}  {note.Name}, {note.Province} ({why})");
        }
    }
}
