using Ispeed.Testing;
using Ispeed.TestPoint.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.TestPoint.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Liveness: gives up after 20 s, long beyond any limit that tests wait for.</summary>
    public static async Task HoldsAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Longest);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }
}

internal static class Runs
{
    public static IEnumerable<Run> Of(TestPointFixture point) => point.Host.Services.GetRequiredService<RunRegistry>().Running;

    public static PointCounters Counters(TestPointFixture point) => point.Host.Services.GetRequiredService<PointCounters>();
}
