using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Demonstration;
using Ispeed.Hub.Exports;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Exports;

/// <summary>The demonstration's campaign in a city and some villages: twenty units, two rounds, published figures.</summary>
internal static class SomeRound
{
    public static readonly DateOnly Month = new(2026, 11, 1);

    private static readonly DateOnly Today = new(2026, 11, 22);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static async Task<RoundFigures> FillAsync(RunningHub hub)
    {
        var communes = new AreaDirectory(AreaList.ReadShipped())
            .Communes(DemonstrationProvince.Code, Today)
            .Where(commune => commune.Name is "Nha Trang" || commune.Name.Contains("Khánh Sơn", StringComparison.Ordinal));
        await using var db = hub.OpenDb();
        await FillDemonstration.FillAsync(db, new(1, [.. communes], Today), VietnamTime.StartOf(Today), TextWriter.Null, Ending);
        (await hub.PublishAsync()).ShouldBeTrue();
        return await ReadAsync(hub);
    }

    public static async Task<RoundFigures> ReadAsync(RunningHub hub)
    {
        await using var db = hub.OpenDb();
        var campaign = await db.Campaigns.AsNoTracking().SingleAsync(one => one.Key == DemonstrationCampaign.Key, Ending);
        var read = await ReadRound.ReadAsync(
            db,
            hub.Services.GetRequiredService<AreaDirectory>(),
            hub.Services.GetRequiredService<OperatorDirectory>(),
            campaign,
            Month,
            Ending
        );
        return read.ShouldNotBeNull();
    }
}
