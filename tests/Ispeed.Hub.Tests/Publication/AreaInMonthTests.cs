using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Tests.Running;

namespace Ispeed.Hub.Tests.Publication;

/// <summary>Bắc Ninh (24) became a city on 20 September 2026, on the ground that it had.</summary>
public sealed class AreaInMonthTests(Hubs hubs)
{
    private static readonly AreaDirectory Areas = new(AreaList.ReadShipped());
    private static readonly DateOnly September = new(2026, 9, 1);

    [Fact]
    public void What_changed_its_kind_alone_is_the_same_ground_in_all_months_and_what_was_joined_is_not()
    {
        var city = Areas.Find("24", new(2026, 11, 25))!;
        city.ValidFrom.ShouldBe(new(2026, 9, 20));
        Areas.SameGround(city, new(2026, 3, 1))!.ValidFrom.ShouldBe(new(2025, 7, 1));
        Areas.SameGround(city, September).ShouldBe(city);
        Areas.SameGround(city, new(2025, 6, 1)).ShouldBeNull(); // Bắc Ninh and Bắc Giang
        var before = Areas.Find("24", new(2026, 9, 10))!;
        Areas.Settled(before, new(2026, 9, 10)).ShouldBe(city);
        Areas.Settled(before, new(2026, 8, 10)).ShouldBe(before);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_change_of_kind_within_a_month_does_not_divide_it_and_history_goes_on_through_it(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var commune = Areas.Communes("24", new(2026, 9, 10))[0].Code;
        await hub.PublishAsync([.. Runs(commune, new(2026, 9, 8)), .. Runs(commune, new(2026, 9, 25)), .. Runs(commune, new(2026, 8, 10))]);

        var figures = await Answer(hub, "area=24&month=2026-09&operator=all&access=all&hours=all");
        figures.Items.ShouldHaveSingleItem().Cell.Samples.ShouldBe(20);
        figures.Items[0].AreaFrom.ShouldBe(new(2026, 9, 20));

        var history = await Answer(hub, "area=24&areas=2026-11-25&from=2026-08&to=2026-09&operator=all&access=all&hours=all");
        history
            .Items.Select(item => (item.Month, item.AreaFrom, item.Cell.Samples))
            .ShouldBe([("2026-08", new(2025, 7, 1), 10), ("2026-09", new(2026, 9, 20), 20)]);
        history.OtherGround.ShouldBeEmpty();
        (await hub.GetAsync("/en/areas/24?month=2026-09")).Body.ShouldContain("August 2026");
        (await hub.GetAsync("/api/v1/figures?area=24&areas=1990-01-01")).ShouldRefuse(400, "impossible-filter");
        (await hub.GetAsync("/api/v1/figures?areas=2026-11-25")).ShouldRefuse(400, "impossible-filter");
    }

    private static async Task<ShowOpenFigures.Answer> Answer(RunningHub hub, string query) =>
        JsonSerializer.Deserialize<ShowOpenFigures.Answer>((await hub.GetAsync("/api/v1/figures?" + query)).Body, OpenAnswer.Json)!;

    private static IEnumerable<MeasurementRow> Runs(string commune, DateOnly day) =>
        Enumerable
            .Range(0, 10)
            .Select(i =>
                SomeMonth
                    .Run(i, mbps: 40 + i)
                    .With(row =>
                    {
                        row.StartedAt = VietnamTime.StartOf(day.AddDays(i % 4)).AddHours(10);
                        (row.ProvinceCode, row.CommuneCode) = ("24", commune);
                    })
            );
}
