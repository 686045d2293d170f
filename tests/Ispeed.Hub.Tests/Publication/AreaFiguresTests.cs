using System.Net;
using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication.OnRequest;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Statistics;

namespace Ispeed.Hub.Tests.Publication;

public sealed class AreaFiguresTests(Hubs hubs)
{
    private static readonly AreaDirectory Areas = new(AreaList.ReadShipped());
    private static readonly DateTimeOffset Noon = new(2026, 10, 15, 5, 0, 0, TimeSpan.Zero);
    private static readonly Period October = Period.Month(2026, 10);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_commune_counts_one_sample_a_device_and_keeps_failed_and_unproved_runs_apart(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var rows = Enumerable.Range(1, 12).Select(i => Row("22366", "viettel", Access.Mobile4G, down: 10 * i)).ToList();
        rows.AddRange(Enumerable.Range(0, 5).Select(_ => Row("22366", "viettel", Access.Mobile4G, down: 120, device: rows[11].Device)));
        rows.Add(Changed(Row("22366", "viettel", Access.Mobile4G, down: 999), row => row.Proof = Proof.Claimed));
        rows.Add(
            Changed(
                Row("22366", "viettel", Access.Mobile4G, down: null),
                row => (row.FailureReason, row.FailurePhase) = (FailureReason.Stalled, RunPhase.Download)
            )
        );
        rows.Add(
            Changed(Row("22366", "viettel", Access.Mobile4G, down: 999), row => row.StartedAt = new(2026, 9, 30, 16, 59, 59, TimeSpan.Zero))
        ); // 23:59:59 of the day before, there
        rows.Add(Changed(Row("22366", "viettel", Access.Mobile4G, down: 999), row => row.IsDemonstration = true));
        var figures = await FiguresAsync(hub, rows, "22366");

        figures.RawRuns.ShouldBe(19);
        figures.ValidRuns.ShouldBe(17);
        figures.FailedRuns.ShouldBe(1);
        figures.Failures.ShouldBe([new FailureCount(RunPhase.Download, FailureReason.Stalled, 1)]);
        figures.All.Samples.ShouldBe(12);
        figures.All.Down!.Median.ShouldBe(new(65, new(30, 100))); // n = 12: ranks 3 and 10
        figures.All.Down.Shares.Select(share => share.Share).ShouldBe([1, 9 / 12.0, 3 / 12.0]);
        figures.All.Tier.ShouldBe(Tier.Indicative);
        figures.All.MissingToOfficial.ShouldBe(288);
        figures.ByOperator.ShouldHaveSingleItem().Cell.Samples.ShouldBe(12);
        figures.ByAccess.Select(access => access.Access).ShouldBe(["mobile", "4g"]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Limited_runs_and_those_against_points_abroad_are_left_out_with_the_reason(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var rows = Enumerable.Range(1, 6).Select(i => Row("22366", "viettel", Access.WiFi, down: 10 * i)).ToList();
        rows.AddRange(Limited(6, Limitation.SlowWiFi));
        rows.AddRange(Limited(5, Limitation.Cpu, Limitation.SlowWiFi));
        rows.AddRange(Limited(4, Limitation.Vpn));
        rows.AddRange(Limited(7).Select(row => Changed(row, abroad => abroad.Place = PointPlace.Abroad)));
        rows.Add(Changed(Limited(1, Limitation.Browser).Single(), row => row.Proof = Proof.Claimed)); // would not have counted anyway

        var figures = await FiguresAsync(hub, rows, "22366");

        figures.ValidRuns.ShouldBe(6);
        figures.All.Down!.Median.Value.ShouldBe(35);
        figures.LeftOut.Runs.ShouldBe(22);
        figures.LeftOut.Reasons.ShouldBe([
            new("slow-wifi", Withholding.Shown, 11),
            new("abroad", Withholding.Shown, 7),
            new("cpu", Withholding.CoversAnother, null), // else the sum would tell the next one
            new("vpn", Withholding.TooFewDevices, null),
        ]);
    }

    [Fact]
    public async Task Too_few_devices_with_limited_runs_are_not_told_at_all()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var rows = Enumerable
            .Range(1, 6)
            .Select(i => Row("22366", "viettel", Access.WiFi, down: 10 * i))
            .Concat(Limited(4, Limitation.Vpn));
        var figures = await FiguresAsync(hub, rows, "22366");
        figures.LeftOut.Runs.ShouldBeNull();
        figures.LeftOut.Reasons.ShouldBe([new("vpn", Withholding.TooFewDevices, null)]);
    }

    [Fact]
    public async Task A_sitting_over_both_families_counts_once_a_device()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var rows = Enumerable
            .Range(1, 6)
            .Select(_ => Guid.NewGuid())
            .SelectMany(device =>
                new[]
                {
                    Changed(Row("22366", "viettel", Access.Fixed, down: 90, device), row => row.Family = 4),
                    Changed(Row("22366", "viettel", Access.Fixed, down: 110, device), row => row.Family = 6),
                }
            );
        var figures = await FiguresAsync(hub, rows, "22366");
        (figures.ValidRuns, figures.All.Samples, figures.All.Down!.Median.Value).ShouldBe((12, 6, 100));
    }

