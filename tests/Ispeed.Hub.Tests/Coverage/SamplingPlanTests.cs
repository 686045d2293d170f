using System.Text.Json;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Ispeed.Statistics;
using Ispeed.Statistics.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Coverage;

public sealed class SamplingPlanTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_commune_knows_how_many_devices_it_lacks_of_each_operator(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var rows = Enumerable
            .Range(0, 60)
            .Select(_ => SeededCoverage.Run(hub, Guid.NewGuid(), 1))
            .Concat(Enumerable.Range(0, 20).Select(_ => SeededCoverage.Run(hub, Guid.NewGuid(), 2, code: "vnpt")))
            .Concat(Enumerable.Range(0, 3).Select(_ => SeededCoverage.Run(hub, Guid.NewGuid(), 2, code: "netnam")))
            .ToArray();
        await hub.StoreAsync(rows.Append(SeededCoverage.Run(hub, rows[0].Device, 3))); // the same device again
        await hub.Services.GetRequiredService<CoverageWatch>().MakeAsync(Ending);

        var plans = (await PlansAsync(hub, "?commune=22366")).Items.ToDictionary(item => item.Operator, StringComparer.Ordinal);

        var density = MedianDensity
            .OfLog(PlanOf.SamplesOf(rows.Select(row => new PlannedRun(row.Device, "", null, null, row.StartedAt, row.DownMbps!.Value))))!
            .Value;
        var all = plans["all"];
        (all.Devices, all.MissingToOfficial).ShouldBe((83, 217));
        all.MissingToTenth.ShouldBe(Math.Max(0, SamplingPlan.DevicesFor(0.1, density) - 83));
        all.MissingToQuarter.ShouldBe(Math.Max(0, SamplingPlan.DevicesFor(0.25, density) - 83));
        plans["viettel"].Devices.ShouldBe(60);

        // Three devices of NetNam are not told, nor could they be had by subtraction: VNPT covers them.
        (plans["netnam"].Withheld, plans["netnam"].Devices, plans["netnam"].MissingToOfficial, plans["netnam"].IsAtLeast).ShouldBe(
            (Withholding.TooFewDevices, null, 291, true)
        );
        (plans["vnpt"].Withheld, plans["vnpt"].Devices, plans["vnpt"].MissingToOfficial).ShouldBe((Withholding.CoversAnother, null, null));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_commune_without_any_run_lacks_everything(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await hub.Services.GetRequiredService<CoverageWatch>().MakeAsync(Ending);

        var plan = (await PlansAsync(hub, "?commune=22366")).Items.ShouldHaveSingleItem();

        (plan.Operator, plan.Devices, plan.MissingToOfficial, plan.MissingToTenth).ShouldBe(("all", 0, 300, null));
        plan.ShortTimes.Count.ShouldBe(8);
        (await PlansAsync(hub, "?operator=all&limit=5000")).Items.Count.ShouldBe(3321);
    }

    [Fact]
    public void Cells_and_hours_with_four_devices_are_short_like_those_with_none()
    {
        var at = new DateTimeOffset(2026, 11, 3, 12, 30, 0, TimeSpan.Zero); // Tuesday, 19:30 in Viet Nam
        PlannedRun[] runs =
        [
            .. Enumerable.Range(0, 5).Select(_ => new PlannedRun(Guid.NewGuid(), "22366", "viettel", "a", at, 50)),
            .. Enumerable.Range(0, 4).Select(_ => new PlannedRun(Guid.NewGuid(), "22366", "viettel", "b", at.AddHours(12), 50)),
        ];

        var plan = PlanOf.Commune(runs, [], ["a", "b", "c"], null).Single().Plan;

        plan.Cells.ShouldBe(3);
        plan.ShortCells.ShouldBe(["b", "c"]);
        plan.ShortTimes.ShouldNotContain(WeekPart.WeekdayEvening);
        plan.ShortTimes.ShouldContain(WeekPart.WeekdayMorning);
    }

    [Theory]
    [InlineData("2026-11-03T16:00:00Z", "weekday-night")] // 23:00
    [InlineData("2026-11-02T22:59:59Z", "weekday-night")] // 05:59 on Tuesday
    [InlineData("2026-11-02T23:00:00Z", "weekday-morning")]
    [InlineData("2026-11-06T17:00:00Z", "weekend-night")] // Saturday, 00:00
    [InlineData("2026-11-07T11:00:00Z", "weekend-evening")]
    public void Parts_of_the_week_are_those_of_viet_nam(string instant, string expected) =>
        PlanOf.PartOf(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)).ToWire().ShouldBe(expected);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task While_another_hub_is_at_it_nothing_is_made_twice(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await using (var db = hub.OpenDb())
        {
            (await Lease.TakeAsync(db, "coverage", Guid.NewGuid(), hub.Time.GetUtcNow(), TimeSpan.FromMinutes(5), Ending)).ShouldBeTrue();
        }

        await hub.Services.GetRequiredService<CoverageWatch>().MakeAsync(Ending);
        (await PlansAsync(hub, "")).ComputedAt.ShouldBeNull();

        hub.Time.Move(TimeSpan.FromMinutes(6)); // it died
        await hub.Services.GetRequiredService<CoverageWatch>().MakeAsync(Ending);
        (await PlansAsync(hub, "?limit=1")).ComputedAt.ShouldNotBeNull();
    }

    private static async Task<ShowSamplingPlan.Answer> PlansAsync(RunningHub hub, string query)
    {
        var reply = await hub.GetAsync("/api/v1/sampling-plan" + query);
        reply.ShouldBe(System.Net.HttpStatusCode.OK);
        return JsonSerializer.Deserialize<ShowSamplingPlan.Answer>(reply.Body, OpenAnswer.Json)!;
    }
}
