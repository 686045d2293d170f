using Ispeed.Hub.Measurements;
using Ispeed.Hub.Points;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Points;

public sealed class ExpectedRatesTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Enough_devices_of_an_operator_tell_what_its_lines_reach_and_an_hour_later_it_is_made_anew(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await AddAsync(hub, "viettel", Access.Mobile4G, ExpectedRates.FewestDevices - 1, mbps: 90);
        await AddAsync(hub, "vnpt", Access.Fixed, ExpectedRates.FewestDevices, mbps: 5_000);
        await AddAsync(hub, "fpt", Access.Fixed, ExpectedRates.FewestDevices, mbps: 2);
        var rates = hub.Services.GetRequiredService<ExpectedRates>();

        (await rates.OfAsync(Access.Mobile4G, "viettel", Ending)).Mbps.ShouldBe(150, "one device is missing");
        (await rates.OfAsync(Access.Fixed, "vnpt", Ending)).Mbps.ShouldBe(1000, "no run reserves a whole point");
        (await rates.OfAsync(Access.Fixed, "fpt", Ending)).Mbps.ShouldBe(75, "nor does a slow month make it blind to a fast line");
        (await rates.OfAsync(Access.Fixed, null, Ending)).Mbps.ShouldBe(300);

        await AddAsync(hub, "viettel", Access.Mobile4G, 1, mbps: 90);
        (await rates.OfAsync(Access.Mobile4G, "viettel", Ending)).Mbps.ShouldBe(150);
        hub.Time.Move(TimeSpan.FromMinutes(61));
        (await rates.OfAsync(Access.Mobile4G, "viettel", Ending)).Mbps.ShouldBe(90);
    }

    private static async Task AddAsync(RunningHub hub, string code, Access access, int devices, double mbps)
    {
        await using var db = hub.OpenDb();
        var at = hub.Time.GetUtcNow() - TimeSpan.FromDays(1);
        db.AddRange(
            Enumerable
                .Range(0, devices)
                .Select(_ => new MeasurementRow
                {
                    Device = Guid.NewGuid(),
                    Id = Guid.CreateVersion7(at),
                    StartedAt = at,
                    ReceivedAt = at,
                    Method = "1",
                    Proof = Proof.Attested,
                    OperatorCode = code,
                    Access = access,
                    DownMbps = mbps,
                    DownLow = mbps * 0.95,
                    DownHigh = mbps * 1.05,
                    ClientName = "ispeed-cli",
                    ClientVersion = "0.1.0",
                    ClientSystem = "Linux",
                })
        );
        await db.SaveChangesAsync(Ending);
    }
}
