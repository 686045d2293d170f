using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Campaigns;

/// <summary>Whether a device counts for a code this month, and if not, why.</summary>
/// <param name="Reason">Counted, or what stands in the way.</param>
/// <param name="Runs">Its runs of the month that count.</param>
/// <param name="Needed">How many the campaign asks for.</param>
internal sealed record Standing(StandingReason Reason, int Runs, int Needed)
{
    /// <summary>Of a device with a code in the month of an instant.</summary>
    public static async Task<Standing> OfAsync(
        HubDb db,
        CodeInCampaign code,
        Guid device,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var month = ChangedRuns.MonthOf(now);
        var runs = await db
            .Measurements.AsNoTracking()
            .StartedBetween(VietnamTime.StartOf(month), VietnamTime.StartOf(month.AddMonths(1)))
            .Where(row => row.Device == device && row.ReferralCode == code.Row.Code)
            .OrderByDescending(row => row.StartedAt)
            .ToListAsync(cancellationToken);
        var reasons = runs.ConvertAll(run => OfRun(run, code));
        var counted = reasons.Count(reason => reason is StandingReason.Counted);
        var needed = code.Campaign.RunsAMonth;
        return new(
            counted >= needed ? StandingReason.Counted
                : counted > 0 ? StandingReason.TooFew
                : reasons.Count > 0 ? reasons[0]
                : StandingReason.NoRun,
            counted,
            needed
        );
    }

    /// <summary>Of one run that came with the code: the one rule by which runs count, everywhere.</summary>
    public static StandingReason OfRun(MeasurementRow run, CodeInCampaign code)
    {
        var day = VietnamTime.DayOf(run.StartedAt);
        return !code.Row.IsValidOn(day) ? StandingReason.CodeExpired
            : !code.Campaign.Has(ChangedRuns.MonthOf(run.StartedAt)) ? StandingReason.NoRound
            : run.FailureReason is not null ? StandingReason.Failed
            : !code.Campaign.Asks.IsMetBy(run.Access)
                ? run.Access switch
                {
                    Access.WiFi => StandingReason.OnWiFi,
                    Access.Unknown => StandingReason.AccessUnknown,
                    _ => StandingReason.OtherAccess,
                }
            : (run.LimitedBy & LimitationBits.Bit(Limitation.Vpn)) != 0 ? StandingReason.Vpn // whose line it was nobody can tell
            : run.Proof is Proof.Claimed ? StandingReason.Waiting
            : run.Sound() ? StandingReason.Counted
            : StandingReason.NotProved;
    }
}

/// <summary>Why a run or a device counts or does not. The names are those of the sentences.</summary>
internal enum StandingReason
{
    Counted,
    NoRun,
    TooFew,
    OnWiFi,
    AccessUnknown,
    OtherAccess,
    Vpn,
    Waiting,
    Failed,
    NotProved,
    CodeExpired,
    NoRound,
}

internal static class StandingReasons
{
    /// <summary>As in the API and in the names of sentences.</summary>
    public static string ToWire(this StandingReason reason) =>
        reason switch
        {
            StandingReason.Counted => "counted",
            StandingReason.NoRun => "no-run",
            StandingReason.TooFew => "too-few",
            StandingReason.OnWiFi => "on-wifi",
            StandingReason.AccessUnknown => "access-unknown",
            StandingReason.OtherAccess => "other-access",
            StandingReason.Vpn => "vpn",
            StandingReason.Waiting => "waiting",
            StandingReason.Failed => "failed",
            StandingReason.NotProved => "not-proved",
            StandingReason.CodeExpired => "code-expired",
            StandingReason.NoRound => "no-round",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