    [Fact]
    public async Task Four_devices_show_how_many_are_missing_and_no_value()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var figures = await FiguresAsync(hub, Enumerable.Range(1, 4).Select(i => Row("22366", "fpt", Access.Fixed, down: i)), "22366");
        figures.All.ShouldBe(
            new Cell(Withholding.TooFewDevices, 4, 4, Tier.None, 296, null, null, null, null, null, null, null, null, null)
        );
        figures.ByOperator.ShouldHaveSingleItem().Cell.Samples.ShouldBeNull();
    }

    [Fact]
    public async Task A_small_operator_in_a_commune_is_withheld_and_cannot_be_subtracted()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var rows = Enumerable
            .Range(1, 30)
            .Select(i => Row("22366", "viettel", Access.Fixed, down: i))
            .Concat(Enumerable.Range(1, 20).Select(i => Row("22366", "vnpt", Access.Fixed, down: i)))
            .Concat(Enumerable.Range(1, 9).Select(i => Row("22366", "fpt", Access.Fixed, down: i)))
            .ToList();
        var commune = await FiguresAsync(hub, rows, "22366");
        commune
            .ByOperator.ToDictionary(brand => brand.Operator!, brand => brand.Cell.Withheld, StringComparer.Ordinal)
            .ShouldBe(
                new Dictionary<string, Withholding>(StringComparer.Ordinal)
                {
                    ["viettel"] = Withholding.Shown,
                    ["vnpt"] = Withholding.CoversAnother,
                    ["fpt"] = Withholding.TooFewDevices,
                },
                ignoreOrder: true
            );
        commune
            .ByOperator.Where(brand => brand.Cell.Withheld is not Withholding.Shown)
            .ShouldAllBe(brand => brand.ByAccess.Count == 0 && brand.Cell.Down == null && brand.Cell.Runs == null);

        // In the whole province nine devices of an operator are enough.
        var province = await FiguresAsync(hub, [], "56");
        province.ByOperator.ShouldAllBe(brand => brand.Cell.Withheld == Withholding.Shown);
        province.Communes.ShouldHaveSingleItem().Samples.ShouldBe(59);
    }

    [Fact]
    public async Task Mobile_is_the_sum_of_its_technologies()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var rows = Enumerable
            .Range(1, 20)
            .Select(i => Row("22366", "viettel", Access.Mobile4G, down: i))
            .Concat(Enumerable.Range(1, 20).Select(i => Row("22366", "viettel", Access.Mobile5G, down: 100 + i)))
            .Concat(Enumerable.Range(1, 20).Select(i => Row("22366", "viettel", Access.WiFi, down: 50)));
        var figures = await FiguresAsync(hub, rows, "22366");
        var byAccess = figures.ByAccess.ToDictionary(access => access.Access, access => access.Cell, StringComparer.Ordinal);
        byAccess.Keys.ShouldBe(["mobile", "wifi", "4g", "5g"], ignoreOrder: true);
        byAccess["mobile"].Samples.ShouldBe(40);
        byAccess["4g"].Down!.Median.Value.ShouldBe(10.5);
        byAccess["5g"].Down!.Median.Value.ShouldBe(110.5);
    }

    [Fact]
    public async Task What_was_measured_before_the_area_was_valid_belongs_to_another_place()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var rows = Enumerable
            .Range(0, 6)
            .Select(i =>
                Changed(Row("22366", "fpt", Access.Fixed, down: i), row => row.StartedAt = new(2025, 6, 15, 0, 0, 0, TimeSpan.Zero))
            );
        var figures = await FiguresAsync(hub, rows, "22366", new("May to July", new(2025, 5, 1), new(2025, 8, 1)));
        figures.From.ShouldBe(new(2025, 7, 1));
        figures.RawRuns.ShouldBe(0);
        figures.All.Samples.ShouldBe(0);
    }

    [Theory]
    [InlineData("/api/v1/areas/22366/figures", 200)]
    [InlineData("/api/v1/areas/56/figures?month=2026-10", 200)]
    [InlineData("/api/v1/areas/56/figures?month=last3", 200)]
    [InlineData("/api/v1/areas/56/figures?month=2026-13", 400)]
    [InlineData("/api/v1/areas/56/figures?month=october", 400)]
    [InlineData("/api/v1/areas/99/figures", 404)]
    [InlineData("/api/v1/areas/56/figures?month=2024-01", 404)]
    [InlineData("/api/v1/areas/00001/figures?month=2024-12", 200)]
    public async Task The_figures_are_there_for_programs(string path, int status)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var reply = await hub.GetAsync(path);
        reply.ShouldBe((HttpStatusCode)status);
        if (status == 200)
        {
            using var json = JsonDocument.Parse(reply.Body);
            json.RootElement.GetProperty("method").GetString().ShouldBe("1");
            json.RootElement.GetProperty("all").GetProperty("tier").GetString().ShouldBe("none");
        }
        else
        {
            reply.ShouldRefuse(
                status,
                status == 400 ? "malformed"
                    : path.Contains("2024", StringComparison.Ordinal) ? "area-of-another-day"
                    : "unknown-area"
            );
        }
    }

    [Fact]
    public void The_last_three_months_end_with_the_running_one()
    {
        Period.LastThree(new(2026, 1, 31)).ShouldBe(new("last3", new(2025, 11, 1), new(2026, 2, 1)));
        Period.Month(2026, 12).End.ShouldBe(new(2027, 1, 1));
        Period.Month(2026, 11).From.ShouldBe(new(2026, 10, 31, 17, 0, 0, TimeSpan.Zero));
    }

    private static async Task<AreaFigures> FiguresAsync(
        RunningHub hub,
        IEnumerable<MeasurementRow> rows,
        string code,
        Period? period = null
    )
    {
        await using var db = hub.OpenDb();
        db.AddRange(rows);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return await AreaFigures.ForAsync(
            db,
            Areas.Find(code, new(2026, 10, 15))!,
            period ?? October,
            TestContext.Current.CancellationToken
        );
    }

    private static MeasurementRow Changed(MeasurementRow row, Action<MeasurementRow> change)
    {
        change(row);
        row.Id = Guid.CreateVersion7(row.StartedAt);
        return row;
    }

    private static IEnumerable<MeasurementRow> Limited(int devices, params Limitation[] limits) =>
        Enumerable
            .Range(1, devices)
            .Select(_ => Changed(Row("22366", "viettel", Access.WiFi, down: 999), row => row.LimitedBy = LimitationBits.Of(limits)));

    private static MeasurementRow Row(string commune, string brand, Access access, double? down, Guid? device = null) =>
        new()
        {
            Device = device ?? Guid.NewGuid(),
            Id = Guid.CreateVersion7(Noon),
            StartedAt = Noon,
            ReceivedAt = Noon,
            Method = "1",
            Proof = Proof.Attested,
            OperatorCode = brand,
            Access = access,
            ProvinceCode = "56",
            CommuneCode = commune,
            DownMbps = down,
            DownLow = down * 0.9,
            DownHigh = down * 1.1,
            UpMbps = down / 2,
            IdleMs = 12,
            ClientName = "ispeed-cli",
            ClientVersion = "0.1.0",
            ClientSystem = "Linux",
        };
}
