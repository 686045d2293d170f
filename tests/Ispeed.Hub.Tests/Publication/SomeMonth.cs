using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Publication;

/// <summary>Runs of October 2026, each of a device of its own and spread over five days unless a test says otherwise.</summary>
internal static class SomeMonth
{
    public const string Commune = "22366";
    public static readonly Period October = Period.Month(2026, 10);
    public static readonly DateTimeOffset Noon = new(2026, 10, 15, 5, 0, 0, TimeSpan.Zero);

    private static readonly AreaDirectory Areas = new(AreaList.ReadShipped());

    public static IEnumerable<MeasurementRow> Runs(
        int devices,
        string brand = "viettel",
        Access access = Access.Fixed,
        Func<int, double>? mbps = null,
        string commune = Commune
    ) => Enumerable.Range(1, devices).Select(i => Run(i, brand, access, mbps?.Invoke(i) ?? 10 * i, commune));

    /// <param name="i">Chooses the day and the minute.</param>
    /// <param name="brand">The operator.</param>
    /// <param name="access">The access.</param>
    /// <param name="mbps">Download; null for none.</param>
    /// <param name="commune">Its province is that of the list.</param>
    public static MeasurementRow Run(
        int i,
        string brand = "viettel",
        Access access = Access.Fixed,
        double? mbps = 50,
        string commune = Commune
    )
    {
        var at = Noon.AddDays(-(i % 5)).AddMinutes(i % 240);
        return new()
        {
            Device = Guid.NewGuid(),
            Id = Guid.CreateVersion7(at),
            StartedAt = at,
            ReceivedAt = at.AddSeconds(20),
            Method = "1",
            Proof = Proof.Attested,
            OperatorCode = brand,
            Access = access,
            ProvinceCode = Areas.Find(commune, new(2026, 10, 15))!.ProvinceCode,
            CommuneCode = commune,
            DownMbps = mbps,
            DownLow = mbps * 0.9,
            DownHigh = mbps * 1.1,
            UpMbps = mbps / 2,
            IdleMs = 12,
            BytesTotal = 1_000_000 + i,
            ClientName = "ispeed-cli",
            ClientVersion = "0.1.0",
            ClientSystem = "Linux",
        };
    }

    public static MeasurementRow With(this MeasurementRow row, Action<MeasurementRow> change)
    {
        change(row);
        row.Id = Guid.CreateVersion7(row.StartedAt);
        return row;
    }

    public static async Task<AreaFigures> FiguresAsync(this RunningHub hub, string code, Period? month = null)
    {
        await using var db = hub.OpenDb();
        return code == Figure.Nation
            ? await AreaFigures.ReadAsync(db, code, Figure.NationFrom, month ?? October, TestContext.Current.CancellationToken)
            : await AreaFigures.ReadAsync(
                db,
                Areas.Find(code, new(2026, 10, 15))!,
                month ?? October,
                TestContext.Current.CancellationToken
            );
    }

    /// <summary>All documents of October as they are published now.</summary>
    public static async Task<SortedDictionary<string, string>> DocumentsAsync(this RunningHub hub)
    {
        await using var db = hub.OpenDb();
        var head = await PublishedFigures.HeadAsync(db, October.First, null, TestContext.Current.CancellationToken);
        var rows = await db.Figures.SeenBy(db, October.First, head!.Generation).ToListAsync(TestContext.Current.CancellationToken);
        return new(
            rows.ToDictionary(row => $"{row.AreaCode} {row.AreaFrom:O} {row.Operator}", row => row.Content, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }
}
