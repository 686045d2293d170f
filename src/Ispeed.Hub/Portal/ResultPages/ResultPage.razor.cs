using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
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
    private Area? area;
    private Area? province;
    private IReadOnlyList<SittingRun> sitting = [];
    private IReadOnlyList<Flag> flags = [];

    /// <summary>The measurement id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private OperatorDirectory Operators { get; set; } = null!;

    private double? Loaded => row?.LoadedDownMs is null ? row?.LoadedUpMs : Math.Max(row.LoadedDownMs.Value, row.LoadedUpMs ?? 0);

    private double? Loss => row?.LossDownPercent is null ? row?.LossUpPercent : Math.Max(row.LossDownPercent.Value, row.LossUpPercent ?? 0);

    private LineFacts Line => new(row!.DownMbps, row.UpMbps, row.IdleMs, Loaded, row.JitterMs, Loss);

    private double Scale => Math.Max(row!.DownHigh ?? row.DownMbps ?? 0, row.UpHigh ?? row.UpMbps ?? 0) * 1.08;

    private string Here => reader.Link($"/r/{row!.Id}");

    private string Permalink => reader.Absolute(Here);

    private string Summary =>
        row!.DownMbps is { } down && row.UpMbps is { } up
            ? reader["result.summary", reader.Speed(down), reader.Speed(up)]
            : reader["result.failed"];

    private string WhereAndWho =>
        string.Join(
            " · ",
            new[] { operatorName, reader["access." + row!.Access.ToWire()], area?.FullName, province?.FullName }.OfType<string>()
        );

    // An older client does not say its grade; then it is that of the worse direction, the thresholds being the same.
    private string? Grade =>
        row!.Grade is { } told ? told
        : Loaded is { } loaded && row.IdleMs is { } idle ? BufferbloatGrade.Of(TimeSpan.FromMilliseconds(Math.Max(0, loaded - idle)))
        : null;

    // Beside a median of lines, only the figure of a line says something.
    private bool IsOfTheLine => row!.LimitedBy == 0 && row.Place is not PointPlace.Abroad;

    // How far a run is proved stands in a section of its own.
    private List<string> FlagsShown =>
        [.. flags.Where(flag => flag is not (Flag.NotAttested or Flag.IntervalUnknown)).Select(flag => flag.ToWire())];

    private string ForeignProgram =>
        reader.Has("protocol." + row!.Protocol) ? reader["protocol." + row.Protocol] : reader["protocol.other", row.Protocol];

    private string DisputeReason =>
        !IsTooShort && row!.Dispute is { } dispute && reader.Has("dispute." + KindOf(dispute)) ? reader["dispute." + KindOf(dispute)] : "";

    // Both sides agree as far as they can be compared: that is no dispute for a person, though it proves no speed.
    private bool IsTooShort =>
        row!.Proof is Proof.Disputed && row.Dispute is { } dispute && dispute.StartsWith("interval-", StringComparison.Ordinal);

    private string ProofWord => reader[IsTooShort ? "proof.short" : $"proof.{WordOf(row!.Proof)}"];

    private string ProofMeaning =>
        reader[
            row!.Proof is Proof.Attested && row.FailureReason is not null ? "proof.attested.failed"
            : row.Proof is Proof.Attested && flags.Count > 0 ? "proof.attested.uncounted"
            : IsTooShort ? "proof.short.means"
            : $"proof.{WordOf(row.Proof)}.means"
        ];

    private string ProofTone =>
        row!.Proof switch
        {
            Proof.Attested => "good",
            Proof.Disputed when !IsTooShort => "bad",
            _ => "warn",
        };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        MeasurementRow? found = null;
        if (Guid.TryParse(Id, out var id))
        {
            // The first of an id that two devices should share is the one that the API shows too.
            found = await Db
                .Measurements.AsNoTracking()
                .Where(one => one.Id == id)
                .OrderBy(one => one.ReceivedAt)
                .FirstOrDefaultAsync(Context.RequestAborted);
        }

        if (found is null)
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        flags = await Db.FlagsAsync(found, Operators, Context.RequestAborted);
        sitting = [.. (await Db.SittingOf(found).ToListAsync(Context.RequestAborted)).Select(other => Beside(other, found.Id))];
        operatorName = found.OperatorCode is { } code ? Operators.Find(code)?.Name ?? code : null;
        area = found.CommuneCode is { } commune ? Areas.Find(commune, VietnamTime.DayOf(found.StartedAt)) : null;
        province = found.ProvinceCode is { } parent ? Areas.Find(parent, VietnamTime.DayOf(found.StartedAt)) : null;
        row = found; // the last, so that nothing is shown of half an answer
    }

    private SittingRun Beside(MeasurementRow other, Guid own) =>
        SittingRun.Of(
            other,
            other.Place is { } place ? reader["place." + WordOf(place)] : other.PointName ?? reader["facts.point.none"],
            other.Id == own,
            reader
        );

    // "bytes-down" and "bytes-up" are one kind, and so are the two about the device.
    private static string KindOf(string dispute) =>
        dispute.StartsWith("device", StringComparison.Ordinal) ? "device"
        : dispute.LastIndexOf('-') is > 0 and var at ? dispute[..at]
        : dispute;

    /// <summary>A value of a closed set as the wire spells it: sentences are named by that.</summary>
    private static string WordOf<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value).GetString()!;

    private string After(double? seconds) => seconds is { } s ? " · " + reader.Seconds(s) : "";
}
