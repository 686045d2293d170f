using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Coverage;

public sealed class BlackSpotsTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_cell_where_proved_devices_find_no_signal_is_a_black_spot(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await FillAsync(hub, silent: 8);

        var spots = await SpotsAsync(hub, "");

        var spot = spots.Items.ShouldHaveSingleItem();
        spot.Cell.ShouldBe(SeededCoverage.Cell);
        (spot.Operator, spot.Medium, spot.IsBlackSpot).ShouldBe(("viettel", "mobile", true));
        (spot.Devices, spot.FailedDevices, spot.Days).ShouldBe((8, 8, 2));
        spot.Chance.ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Four_devices_are_no_black_spot_on_any_surface(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await FillAsync(hub, silent: 4);

        (await SpotsAsync(hub, "")).Items.ShouldBeEmpty();
        foreach (var form in new[] { ".csv", ".geojson" })
        {
            (await hub.GetAsync("/api/v1/black-spots" + form)).Body.ShouldNotContain(SeededCoverage.Cell);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Devices_of_which_no_run_was_ever_proved_make_no_black_spot(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await FillAsync(hub, silent: 8, proved: false);

        (await SpotsAsync(hub, "")).Items.ShouldBeEmpty();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Failed_runs_count_like_reports_and_good_runs_against_them(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var failing = Enumerable.Range(0, 9).Select(_ => Guid.NewGuid()).ToArray();
        await hub.StoreAsync(
            failing
                .SelectMany(device =>
                    new[]
                    {
                        SeededCoverage.Run(hub, device, 0, failed: true),
                        SeededCoverage.Run(hub, device, 1, failed: true),
                        Elsewhere(hub, device),
                    }
                )
                .Concat(Enumerable.Range(0, 9).Select(day => SeededCoverage.Run(hub, Guid.NewGuid(), day % 3, code: "vnpt")))
        );
        await MakeAsync(hub);

        (await SpotsAsync(hub, "")).Items.ShouldHaveSingleItem().Operator.ShouldBe("viettel");
        (await SpotsAsync(hub, "?operator=vnpt")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_list_comes_as_csv_and_as_geojson_with_a_closed_hexagon()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await FillAsync(hub, silent: 8);

        var csv = await hub.GetAsync("/api/v1/black-spots.csv?operator=viettel");
        csv.MediaType.ShouldBe("text/csv");
        csv.Body.Split("\r\n")[0].ShouldStartWith("cell,latitude,longitude,province_code");
        csv.Body.Split("\r\n")[1].ShouldStartWith("886914d55bfffff,12.241556,109.19756,,,viettel,mobile,true,false,8,8,2,");
        using var geo = JsonDocument.Parse((await hub.GetAsync("/api/v1/black-spots.geojson")).Body);
        var ring = geo.RootElement.GetProperty("features")[0].GetProperty("geometry").GetProperty("coordinates")[0];
        ring.GetArrayLength().ShouldBe(7);
        ring[0].ToString().ShouldBe(ring[6].ToString());
    }

    [Fact]
    public void A_field_of_failing_cells_is_cold_and_one_failure_alone_is_not()
    {
        var middle = HexGrid.CellAt(12.2388, 109.1967)!.Value;
        var failing = HexGrid.NeighboursOf(middle).Append(middle).ToHashSet();
        var around = HexGrid.CellsWithin(12.15, 109.1, 12.33, 109.29).ToArray();
        var lonely = around.First(cell => !failing.Contains(cell) && !HexGrid.NeighboursOf(cell).Any(failing.Contains));
        var places = around.Select(cell => new PlaceSeen(
            new(CoarseCell.Write(cell), "viettel", Media.Mobile),
            "56",
            "22366",
            new(
                failing.Contains(cell) ? 10
                    : cell == lonely ? 1
                    : 0,
                12
            ),
            3
        ));

        var cold = FindBlackSpots.In([.. places]).Where(row => row.IsCold).Select(row => row.Cell).ToArray();

        cold.Contains(CoarseCell.Write(middle), StringComparer.Ordinal).ShouldBeTrue();
        cold.Contains(CoarseCell.Write(lonely), StringComparer.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public async Task Paging_meets_every_row_once()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await using (var db = hub.OpenDb())
        {
            db.AddRange(
                HexGrid
                    .CellsWithin(12.2, 109.1, 12.25, 109.2)
                    .SelectMany(
                        _ => new[] { "viettel", "vnpt" },
                        (cell, code) =>
                            new BlackSpotRow
                            {
                                Cell = CoarseCell.Write(cell),
                                Operator = code,
                                Medium = Media.Mobile,
                                Devices = 9,
                                IsBlackSpot = true,
                            }
                    )
            );
            await db.SaveChangesAsync(Ending);
        }

        var seen = new List<string>();
        for (var next = "/api/v1/black-spots?limit=7"; next is not null; )
        {
            var page = Read(await hub.GetAsync(next));
            seen.AddRange(page.Items.Select(item => item.Cell + item.Operator));
            next = page.Next;
        }

        seen.Count.ShouldBeGreaterThan(50);
        seen.ShouldBeUnique(StringComparer.Ordinal);
        seen.Order(StringComparer.Ordinal).ShouldBe(seen);
    }

    [Theory]
    [InlineData("province=99", "province")]
    [InlineData("operator=nobody", "operator")]
    [InlineData("medium=cable", "medium")]
    [InlineData("kind=dark", "kind")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("after=here", "after")]
    [InlineData("tinh=56", "tinh")]
    [InlineData("medium=mobile&medium=fixed", "medium")]
    public async Task An_impossible_filter_is_named(string query, string field)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var reply = await hub.GetAsync("/api/v1/black-spots?" + query);
        reply.ShouldRefuse(400, "impossible-filter");
        reply.As(Measure.Wire.MeasureJson.Default.Problem).Field.ShouldBe(field);
    }

    private static async Task FillAsync(RunningHub hub, int silent, bool proved = true)
    {
        var devices = Enumerable.Range(0, silent).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var device in devices)
        {
            (await hub.ReportAsync(SeededCoverage.Batch(hub, device, reports: 2))).Status.ShouldBe(System.Net.HttpStatusCode.Created);
        }

        if (proved)
        {
            await hub.StoreAsync(devices.Select(device => Elsewhere(hub, device)));
        }

        await MakeAsync(hub);
    }

    // At home, where the chosen commune tells no cell.
    private static MeasurementRow Elsewhere(RunningHub hub, Guid device) => SeededCoverage.Run(hub, device, 3, cell: null);

    private static Task MakeAsync(RunningHub hub) => hub.Services.GetRequiredService<CoverageWatch>().MakeAsync(Ending);

    private static async Task<ShowBlackSpots.Answer> SpotsAsync(RunningHub hub, string query) =>
        Read(await hub.GetAsync("/api/v1/black-spots" + query));

    private static ShowBlackSpots.Answer Read(Reply reply)
    {
        reply.ShouldBe(System.Net.HttpStatusCode.OK);
        return JsonSerializer.Deserialize<ShowBlackSpots.Answer>(reply.Body, OpenAnswer.Json)!;
    }
}
