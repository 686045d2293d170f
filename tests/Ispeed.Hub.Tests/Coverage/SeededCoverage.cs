using Ispeed.Hub.Measurements;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Coverage;

/// <summary>Runs at places of Nha Trang, one device each unless a test says otherwise.</summary>
internal static class SeededCoverage
{
    public const string Province = "56";
    public const string Commune = "22366";

    /// <summary>A cell in the middle of Nha Trang, as everywhere in these tests.</summary>
    public const string Cell = "886914d55bfffff";

    public static readonly Location Place = new(12.2388, 109.1967, 20);

    public static MeasurementRow Run(
        RunningHub hub,
        Guid device,
        int daysAgo,
        string? cell = Cell,
        string code = "viettel",
        bool failed = false
    )
    {
        var at = hub.Time.GetUtcNow().AddDays(-daysAgo).AddMinutes(-5);
        return new()
        {
            Device = device,
            Id = Guid.CreateVersion7(at),
            StartedAt = at,
            ReceivedAt = at,
            Method = "1",
            Proof = failed ? Proof.Claimed : Proof.Attested,
            PointId = "vnix-hn",
            OperatorCode = code,
            Access = Access.Mobile4G,
            AccessSource = AccessSource.System,
            ProvinceCode = Province,
            CommuneCode = Commune,
            AreaSource = AreaSource.Location,
            Cell = cell,
            DownMbps = failed ? null : 40 + Math.Abs(device.GetHashCode() % 50),
            DownLow = failed ? null : 39,
            DownHigh = failed ? null : 41 + Math.Abs(device.GetHashCode() % 50),
            FailureReason = failed ? FailureReason.Unreachable : null,
            FailurePhase = failed ? RunPhase.Choose : null,
            BytesTotal = 8_000_000,
            ClientName = "ispeed-web",
            ClientVersion = "0.1.0",
            ClientSystem = "Android",
        };
    }

    public static NoSignalBatch Batch(RunningHub hub, Guid device, int reports = 1, string code = "viettel")
    {
        var now = hub.Time.GetUtcNow();
        return new(
            device,
            [
                .. Enumerable
                    .Range(0, reports)
                    .Select(back => now.AddDays(-back).AddMinutes(-1))
                    .Select(at => new NoSignalReport(Guid.CreateVersion7(at), at, Place, code, Access.Mobile4G)),
            ]
        );
    }

    public static Task<Reply> ReportAsync(this RunningHub hub, NoSignalBatch batch) =>
        hub.PostAsync("/api/v1/no-signal", batch, MeasureJson.Default.NoSignalBatch);

    public static async Task StoreAsync(this RunningHub hub, params IEnumerable<MeasurementRow> rows)
    {
        await using var db = hub.OpenDb();
        db.AddRange(rows);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
