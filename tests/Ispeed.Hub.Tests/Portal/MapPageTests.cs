using System.Net;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Cartography;
using Ispeed.Hub.Tests.Publication;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Microsoft.Extensions.DependencyInjection;
using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Tests.Portal;

/// <summary>The map pages, asked on both databases.</summary>
public sealed class MapPageTests(Hubs hubs)
{
    private const string October = "month=2026-10";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_country_without_boundaries_is_34_tiles_with_the_figures_that_are_published(Engine engine)
    {
        await using var hub = await WithFiguresAsync(engine);

        var page = await PageAsync(hub, $"/en/map?{October}");

        Count(page, " href=\"/en/map/").ShouldBe(34 + 2); // both archipelagos lead to their provinces
        page.ShouldContain("Tỉnh Khánh Hòa: 106");
        page.ShouldContain("class=\"area band-3\"");
        page.ShouldContain("Thành phố Hà Nội: not enough samples");
        page.ShouldContain(">Hoàng Sa</text>");
        page.ShouldContain(">Trường Sa</text>");
        page.ShouldContain(">East Sea</text>");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Colours_follow_the_access_and_the_operator_asked_for(Engine engine)
    {
        await using var hub = await WithFiguresAsync(engine);

        (await PageAsync(hub, $"/en/map/56?{October}&access=fixed")).ShouldContain("Phường Nha Trang: 252");
        (await PageAsync(hub, $"/en/map/56?{October}&access=mobile&operator=viettel")).ShouldContain("Phường Nha Trang: 126");
        (await PageAsync(hub, $"/en/map/56?{October}&access=mobile&operator=vnpt")).ShouldContain("Phường Nha Trang: not enough samples");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_withheld_is_on_no_map(Engine engine)
    {
        await using var hub = await WithFiguresAsync(engine);
        foreach (var path in new[] { "/map", "/map/56" })
        {
            foreach (var access in new[] { "mobile", "4g", "5g", "fixed" })
            {
                (await PageAsync(hub, $"{path}?{October}&access={access}&operator=netnam")).ShouldNotContain("777");
                (await PageAsync(hub, $"{path}?{October}&access={access}")).ShouldNotContain("777");
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task With_boundaries_a_province_is_drawn_by_commune_and_few_samples_are_dotted(Engine engine)
    {
        await using var hub = await WithFiguresAsync(engine);
        await ImportAsync(hub, ("22366", 109.1, 12.2), ("22402", 109.3, 12.2), ("00004", 105.8, 21.0));

        var province = await PageAsync(hub, $"/en/map/56?{October}");
        Count(province, " fill-rule=\"evenodd\"").ShouldBe(2);
        province.ShouldContain("class=\"area band-4\""); // 120 devices
        province.ShouldContain("fill=\"url(#few-1)\""); // 40 devices
        province.ShouldContain("only 40 samples");
        province.ShouldContain(">Trường Sa</text>");
        province.ShouldNotContain(">Hoàng Sa</text>");

        var country = await PageAsync(hub, $"/en/map?{October}");
        Count(country, " fill-rule=\"evenodd\"").ShouldBe(2); // Hà Nội and Khánh Hòa
        country.ShouldContain(">Hoàng Sa</text>");
        country.ShouldContain(">Trường Sa</text>");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_map_that_was_asked_for_before_shows_what_is_published_since(Engine engine)
    {
        await using var hub = await WithFiguresAsync(engine);
        var path = $"/en/map/56?{October}";
        (await PageAsync(hub, path)).ShouldContain("Phường Nha Trang: 126");
        (await PageAsync(hub, path)).ShouldContain("Phường Nha Trang: 126");
        await hub.PublishAsync(SomeMonth.Runs(200, access: Access.Mobile4G, mbps: i => 300 + i));
        (await PageAsync(hub, path)).ShouldContain("Phường Nha Trang: 3");
    }

    [Fact]
    public async Task The_table_is_sorted_as_asked_and_what_has_no_figure_stands_last()
    {
        await using var hub = await WithFiguresAsync(Engine.Sqlite);
        var byName = await PageAsync(hub, $"/en/map/56?{October}");
        var byDownload = await PageAsync(hub, $"/en/map/56?{October}&sort=download");
        Order(byName, "Phường Nam Nha Trang", "Phường Nha Trang").ShouldBeLessThan(0);
        Order(byDownload, "Phường Nam Nha Trang", "Phường Nha Trang").ShouldBeGreaterThan(0);

        static int Order(string page, string one, string other)
        {
            var table = page[page.IndexOf("<table", StringComparison.Ordinal)..];
            return table.IndexOf(one, StringComparison.Ordinal) - table.IndexOf(other, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_be_read_in_the_address_is_as_if_not_asked()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var usual = WithoutAddress(await PageAsync(hub, "/map"));
        WithoutAddress(await PageAsync(hub, "/map?month=2019-02&access=pigeon&operator=nobody&sort=42")).ShouldBe(usual);

        // The link to the other language and those for search engines repeat what was asked.
        static string WithoutAddress(string page) => page[page.IndexOf("<main", StringComparison.Ordinal)..];
    }

    [Theory]
    [InlineData("/map/00")]
    [InlineData("/map/22366")]
    public async Task What_is_no_province_has_no_map(string path)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        (await hub.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<RunningHub> WithFiguresAsync(Engine engine)
    {
        var hub = await hubs.AloneAsync(engine);
        await hub.PublishAsync([
            .. SomeMonth.Runs(120, access: Access.Mobile4G, mbps: i => 65 + i),
            .. SomeMonth.Runs(40, access: Access.Mobile4G, mbps: i => 10 + i / 10.0, commune: "22402"),
            .. SomeMonth.Runs(60, "vnpt", mbps: i => 220 + i),
            .. SomeMonth.Runs(3, "netnam", mbps: _ => 777.7),
            .. SomeMonth.Runs(3, "netnam", Access.Mobile4G, mbps: _ => 777.7, commune: "22402"),
        ]);
        return hub;
    }

    private static async Task ImportAsync(RunningHub hub, params (string Code, double West, double South)[] squares)
    {
        await using var db = hub.OpenDb();
        db.AddRange(
            squares.Select(square => new AreaBoundary
            {
                Code = square.Code,
                ValidFrom = new(2025, 7, 1),
                ImportedAt = hub.Time.GetUtcNow(),
                West = square.West,
                South = square.South,
                East = square.West + 0.2,
                North = square.South + 0.2,
                Wkb = new GeometryFactory().ToGeometry(new(square.West, square.West + 0.2, square.South, square.South + 0.2)).AsBinary(),
            })
        );
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await hub.Services.GetRequiredService<MapDrawings>().LookAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> PageAsync(RunningHub hub, string path)
    {
        var answer = await hub.GetAsync(path);
        answer.ShouldBe(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(answer.Body);
    }

    private static int Count(string page, string what) => page.Split(what).Length - 1;
}
