using System.Text.Json;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.ResultPages;

/// <summary>One result for good: figures with their intervals, what they are good for, and how far they are proved. (Public only because Razor makes it so.)</summary>
public sealed partial class ResultPage
{
    private MeasurementRow? row;
    private string? operatorName;
    private (string Code, string Name)? area;

    /// <summary>The measurement id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    private double? Loaded => row?.LoadedDownMs is null ? row?.LoadedUpMs : Math.Max(row.LoadedDownMs.Value, row.LoadedUpMs ?? 0);

    private double? Loss => row?.LossDownPercent is null ? row?.LossUpPercent : Math.Max(row.LossDownPercent.Value, row.LossUpPercent ?? 0);

    private LineFacts Line => new(row!.DownMbps, row.UpMbps, row.IdleMs, Loaded, row.JitterMs, Loss);

    private double Scale => Math.Max(row!.DownHigh ?? row.DownMbps ?? 0, row.UpHigh ?? row.UpMbps ?? 0) * 1.08;

    private string Permalink => reader.Absolute(reader.Link("/r/" + Id));

    private string Summary => row!.DownMbps is { } down && row.UpMbps is { } up
        ? reader["result.summary", reader.Speed(down), reader.Speed(up)]
        : reader["result.failed"];

    private string WhereAndWho => string.Join(" · ", new[] { operatorName, reader["access." + row!.Access.ToWire()], area?.Name }.OfType<string>());

    private string? LoadedNote => Loaded is { } loaded && row!.IdleMs is { } idle
        ? reader["result.grade", BufferbloatGrade.Of(TimeSpan.FromMilliseconds(Math.Max(0, loaded - idle)))]
        : null;

    private string ProofTone => row!.Proof switch
    {
        Proof.Attested => "good",
        Proof.Disputed => "bad",
        _ => "warn",
    };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (Guid.TryParse(Id, out var id))
        {
            row = await Db.Measurements.AsNoTracking().FirstOrDefaultAsync(found => found.Id == id, Context.RequestAborted);
        }

        if (row is null)
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        operatorName = row.OperatorCode;
        area = row.CommuneCode is { } code ? (code, code) : null;
    }

    /// <summary>A value of a closed set as the wire spells it: sentences are named by that.</summary>
    private static string WordOf<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value).GetString()!;

    private string After(double? seconds) => seconds is { } s ? " · " + reader.Seconds(s) : "";
}
