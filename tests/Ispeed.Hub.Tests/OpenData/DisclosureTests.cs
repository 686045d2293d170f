using System.Globalization;
using System.Text;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.OpenData;

public sealed class DisclosureTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>Three devices measured 777.75 Mbit/s with NetNam in a place of their own: neither may show anywhere.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_cell_below_its_bar_is_on_no_surface(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await SeededMonth.StoreAsync(hub);
        await hub.Services.GetRequiredService<CoverageWatch>().MakeAsync(Ending);
        await hub.Services.GetRequiredService<ReleaseFolder>().MakeAsync(Ending);

        var surfaces = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Paths)
        {
            var reply = await hub.GetAsync(path);
            reply.ShouldBe(System.Net.HttpStatusCode.OK);
            surfaces[path] = reply.Body;
        }

        foreach (var name in hub.Services.GetRequiredService<ReleaseFolder>().NamesOf(new(SeededMonth.October, 1)))
        {
            surfaces[name] = Encoding.Latin1.GetString(
                await hub.Client.GetByteArrayAsync($"/api/v1/releases/2026-10.1/files/{name}", Ending)
            );
        }

        surfaces.Count.ShouldBe(Paths.Length + 11);
        var speed = SeededMonth.Telltale.ToString(CultureInfo.InvariantCulture);
        var tile = Quadkey.OfCell(SeededMonth.LonelyCell)!;
        foreach (var (name, content) in surfaces)
        {
            content.ShouldNotContain(speed, Case.Sensitive, name);
            content.ShouldNotContain("777,8", Case.Sensitive, name); // as the pages write it
            content.ShouldNotContain(SeededMonth.LonelyCell, Case.Sensitive, name);
            content.ShouldNotContain(tile[..10], Case.Sensitive, name);
        }

        // The walk sees what may be shown, so that it would see the rest.
        surfaces["/api/v1/figures?month=2026-10"].ShouldContain("66.4");
        surfaces["ispeed-2026-10.1-figures.csv"].ShouldContain("66.4");
        surfaces["ispeed-2026-10.1-figures.geojson"].ShouldContain("66.4");
        surfaces["ispeed-2026-10.1-tiles.csv"].ShouldContain(Quadkey.OfCell(Coverage.SeededCoverage.Cell)!);
    }

    private static readonly string[] Paths =
    [
        "/areas/22366?month=2026-10",
        "/areas/56?month=2026-10",
        "/areas/22366/plan",
        "/areas/56/plan",
        "/open-data",
        "/api/v1/areas/22366/figures?month=2026-10",
        "/api/v1/figures?month=2026-10",
        "/api/v1/figures.csv?month=2026-10",
        "/api/v1/figures?month=2026-10&release=1",
        "/api/v1/rankings",
        "/api/v1/rankings.csv",
        "/api/v1/releases/2026-10.1/manifest",
        "/api/v1/black-spots",
        "/api/v1/black-spots.csv",
        "/api/v1/black-spots.geojson",
        "/api/v1/sampling-plan?commune=22366",
        "/api/v1/sampling-plan.csv?province=56",
    ];
}
