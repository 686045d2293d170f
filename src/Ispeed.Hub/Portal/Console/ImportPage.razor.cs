using System.Globalization;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;

namespace Ispeed.Hub.Portal.Console;

/// <summary>A list of units by upload: all of it or nothing, and every wrong cell named. (Public only because Razor makes it so.)</summary>
public sealed partial class ImportPage
{
    private const int MostFaults = 500;

    private readonly List<(string Place, string Why, string Written)> faults = [];
    private string? said;
    private bool isDone;

    [SupplyParameterFromForm(Name = "file", FormName = "import")]
    private IFormFile? Upload { get; set; }

    [SupplyParameterFromForm(Name = "on", FormName = "import")]
    private string? On { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string DayText => On ?? VietnamTime.DayOf(Time.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task ImportAsync()
    {
        if (Upload is null || !DateOnly.TryParseExact(DayText, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on))
        {
            said = reader[Upload is null ? "console.import.nofile" : "console.refused.day"];
            return;
        }

        if (Upload.Length > SheetFile.MostBytes)
        {
            said = reader["sheet.too-large"];
            return;
        }

        using var content = new MemoryStream((int)Upload.Length);
        await Upload.CopyToAsync(content, Context.RequestAborted);
        switch (SheetFile.Open(content.ToArray(), Upload.FileName))
        {
            case SheetFile.Refused refused:
                said = reader["sheet." + refused.Reason.ToWire()];
                break;
            case SheetFile.Read file:
                await ImportAsync(file.Sheet, on);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task ImportAsync(Sheet sheet, DateOnly on)
    {
        var outcome = await ImportOrganisations.RunAsync(
            Db,
            Areas,
            sheet,
            on,
            Actor.Author,
            Time.GetUtcNow(),
            new ImportReach(Actor.MayChange, Actor.MayFound),
            Context.RequestAborted
        );
        Say(outcome);
    }

    private void Say(ImportOutcome outcome)
    {
        isDone = outcome is ImportOutcome.Imported;
        said = outcome switch
        {
            ImportOutcome.Imported done => reader[
                "console.import.done",
                reader.Count(done.Made),
                reader.Count(done.Changed),
                reader.Count(done.Unchanged)
            ],
            ImportOutcome.Refused => reader["console.import.refused"],
            ImportOutcome.BeforeLastChange early => reader["console.import.early", early.Row, early.Key, reader.Day(early.LastChange)],
            ImportOutcome.ChangedMeanwhile => reader["console.import.meanwhile"],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (outcome is ImportOutcome.Refused refused)
        {
            faults.AddRange(
                refused.Faults.Select(fault =>
                    ($"{fault.Sheet} · {fault.Column}{fault.Row}", reader["cell." + fault.Reason.ToWire()], fault.Written)
                )
            );
        }
    }
}
