using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.TestPoint.Tests;

/// <summary>Payload costs no allocation: what is allocated in a second goes to reports and ticks, whose number does not depend on the rate.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int MessageBytes = 65_536;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_of_download_allocates_for_its_reports_and_not_for_its_messages()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.UpgradeAsync(point, Path("download"), Patience);
        var buffer = new byte[64 << 10];
        var (moved, allocated) = await SecondOfAsync(point, Direction.Down, () => ReceiveWithoutWaiting(client.Socket, buffer));
        allocated.ShouldBeLessThan(150_000, $"{moved} bytes were moved: 4 reports and 50 ticks");
    }

    [Fact]
    public async Task A_second_of_upload_allocates_for_its_counts_and_not_for_its_messages()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.UpgradeAsync(point, Path("upload"), Patience);
        client.Socket.ReceiveBufferSize = 4 << 20; // the counts wait there unread
        var message = Message();
        var (moved, allocated) = await SecondOfAsync(point, Direction.Up, () => client.Socket.Send(message));
        allocated.ShouldBeLessThan(400_000, $"{moved} bytes were moved: up to 200 counts, 4 reports and 50 ticks");
    }

    [Theory]
    [InlineData("download", 1_000_000)] // the client's TLS waits in this process, too; an object for each message of 64 KiB would be more
    [InlineData("upload", 400_000)]
    public async Task Over_tls_a_second_allocates_no_more(string path, long most)
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions { Open = true, Tls = true }, Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(point.SecureUrl!).Port, Patience);
        await using var secure = new SslStream(
            new NetworkStream(socket),
            leaveInnerStreamOpen: false,
            static (_, certificate, _, _) => certificate is not null
        );
        await secure.AuthenticateAsClientAsync("localhost");
        await secure.WriteAsync(System.Text.Encoding.ASCII.GetBytes(RawClient.UpgradeRequest(Path(path))), Patience);
        var buffer = new byte[64 << 10];
        (await secure.ReadAsync(buffer, Patience)).ShouldBeGreaterThan(0);
        var message = Message();
        var down = path == "download";
        var (moved, allocated) = await SecondOfAsync(
            point,
            down ? Direction.Down : Direction.Up,
            () =>
            {
                if (down)
                {
                    secure.ReadExactly(buffer);
                }
                else
                {
                    secure.Write(message);
                }
            }
        );
        allocated.ShouldBeLessThan(most, $"{moved} bytes were moved");
    }

    [Fact]
    public async Task A_thousand_probes_allocate_next_to_nothing()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        var (socket, key) = await ProbeTests.AuthorizeAsync(point, run);
        using var _ = socket;
        var datagram = new byte[Probe.Size];
        var allocated = 0L;
        for (var part = 0; part < 2; part++) // the first part warms up
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (uint sequence = 0; sequence < 1000; sequence++)
            {
                new Probe(false, run, key, (uint)part * 1000 + sequence, 0, 0, 0).Write(datagram);
                socket.Send(datagram);
                ReceiveWithoutWaiting(socket, datagram);
            }

            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        allocated.ShouldBeLessThan(100_000, "ticks go on meanwhile, answers cost nothing");
    }

    // A receive that has to wait allocates, and this client lives in the process that is measured.
    private static int ReceiveWithoutWaiting(Socket socket, byte[] buffer) =>
        socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectRead) ? socket.Receive(buffer) : 0;

    private static string Path(string direction) => $"/throughput/v1/{direction}?mid={Guid.CreateVersion7()}&streams=1&duration=10000";

    private static byte[] Message()
    {
        var message = new byte[WebSocketFrame.LongestHead + MessageBytes];
        WebSocketFrame.Write(message, FrameKind.Binary, MessageBytes, 0x37FA213D);
        return message;
    }

    /// <summary>Payload moved and bytes allocated in a second of steps that allocate nothing themselves; a second before it warms up: pools fill, code is compiled.</summary>
    private static async Task<(long Moved, long Allocated)> SecondOfAsync(TestPointFixture point, Direction direction, Action step)
    {
        await Task.Yield();
        var load = Runs.Of(point).Single().LoadOf(direction);
        var (moved, allocated) = (0L, 0L);
        for (var part = 0; part < 2; part++)
        {
            moved = load.Moved;
            allocated = GC.GetTotalAllocatedBytes(precise: true);
            var until = TimeProvider.System.GetTimestamp() + TimeProvider.System.TimestampFrequency;
            while (TimeProvider.System.GetTimestamp() < until)
            {
                step();
            }
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        moved = load.Moved - moved;
        TestContext.Current.TestOutputHelper?.WriteLine($"{moved} bytes moved, {allocated} allocated");
        moved.ShouldBeGreaterThan(0);
        return (moved, allocated);
    }
}
