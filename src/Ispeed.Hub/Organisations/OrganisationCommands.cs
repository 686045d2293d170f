using System.CommandLine;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Organisations;

/// <summary><c>ispeed-hub organisations …</c>: the tree from the command line. The rules are in the use cases; here is what people type and read.</summary>
internal static class OrganisationCommands
{
    private const int MostFaultsSaid = 200;

    private static readonly Option<DateOnly?> On = new("--on")
    {
        Description = "The first day of the change (default today), for example 2026-07-01",
        HelpName = "DAY",
    };

    public static Command Create() =>
        new("organisations", "The public bodies that take part in campaigns")
        {
            Template(),
            Import(),
            List(),
            Rename(),
            Move(),
            Merge(),
            Contact(),
        };

    /// <summary>The organisation that a person named by its key.</summary>
    public static async Task<Organisation> FindAsync(HubDb db, string key, CancellationToken cancellationToken) =>
        await db.Organisations.SingleOrDefaultAsync(one => one.Key == key, cancellationToken)
        ?? throw new StartRefused($"No organisation has the key '{key}'. List them with: ispeed-hub organisations list");

    private static Command Template()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Where to write it; .csv for a CSV, else a workbook" };
        var command = new Command("template", "Write the empty list of units that 'import' reads") { file };
        command.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(() =>
                {
                    var target = parsed.GetValue(file)!;
                    var content = target.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase)
                        ? SheetWriter.Csv(OrganisationFile.Template)
                        : SheetWriter.Xlsx("Đơn vị", OrganisationFile.Template);
                    return Administration.WriteAsync(target, content, cancellationToken);
                })
        );
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Workbook (.xlsx) or CSV with the columns of the template" };
        var command = new Command("import", "Read units, staff and contacts from a list, all or nothing") { file, On };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var source = parsed.GetValue(file)!;
                var content = await Administration.ReadAsync(source, SheetFile.MostBytes, cancellationToken);
                var sheet = SheetFile.Open(content, source.Name) switch
                {
                    SheetFile.Read read => read.Sheet,
                    SheetFile.Refused refused => throw new StartRefused(refused.Sentence),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
                var on = parsed.GetValue(On) ?? desk.Today;
                var outcome = await ImportOrganisations.RunAsync(
                    desk.Db,
                    desk.Areas,
                    sheet,
                    on,
                    Author.CommandLine,
                    desk.Now,
                    reach: null,
                    cancellationToken
                );
                Console.WriteLine(Said(outcome));
            }
        );
        return command;
    }

    private static string Said(ImportOutcome outcome) =>
        outcome switch
        {
            ImportOutcome.Imported done => $"{done.Made} made, {done.Changed} changed, {done.Unchanged} as before",
            ImportOutcome.Refused refused => throw new StartRefused(
                $"Nothing was imported: {refused.Faults.Count} cells are not good.\n{string.Join('\n', refused.Faults.Take(MostFaultsSaid))}"
                    + (refused.Faults.Count > MostFaultsSaid ? $"\n… and {refused.Faults.Count - MostFaultsSaid} more" : "")
            ),
            ImportOutcome.BeforeLastChange early => throw new StartRefused(
                $"Nothing was imported: row {early.Row}, '{early.Key}' was changed on {early.LastChange:yyyy-MM-dd}, after --on. Give that day or a later one."
            ),
            ImportOutcome.ChangedMeanwhile => throw new StartRefused(
                "Nothing was imported: somebody else changed one of the units at the same moment. Import again."
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static Command List()
    {
        var command = new Command("list", "The tree of a day") { On };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var tree = await OrganisationTree.OnAsync(desk.Db, parsed.GetValue(On) ?? desk.Today, cancellationToken);
                foreach (var root in tree.All.Where(node => node.ParentId is null).OrderBy(node => node.Key, StringComparer.Ordinal))
                {
                    foreach (var (node, level) in tree.From(root.Id))
                    {
                        Console.WriteLine($"{new string(' ', level * 2)}{node.Key}  {node.Name}");
                    }
                }
            }
        );
        return command;
    }

    private static Command Rename()
    {
        var (key, name) = (Key(), new Argument<string>("NAME") { Description = "The new name" });
        var command = new Command("rename", "Give a unit another name from a day on") { key, name, On };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var one = await FindAsync(desk.Db, parsed.GetValue(key)!, cancellationToken);
                var on = parsed.GetValue(On) ?? desk.Today;
                Say(await ChangeOrganisation.RenameAsync(desk.Db, EditOf(one, on, desk), parsed.GetValue(name)!, cancellationToken));
            }
        );
        return command;
    }

    private static Command Move()
    {
        var (key, parent) = (Key(), new Argument<string>("SUPERIOR") { Description = "Key of the new superior" });
        var command = new Command("move", "Put a unit, with all below it, under another superior from a day on") { key, parent, On };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var one = await FindAsync(desk.Db, parsed.GetValue(key)!, cancellationToken);
                var superior = await FindAsync(desk.Db, parsed.GetValue(parent)!, cancellationToken);
                var on = parsed.GetValue(On) ?? desk.Today;
                Say(await ChangeOrganisation.MoveAsync(desk.Db, EditOf(one, on, desk), superior.Id, cancellationToken));
            }
        );
        return command;
    }

    private static Command Merge()
    {
        var (key, into) = (Key(), new Argument<string>("INTO") { Description = "Key of the unit that carries on" });
        var command = new Command("merge", "End a unit on a day; another one carries on, with all that stood below it") { key, into, On };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var one = await FindAsync(desk.Db, parsed.GetValue(key)!, cancellationToken);
                var successor = await FindAsync(desk.Db, parsed.GetValue(into)!, cancellationToken);
                var on = parsed.GetValue(On) ?? desk.Today;
                Say(await ChangeOrganisation.MergeAsync(desk.Db, EditOf(one, on, desk), successor.Id, cancellationToken));
            }
        );
        return command;
    }

    private static Command Contact()
    {
        var (key, email) = (Key(), new Argument<string>("EMAIL") { Description = "Address for reminders; 'none' when its holder left" });
        var command = new Command("contact", "Where a unit's reminders go") { key, email };
        command.SetWork(
            async (parsed, desk, cancellationToken) =>
            {
                var one = await FindAsync(desk.Db, parsed.GetValue(key)!, cancellationToken);
                var address = parsed.GetValue(email) is "none" ? null : parsed.GetValue(email);
                Say(await ChangeOrganisation.SetContactAsync(desk.Db, EditOf(one, desk.Today, desk), address, cancellationToken));
            }
        );
        return command;
    }

    private static OrganisationEdit EditOf(Organisation one, DateOnly on, Administration.Desk desk) =>
        new(one.Id, one.Version, on, Author.CommandLine, desk.Now);

    private static Argument<string> Key() => new("KEY") { Description = "Key of the unit" };

    private static void Say(ChangeOutcome outcome) =>
        Console.WriteLine(
            outcome switch
            {
                ChangeOutcome.Changed => "changed",
                ChangeOutcome.Unknown => throw new StartRefused("The unit stands no more."),
                ChangeOutcome.UnknownSuperior => throw new StartRefused("The other unit does not stand on that day."),
                ChangeOutcome.Cycle => throw new StartRefused("The unit would stand above itself. Choose a superior that is not below it."),
                ChangeOutcome.ChangedMeanwhile => throw new StartRefused(
                    "Somebody else changed the unit at the same moment. Look at it again: ispeed-hub organisations list"
                ),
                ChangeOutcome.BeforeLastChange early => throw new StartRefused(
                    $"The last change was on {early.LastChange:yyyy-MM-dd}. Give that day or a later one with --on."
                ),
                _ => throw new System.Diagnostics.UnreachableException(),
            }
        );
}
