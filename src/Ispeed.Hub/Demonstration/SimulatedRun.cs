using System.Buffers.Binary;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Measure;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Demonstration;

/// <summary>One run of a simulated device as a row, marked as simulated.</summary>
internal static class SimulatedRun
{
    private static readonly (FailureReason Reason, RunPhase Phase)[] Failures =
    [
        (FailureReason.Stalled, RunPhase.Download),
        (FailureReason.Unreachable, RunPhase.Choose),
        (FailureReason.Broken, RunPhase.Upload),
        (FailureReason.Abandoned, RunPhase.Download),
        (FailureReason.Stalled, RunPhase.Upload),
        (FailureReason.NoPoint, RunPhase.Choose),
        (FailureReason.Hidden, RunPhase.Download),
    ];

    public static MeasurementRow Of(
        Area commune,
        SimulatedDevice device,
        SimulatedDevice.Line line,
        DateTimeOffset at,
        (double Down, double Up) truth,
        Chance chance
    )
    {
        var swing = HourEffect(at) + chance.Normal(0.25);
        var idle = LineModel.IdleMs(commune, line.Access) * Math.Exp(-0.15 * line.Quality + chance.Normal(0.25));
        var isPhone = device.System is "Android" or "iOS";
        var row = new MeasurementRow
        {
            Device = device.Id,
            Id = chance.Identifier(at),
            StartedAt = at,
            ReceivedAt = at.AddSeconds(9),
            Method = Measurement.CurrentMethod,
            Proof = Proof.Attested,
            IsDemonstration = true,
            PointName = "Điểm đo mô phỏng",
            OperatorCode = line.Operator,
            Access = line.Access,
            AccessSource =
                line.Access is Access.Unknown ? AccessSource.None
                : isPhone ? AccessSource.System
                : AccessSource.Declared,
            Line =
                line.Access.IsMobile() ? LineKind.Mobile
                : line.Access is Access.Fixed ? LineKind.Fixed
                : LineKind.Unknown,
            LineEvidence =
                line.Access is Access.Unknown or Access.WiFi ? LineEvidence.None
                : isPhone ? LineEvidence.Device
                : LineEvidence.Declared,
            ProvinceCode = commune.ProvinceCode,
            CommuneCode = commune.Code,
            AreaSource = AreaSource.Chosen,
            IdleMs = Rounded(idle),
            JitterMs = Rounded(idle * 0.12 * Math.Exp(chance.Normal(0.5))),
            ClientName = "ispeed-web",
            ClientVersion = "0.1.0",
            ClientSystem = device.System,
        };
        if (chance.Happens(LineModel.FailureShare(commune, line.Operator)))
        {
            (row.FailureReason, row.FailurePhase) = Failures[(int)(chance.Share() * Failures.Length)];
        }

        if (row.FailurePhase is null or RunPhase.Upload)
        {
            AddDownload(row, truth.Down * Math.Exp(line.Quality + swing), idle, chance);
        }

        if (row.FailurePhase is null)
        {
            AddUpload(row, truth.Up * Math.Exp(0.8 * line.Quality + swing), idle, chance);
        }
        else if (row.FailurePhase is RunPhase.Choose)
        {
            (row.IdleMs, row.JitterMs, row.PointName) = (null, null, null);
        }

        AddCircumstances(row, OwnChance(row.Id));
        return row;
    }

    // Drawn apart from what the line gives, so that the figures of the demonstration do not change with what is told beside them.
    private static Chance OwnChance(Guid run) => new(BinaryPrimitives.ReadUInt64BigEndian(run.ToByteArray(bigEndian: true).AsSpan(8)));

    // As in real data, a few runs show the device and not the line, most of them on Wi-Fi; their figures are what they are, and left out.
    private static void AddCircumstances(MeasurementRow row, Chance chance)
    {
        row.Place = row.PointName is null ? null : PointPlace.Exchange;
        row.Family = chance.Happens(0.55) ? 6 : 4;
        if (row.IdleMs is { } idle)
        {
            row.MinMs = Rounded(idle * chance.Between(0.8, 0.97));
            row.Pdv95Ms = Rounded(idle - row.MinMs.Value + 2 * (row.JitterMs ?? 0));
        }

        if (row.IdleMs is { } quiet && (row.LoadedDownMs, row.LoadedUpMs) is ({ } down, { } up))
        {
            row.Grade = BufferbloatGrade.Of(TimeSpan.FromMilliseconds(Math.Max(0, (down + up) / 2 - quiet)));
        }

        if (chance.Happens(row.Access is Access.WiFi ? 0.06 : 0.01))
        {
            row.LimitedBy = LimitationBits.Of(
                row.Access is not Access.WiFi ? Limitation.Background
                : chance.Happens(0.7) ? Limitation.SlowWiFi
                : Limitation.Cpu
            );
        }
    }

    // Evenings are slower and mornings faster by as much, and both are equally frequent (DemonstrationProvince.Hours): the median stays.
    private static double HourEffect(DateTimeOffset at) =>
        at.ToOffset(VietnamTime.Offset).Hour switch
        {
            >= 18 and < 24 => -0.15,
            >= 6 and < 12 => 0.15,
            _ => 0,
        };

    private static void AddDownload(MeasurementRow row, double mbps, double idle, Chance chance)
    {
        var share = chance.Between(0.03, 0.09);
        var (bytes, seconds, stop) = Cost(mbps, MeasurementPlan.BudgetFor(row.Access).Bytes / 1.4, chance);
        (row.DownMbps, row.DownLow, row.DownHigh) = (Rounded(mbps), Rounded(mbps * (1 - share)), Rounded(mbps * (1 + share)));
        (row.DownBytes, row.DownSeconds, row.DownStoppedBy) = (bytes, seconds, stop);
        row.LoadedDownMs = Rounded(idle + 45 * Math.Exp(chance.Normal(0.7)));
        row.LossDownPercent = Loss(chance);
        row.BytesTotal += bytes;
    }

    private static void AddUpload(MeasurementRow row, double mbps, double idle, Chance chance)
    {
        var share = chance.Between(0.03, 0.09);
        var (bytes, seconds, stop) = Cost(mbps, MeasurementPlan.BudgetFor(row.Access).Bytes * 0.4 / 1.4, chance);
        (row.UpMbps, row.UpLow, row.UpHigh) = (Rounded(mbps), Rounded(mbps * (1 - share)), Rounded(mbps * (1 + share)));
        (row.UpBytes, row.UpSeconds, row.UpStoppedBy) = (bytes, seconds, stop);
        row.LoadedUpMs = Rounded(idle + 60 * Math.Exp(chance.Normal(0.7)));
        row.LossUpPercent = Loss(chance);
        row.BytesTotal += bytes;
    }

    private static (long Bytes, double Seconds, StopReason Stop) Cost(double mbps, double budget, Chance chance)
    {
        var seconds = chance.Between(1.1, 3.2);
        var bytes = mbps * 1e6 / 8 * seconds;
        return bytes <= budget
            ? ((long)bytes, Rounded(seconds), seconds > 3 ? StopReason.Time : StopReason.Stable)
            : ((long)budget, Rounded(budget * 8 / (mbps * 1e6)), StopReason.Budget);
    }

    private static double Loss(Chance chance) => chance.Happens(0.12) ? Rounded(-0.6 * Math.Log(1 - chance.Share())) : 0;

    private static double Rounded(double value) => Math.Round(value, 2);
}
