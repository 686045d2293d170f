using System.Net;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.Tests.Publication;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;

namespace Ispeed.Hub.Tests.Portal;

/// <summary>The pages of operators and of black spots, asked on both databases.</summary>
public sealed class OperatorAndSpotPageTests(Hubs hubs)
{
    private const string Cell = "886521c4bffffff";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_operators_page_has_its_published_figures_and_nobody_elses(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await hub.PublishAsync([
            .. SomeMonth.Runs(120, access: Access.Mobile4G, mbps: i => 65 + i),
            .. SomeMonth.Runs(60, "vnpt", Access.Mobile4G, mbps: i => 320 + i),
            .. SomeMonth.Runs(3, "netnam", mbps: _ => 777.7),
        ]);

        var viettel = await PageAsync(hub, "/en/operators/viettel?month=2026-10");
        viettel.ShouldContain("126");
        viettel.ShouldContain("Tỉnh Khánh Hòa");
        viettel.ShouldNotContain("351");

        (await PageAsync(hub, "/en/operators/netnam?month=2026-10&access=fixed")).ShouldNotContain("777");
        (await PageAsync(hub, "/operators")).ShouldNotContain("777");
        (await hub.GetAsync("/operators/nobody")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Black_spots_are_listed_by_place_and_operator_and_can_be_filtered(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        (await PageAsync(hub, "/en/black-spots")).ShouldContain("The plan is not made yet");

        await AddAsync(hub, Spot("viettel", "56", "22366", isBlackSpot: true), Spot("vnpt", "01", null, isBlackSpot: false));

        var all = await PageAsync(hub, "/en/black-spots");
        all.ShouldContain("Phường Nha Trang, Tỉnh Khánh Hòa");
        all.ShouldContain("7 of 9");
        all.ShouldContain("2 cells");
        all.ShouldNotContain("class=\"cells\""); // places far apart make no map

        var province = await PageAsync(hub, "/en/black-spots?province=56");
        province.ShouldContain("1 cells");
        province.ShouldContain("class=\"cells\"");
        province.ShouldContain("/api/v1/black-spots.csv?limit=5000&province=56");

        var other = await PageAsync(hub, "/en/black-spots?operator=mobifone");
        other.ShouldContain("No black spot was found.");
        (await PageAsync(hub, "/en/operators/viettel")).ShouldContain("/en/black-spots?operator=viettel&province=56");
        (await PageAsync(hub, "/en/operators/vnpt")).ShouldContain("No black spot was found in this network."); // cold is not black
    }

    private static BlackSpotRow Spot(string code, string province, string? commune, bool isBlackSpot) =>
        new()
        {
            Cell = Cell,
            Operator = code,
            Medium = Media.Mobile,
            ProvinceCode = province,
            CommuneCode = commune,
            IsBlackSpot = isBlackSpot,
            IsCold = !isBlackSpot,
            Devices = 9,
            FailedDevices = 7,
            Days = 4,
            Rate = 0.71,
            Chance = 0.98,
        };

    private static async Task AddAsync(RunningHub hub, params BlackSpotRow[] spots)
    {
        await using var db = hub.OpenDb();
        db.AddRange(spots);
        db.Add(
            new CoverageState
            {
                Id = 1,
                From = new(2026, 9, 1),
                To = new(2026, 11, 26),
                ComputedAt = hub.Time.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> PageAsync(RunningHub hub, string path)
    {
        var answer = await hub.GetAsync(path);
        answer.ShouldBe(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(answer.Body);
    }
}
