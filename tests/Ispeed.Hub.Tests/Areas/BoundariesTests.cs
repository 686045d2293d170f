using System.Globalization;
using System.Net;
using System.Text;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ispeed.Hub.Tests.Areas;

public sealed class BoundariesTests(Hubs hubs)
{
    private static readonly DateOnly Day = new(2026, 11, 1);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_imported_boundary_places_points_and_the_api_finds_them(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        (await hub.GetAsync("/api/v1/areas/locate?lat=12.25&lon=109.19")).ShouldRefuse(503, "no-boundaries");
        (await ImportAsync(hub, Collection(Square("22366", 109, 12), Square("22333", 110, 12, asProperty: true)))).ShouldBe(2);
        await hub.Services.GetServices<IHostedService>().OfType<AreaWatch>().Single().LookAsync(TestContext.Current.CancellationToken);

        var areas = hub.Services.GetRequiredService<AreaDirectory>();
        areas.FindByLocation(12.5, 109.5, Day)!.FullName.ShouldBe("Phường Nha Trang");
        areas.FindByLocation(12.5, 110.5, Day)!.Code.ShouldBe("22333");
        areas.FindByLocation(12.5, 110, Day)!.Code.ShouldBe("22333"); // on the border: the lower code, every time
        areas.FindByLocation(14, 109.5, Day).ShouldBeNull();
        areas.FindByLocation(12.5, 109.5, new(2025, 6, 1)).ShouldBeNull();
        areas.FindByLocation(double.NaN, 109.5, Day).ShouldBeNull();
        (await hub.GetAsync("/api/v1/areas/locate?lat=12.5&lon=109.5")).Body.ShouldContain("\"22366\"");
        (await hub.GetAsync("/api/v1/areas/locate?lat=95&lon=109.5")).ShouldRefuse(400, "malformed");
        (await hub.GetAsync("/api/v1/areas/locate?lat=14&lon=109.5")).ShouldRefuse(404, "unknown-area");

        // Again, with one changed: replaced, not doubled.
        (await ImportAsync(hub, Collection(Square("22366", 111, 12)))).ShouldBe(1);
        await using var db = hub.OpenDb();
        (await db.AreaBoundaries.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(2);
    }

    [Fact]
    public async Task A_file_with_bad_features_imports_nothing_and_names_each()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var bow =
            """{"type":"Feature","id":"22390","properties":{},"geometry":{"type":"Polygon","coordinates":[[[109,12],[110,13],[110,12],[109,13],[109,12]]]}}""";
        var point = """{"type":"Feature","id":"22402","properties":{},"geometry":{"type":"Point","coordinates":[109,12]}}""";
        var nameless =
            """{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[109,12],[110,12],[110,13],[109,12]]]}}""";
        var refused = await Should.ThrowAsync<StartRefused>(() =>
            ImportAsync(
                hub,
                Collection(
                    Square("22366", 109, 12),
                    Square("22366", 110, 12),
                    Square("99999", 109, 12),
                    Square("22333", 12, 109),
                    bow,
                    point,
                    nameless
                )
            )
        );
        foreach (
            var part in new[]
            {
                "6 faults",
                "feature 2 (22366)",
                "twice, first as feature 1",
                "feature 3 (99999)",
                "feature 4 (22333)",
                "latitude and longitude are swapped",
                "feature 5 (22390)",
                "self-intersection at 12.5 N 109.5 E; --mend",
                "feature 6 (22402)",
                "not a polygon",
                "feature 7 (without a code)",
            }
        )
        {
            refused.Message.ShouldContain(part);
        }

        await using var db = hub.OpenDb();
        (await db.AreaBoundaries.AnyAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"FeatureCollection","features":[]}""")]
    [InlineData(
        """{"type":"FeatureCollection","features":[{"type":"Feature","id":"1","properties":{},"geometry":{"type":"Polygon","coordinates":[[[1,2],[3]]]}}]}"""
    )]
    public async Task What_is_no_feature_collection_is_refused_in_a_sentence(string text)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        await Should.ThrowAsync<StartRefused>(() => ImportAsync(hub, text));
    }

    [Theory]
    [InlineData("/api/v1/areas", "\"56\"")]
    [InlineData("/api/v1/areas?q=truong%20sa", "Đặc khu Trường Sa")]
    [InlineData("/api/v1/areas?q=xyz", "[]")]
    [InlineData("/api/v1/areas/22366", "Phường Nha Trang")]
    [InlineData("/api/v1/areas/75?on=2026-01-01", "Tỉnh Đồng Nai")]
    public async Task Areas_are_found_over_http(string path, string expected)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var reply = await hub.GetAsync(path);
        reply.ShouldBe(HttpStatusCode.OK);
        System.Text.RegularExpressions.Regex.Unescape(reply.Body).ShouldContain(expected);
    }

    [Fact]
    public async Task An_area_that_does_not_exist_is_refused() =>
        (await (await hubs.OnAsync(Engine.Sqlite)).GetAsync("/api/v1/areas/99999")).ShouldRefuse(404, "unknown-area");

    private static async Task<int> ImportAsync(RunningHub hub, string json)
    {
        await using var db = hub.OpenDb();
        var imported = await ImportAreas.RunAsync(
            db,
            AreaList.ReadShipped(),
            [new("file.json", Encoding.UTF8.GetBytes(json))],
            new(Day, null),
            hub.Time.GetUtcNow(),
            new ImportProgress(TextWriter.Null, isTerminal: false),
            TestContext.Current.CancellationToken
        );
        return imported.Boundaries;
    }

    private static string Collection(params string[] features) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""";

    private static string Square(string code, double west, double south, bool asProperty = false)
    {
        var (e, n) = (west + 1, south + 1);
        var id = asProperty ? $"\"properties\":{{\"code\":\"{code}\"}}" : $"\"id\":\"{code}\",\"properties\":{{}}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"type\":\"Feature\",{id},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{west},{south}],[{e},{south}],[{e},{n}],[{west},{n}],[{west},{south}]]]}}}}"
        );
    }
}
