using Ispeed.Hub.Measurements;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Portal;

/// <summary>A month of one commune: Viettel with many devices, VNPT with enough, one operator with too few to be shown.</summary>
internal static class SeededFigures
{
    /// <summary>Khánh Hòa.</summary>
    public const string Province = "56";

    /// <summary>Phường Nha Trang.</summary>
    public const string Commune = "22366";

    /// <summary>Another commune of the province, with nothing.</summary>
    public const string EmptyProvince = "96";

    public const string TooFew = "netnam";

    public static readonly DateTimeOffset Noon = new(2026, 10, 15, 12, 0, 0, TimeSpan.FromHours(7));

    public static IEnumerable<MeasurementRow> Rows() =>
        Rows("viettel", Access.Mobile4G, 60, mbps: 70)
            .Concat(Rows("vnpt", Access.Fixed, 25, mbps: 180))
            .Concat(Rows(TooFew, Access.Fixed, 3, mbps: 777.7));

    private static IEnumerable<MeasurementRow> Rows(string code, Access access, int devices, double mbps) =>
        Enumerable
            .Range(0, devices)
            .Select(i => new MeasurementRow
            {
                Device = Guid.NewGuid(),
                Id = Guid.CreateVersion7(Noon.AddDays(-(i % 10)).AddMinutes(i)),
                StartedAt = Noon.AddDays(-(i % 10)).AddMinutes(i),
                ReceivedAt = Noon,
                Method = "1",
                Proof = Proof.Attested,
                PointId = "vnix-hn",
                PointName = "VNIX Hà Nội",
                OperatorCode = code,
                Access = access,
                AccessSource = AccessSource.System,
                ProvinceCode = Province,
                CommuneCode = Commune,
                AreaSource = AreaSource.Chosen,
                DownMbps = mbps + i,
                DownLow = mbps + i - 2,
                DownHigh = mbps + i + 2,
                UpMbps = (mbps + i) / 3,
                UpLow = (mbps + i) / 3 - 1,
                UpHigh = (mbps + i) / 3 + 1,
                IdleMs = 20 + i % 7,
                BytesTotal = 8_000_000,
                ClientName = "ispeed-cli",
                ClientVersion = "0.1.0",
                ClientSystem = "Linux",
            });
}
