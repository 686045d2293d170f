using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Measurements;

/// <summary>Why a measurement is in no figure, for its owner.</summary>
internal static class RunFlags
{
    /// <summary>What the rules say of the run by itself now, and what they said of it among its device's runs. None for a failed run: it has a reason.</summary>
    public static async Task<IReadOnlyList<Flag>> FlagsAsync(
        this HubDb db,
        MeasurementRow row,
        OperatorDirectory operators,
        CancellationToken cancellationToken
    )
    {
        if (row.FailureReason is not null)
        {
            return [];
        }

        var (device, id) = (row.Device, row.Id);
        var stored = await db
            .ScreenedRuns.AsNoTracking()
            .Where(run => run.Device == device && run.Id == id && run.Rules == ScreeningRules.Version)
            .Select(run => run.Flags)
            .FirstOrDefaultAsync(cancellationToken);
        return Flags.In(ScreeningRules.Of(row.Facts(operators)) | (stored & Flags.OfDay));
    }

    private static ScreeningFacts Facts(this MeasurementRow row, OperatorDirectory operators) =>
        new(
            row.Proof,
            row.LimitedBy,
            row.Place,
            row.Access,
            row.Line,
            row.DownMbps,
            row.DownHigh,
            row.UpMbps,
            row.MinMs,
            row.Asn,
            row.SubmittedFromAsn,
            row.ReceivedAt - row.StartedAt,
            row.OperatorCode is { } code ? operators.Find(code)?.SellsMobile : null,
            row.NetworkKind is NetworkKind.Foreign
        );
}
