using System.Net.Sockets;
using Ispeed.Measure;
using Ispeed.Testing;

namespace Ispeed.TestPoint.Tests;

[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_of_download_allocates_for_its_reports_and_not_for_its_messages()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.UpgradeAsync(
            point,
            $"/throughput/v1/download?mid={Guid.CreateVersion7()}&streams=1&duration=10000",
            Patience
        );
        var load = Runs.Of(point).Single().LoadOf(Direction.Down);
        var buffer = new byte[16 << 10];
        var movedBefore = 0L;
        var allocatedBefore = 0L;

        // The first part warms up: pools fill, code is compiled.
        for (var part = 0; part < 2; part++)
        {
            movedBefore = load.Moved;
            allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            var until = TimeProvider.System.GetTimestamp() + TimeProvider.System.TimestampFrequency;
            while (TimeProvider.System.GetTimestamp() < until)
            {
                await client.Socket.ReceiveAsync(buffer, SocketFlags.None, Patience);
            }
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        var moved = load.Moved - movedBefore;
        TestContext.Current.TestOutputHelper?.WriteLine($"{moved} bytes moved, {allocated} allocated");
        allocated.ShouldBeLessThan(
            400_000,
            $"{moved} bytes were moved: 20 reports and 20 ticks are to cost some kilobytes each, messages nothing"
        );
    }
}
