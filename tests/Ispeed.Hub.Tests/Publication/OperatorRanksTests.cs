using System.Text.Json;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;

namespace Ispeed.Hub.Tests.Publication;

public sealed class OperatorRanksTests(Hubs hubs)
{
    private static readonly string[] Communes = ["22366", "22333"];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Operators_that_can_be_told_apart_have_ranks_and_the_others_share_them(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await hub.PublishAsync([
            .. Some("viettel", 160, 100),
            .. Some("vnpt", 160, 60),
            .. Some("mobifone", 160, 60.5),
            .. Some("vietnamobile", 100, 300),
        ]);

        var ranking = (await hub.FiguresAsync("56")).Rankings.ShouldHaveSingleItem();
        ranking.Access.ShouldBe(Figure.Mobile);
        ranking
            .Operators.Select(one => (one.Operator, one.SamplesAtLeast, one.BestRank, one.WorstRank))
            .Order()
            .ShouldBe([("mobifone", 300, 2, 3), ("viettel", 300, 1, 1), ("vnpt", 300, 2, 3)]); // the fourth has too few to be compared
        ranking.Operators[0].Operator.ShouldBe("viettel");
        ranking.Operators[0].Median.Value.ShouldBe(100, 5);
        (await hub.FiguresAsync(SomeMonth.Commune)).Rankings.ShouldBeEmpty(); // 160 a commune do not suffice

        var listed = JsonSerializer.Deserialize<ShowRankings.Answer>(
            (await hub.GetAsync("/api/v1/rankings?month=2026-10&level=nation")).Body,
            OpenAnswer.Json
        )!;
        listed.Items.ShouldHaveSingleItem().Operators.Select(one => one.WorstRank).ShouldBe([1, 3, 3]);
        var csv = (await hub.GetAsync("/api/v1/rankings.csv?area=56")).Body;
        csv.ShouldContain("2026-10,province,56,");
        csv.ShouldContain(",mobile,viettel,1,1,300,");
        (await hub.GetAsync("/en/areas/56?month=2026-10")).Body.ShouldContain("2–3");
        (await hub.GetAsync("/api/v1/rankings?access=4g")).ShouldRefuse(400, "impossible-filter");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_operator_is_not_better_because_its_customers_live_where_lines_are_fast(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        // In either commune both are alike; one of them has most of its devices in the faster one.
        await hub.PublishAsync([
            .. Of("viettel", Communes[0], 300, 120),
            .. Of("viettel", Communes[1], 60, 30),
            .. Of("vnpt", Communes[0], 60, 120),
            .. Of("vnpt", Communes[1], 300, 30),
        ]);

        (await hub.FiguresAsync("56"))
            .Rankings.ShouldHaveSingleItem()
            .Operators.ShouldAllBe(one => one.BestRank == 1 && one.WorstRank == 2);
    }

    private static IEnumerable<MeasurementRow> Some(string brand, int devices, double mbps) =>
        Communes.SelectMany(commune => Of(brand, commune, devices, mbps));

    private static IEnumerable<MeasurementRow> Of(string brand, string commune, int devices, double mbps) =>
        SomeMonth.Runs(devices, brand, Access.Mobile4G, i => mbps * Math.Exp(0.4 * Math.Sin(1.7 * i)), commune);
}
