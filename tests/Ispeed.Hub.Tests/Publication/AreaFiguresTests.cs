using System.Net;
using System.Text.Json;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Statistics;
using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Hub.Tests.Publication;

public sealed class AreaFiguresTests(Hubs hubs)
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_commune_counts_one_sample_a_device_and_keeps_failed_and_unproved_runs_apart(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var rows = SomeMonth.Runs(12, access: Access.Mobile4G).ToList();
        rows.AddRange(
            Enumerable
                .Range(13, 5)
                .Select(i => SomeMonth.Run(i, access: Access.Mobile4G, mbps: 120).With(row => row.Device = rows[11].Device))
        );
        rows.Add(SomeMonth.Run(20, mbps: 999).With(row => row.Proof = Proof.Claimed));
        rows.Add(
            SomeMonth.Run(21, mbps: null).With(row => (row.FailureReason, row.FailurePhase) = (FailureReason.Stalled, RunPhase.Download))
        );
        rows.Add(SomeMonth.Run(22, mbps: 999).With(row => row.StartedAt = new(2026, 9, 30, 16, 59, 59, TimeSpan.Zero))); // 23:59:59 of the day before, there
        rows.Add(SomeMonth.Run(23, mbps: 999).With(row => row.IsDemonstration = true));
        await hub.PublishAsync(rows);

        var figures = await hub.FiguresAsync(SomeMonth.Commune);

        (figures.Runs.Raw, figures.Runs.Valid, figures.Runs.Failed).ShouldBe((19, 17, 1));
        figures.Runs.Failures.ShouldBe([new FailureCount(RunPhase.Download, FailureReason.Stalled, 1)]);
        var all = figures.At(Figure.AllAccesses)!;
        (all.Withheld, all.Runs, all.ValidRuns, all.Devices, all.Samples).ShouldBe((Withholding.Shown, 19, 17, 12, 12));
        all.Down!.Median.ShouldBe(new(65, new(30, 100))); // n = 12: ranks 3 and 10
        (all.Down.Estimator, all.Down.LocalEvidence).ShouldBe((Estimator.Direct, 1)); // no other commune to learn from
        all.Down.Mean.ShouldBe(65);
        all.Down.P10.ShouldBeNull();
        all.Down.Shares.Select(share => share.Mbps).ShouldBe([1, 5, 10, 30, 40, 100]);
        all.Down.Shares.Select(share => share.Share).ShouldBe([1, 1, 1, 0.8333, 0.75, 0.25]);
        (all.Tier, all.MissingToOfficial).ShouldBe((Tier.Indicative, 288));
        figures.Operators.Select(one => one.Operator).ShouldBe(["all", "viettel"]);
        foreach (var code in new[] { "56", Figure.Nation })
        {
            (await hub.FiguresAsync(code)).At(Figure.Mobile)!.Down!.Median.ShouldBe(new(65, new(30, 100)));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Flagged_runs_are_left_out_with_the_reason(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var rows = SomeMonth.Runs(12, access: Access.WiFi).ToList();
        rows.AddRange(Limited(6, Limitation.SlowWiFi));
        rows.AddRange(Limited(5, Limitation.Cpu, Limitation.SlowWiFi));
        rows.AddRange(Limited(4, Limitation.Vpn));
        rows.AddRange(Limited(7).Select(row => row.With(abroad => abroad.Place = PointPlace.Abroad)));
        await hub.PublishAsync(rows);

        var figures = await hub.FiguresAsync(SomeMonth.Commune);

        figures.Runs.Valid.ShouldBe(12);
        figures.At(Figure.AllAccesses)!.Down!.Median!.Value.ShouldBe(65);
        figures.Runs.LeftOut.Runs.ShouldBe(22);
        figures.Runs.LeftOut.Reasons.ShouldBe([
            new("slow-wifi", Withholding.Shown, 11),
            new("abroad", Withholding.Shown, 7),
            new("cpu", Withholding.CoversAnother, null), // else the sum would tell the next one
            new("vpn", Withholding.TooFewDevices, null),
        ]);
    }

    [Fact]
    public async Task Four_devices_show_how_many_are_missing_and_no_value()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await hub.PublishAsync(SomeMonth.Runs(4));
        var figures = await hub.FiguresAsync(SomeMonth.Commune);
        figures
            .At(Figure.AllAccesses)
            .ShouldBe(Cell.Hidden("all", "all", Withholding.TooFewDevices) with { Samples = 4, MissingToOfficial = 296 });
        figures.Of("viettel")!.Cells.ShouldAllBe(cell => cell.Samples == null && cell.Runs == null && cell.Down == null);
    }

    [Fact]
    public async Task Two_days_are_too_few_however_many_devices_measured()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await hub.PublishAsync(Enumerable.Range(0, 40).Select(i => SomeMonth.Run(5 * i + i % 2)));
        (await hub.FiguresAsync(SomeMonth.Commune)).At(Figure.AllAccesses)!.Withheld.ShouldBe(Withholding.TooFewDays);
    }

    [Fact]
    public async Task A_small_operator_in_a_commune_is_withheld_and_cannot_be_subtracted()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await hub.PublishAsync(SomeMonth.Runs(30).Concat(SomeMonth.Runs(20, "vnpt")).Concat(SomeMonth.Runs(9, "fpt")));
        var commune = await hub.FiguresAsync(SomeMonth.Commune);
        commune
            .Operators.ToDictionary(one => one.Operator, one => one.At(Figure.AllAccesses)!.Withheld, StringComparer.Ordinal)
            .ShouldBe(
                new Dictionary<string, Withholding>(StringComparer.Ordinal)
                {
                    ["all"] = Withholding.Shown,
                    ["viettel"] = Withholding.Shown,
                    ["vnpt"] = Withholding.CoversAnother,
                    ["fpt"] = Withholding.TooFewDevices,
                },
                ignoreOrder: true
            );
        commune.Of("vnpt")!.Cells.ShouldAllBe(cell => cell.Down == null && cell.Runs == null && cell.Devices == null);

        // In the whole province nine devices of an operator would be enough; but the province is this commune, and would tell of it.
        (await hub.FiguresAsync("56"))
            .Parts.ShouldHaveSingleItem()
            .Samples.ShouldBe(59);
    }

    [Fact]
    public async Task Mobile_is_the_sum_of_its_technologies_and_the_peak_is_its_own_cell()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var evening = SomeMonth.Noon.Date.AddHours(12); // 19:00 there
        await hub.PublishAsync(
            SomeMonth
                .Runs(20, access: Access.Mobile4G, mbps: i => i)
                .Concat(SomeMonth.Runs(20, access: Access.Mobile5G, mbps: i => 100 + i))
                .Concat(
                    Enumerable
                        .Range(1, 20)
                        .Select(i =>
                            SomeMonth
                                .Run(i, access: Access.WiFi, mbps: 10)
                                .With(row => row.StartedAt = new(evening.AddDays(-(i % 5)), TimeSpan.Zero))
                        )
                )
        );
        var figures = await hub.FiguresAsync(SomeMonth.Commune);
        figures.At(Figure.Mobile)!.Samples.ShouldBe(40);
        figures.At("4g")!.Down!.Median!.Value.ShouldBe(10.5);
        figures.At("5g")!.Down!.Median!.Value.ShouldBe(110.5);
        figures.At(Figure.Mobile, Figure.PeakHours).ShouldBeNull();
        figures.At(Figure.AllAccesses, Figure.PeakHours)!.Down!.Median!.Value.ShouldBe(10);
    }

    [Fact]
    public async Task Repeats_that_move_a_figure_are_told_by_the_second_rule()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var rows = SomeMonth.Runs(10, mbps: i => 10 + i).ToList();
        rows.AddRange(
            rows.ToList()
                .SelectMany(row =>
                    Enumerable
                        .Range(1, 2)
                        .Select(again =>
                            SomeMonth
                                .Run(0, mbps: row.DownMbps * 2)
                                .With(more => (more.Device, more.StartedAt) = (row.Device, row.StartedAt.AddHours(again)))
                        )
                )
        );
        await hub.PublishAsync(rows);
        var down = (await hub.FiguresAsync(SomeMonth.Commune)).At(Figure.AllAccesses)!.Down!;
        (down.Median!.Value, down.FirstOfDay, down.FirstOfDayGap, down.IsGapFlagged).ShouldBe((31, 15.5, -0.5, true));
    }

    [Fact]
    public async Task A_campaign_is_set_against_those_who_came_by_themselves()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await hub.PublishAsync(
            SomeMonth
                .Runs(30, mbps: i => 40 + i % 3)
                .Concat(SomeMonth.Runs(20, mbps: i => 80 + i % 3).Select(row => row.With(one => one.ReferralCode = "ST-56")))
        );
        var gap = (await hub.FiguresAsync(SomeMonth.Commune)).At(Figure.AllAccesses)!.Campaign!;
        (gap.Samples, gap.OtherSamples).ShouldBe((20, 30));
        gap.Ratio.ShouldBe(81 / 41.0, 0.01);
        gap.Low!.Value.ShouldBeGreaterThan(1.5);
    }

    [Fact]
    public async Task Small_communes_are_drawn_towards_the_others_of_their_province_with_their_own_share_told()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        string[] communes = ["22366", "22333", "22390", "22402", "22759"];
        await hub.PublishAsync(
            communes.SelectMany(
                (commune, at) =>
                    SomeMonth.Runs(
                        at == 0 ? 12
                            : at == 1 ? 40
                            : 120,
                        mbps: i => (20 + 30 * at) * (0.5 + i % 10 / 10.0),
                        commune: commune
                    )
            )
        );
        var (small, middle, large) = (await Down("22366"), await Down("22333"), await Down("22390"));
        (small.Estimator, small.Median!.Interval).ShouldBe((Estimator.Shrunken, null));
        small.LocalEvidence!.Value.ShouldBeInRange(0.3, 0.999);
        middle.Estimator.ShouldBe(Estimator.Shrunken);
        middle.Median!.Interval.ShouldNotBeNull();
        (large.Estimator, large.LocalEvidence).ShouldBe((Estimator.Direct, 1));

        async Task<Speed> Down(string commune) => (await hub.FiguresAsync(commune)).At(Figure.AllAccesses)!.Down!;
    }

    [Fact]
    public async Task Runs_whose_areas_did_not_exist_on_their_day_count_in_the_nation_alone()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await hub.PublishAsync(
            SomeMonth
                .Runs(20)
                .Select(row => row.With(one => (one.CommuneCode, one.DistrictCode, one.ProvinceCode) = ("00001", "001", "99")))
        );
        (await hub.FiguresAsync(Figure.Nation)).At(Figure.AllAccesses)!.Samples.ShouldBe(20);
        (await hub.FiguresAsync(Figure.Nation)).Parts.ShouldBeEmpty();
        (await hub.FiguresAsync("56")).Runs.Raw.ShouldBe(0);
    }

    [Theory]
    [InlineData("/api/v1/areas/22366/figures", 200)]
    [InlineData("/api/v1/areas/56/figures?month=2026-10", 200)]
    [InlineData("/api/v1/areas/56/figures?month=2026-13", 400)]
    [InlineData("/api/v1/areas/56/figures?month=october", 400)]
    [InlineData("/api/v1/areas/99/figures", 404)]
    public async Task The_figures_are_there_for_programs(string path, int status)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var reply = await hub.GetAsync(path);
        reply.ShouldBe((HttpStatusCode)status);
        if (status == 200)
        {
            using var json = JsonDocument.Parse(reply.Body);
            json.RootElement.GetProperty("operators").GetArrayLength().ShouldBeGreaterThanOrEqualTo(0);
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

    private static IEnumerable<MeasurementRow> Limited(int devices, params Limitation[] limits) =>
        SomeMonth
            .Runs(devices, access: Access.WiFi, mbps: _ => 999)
            .Select(row => row.With(one => one.LimitedBy = LimitationBits.Of(limits)));
}
