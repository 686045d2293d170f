using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

public sealed class ProbeTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_probe_comes_back_as_long_as_it_was_with_what_the_point_knows()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        var (socket, key) = await AuthorizeAsync(point, run);
        using var _ = socket;
        ulong before = 0;
        for (uint sequence = 0; sequence < 5; sequence++)
        {
            var reply = (await AskAsync(socket, new Probe(false, run, key, sequence, 77 + sequence, 0, 0))).ShouldNotBeNull();
            reply.IsReply.ShouldBeTrue();
            reply.Sequence.ShouldBe(sequence);
            reply.ClientTime.ShouldBe(77 + sequence);
            reply.Received.ShouldBe(sequence + 1);
            reply.PointMicros.ShouldBeGreaterThanOrEqualTo(before);
            before = reply.PointMicros;
        }

        LoadClient.RecordOf(await LoadClient.FinishAsync(point, run, Patience)).ProbesReceived.ShouldBe(5);
    }

    [Fact]
    public async Task A_doubled_datagram_is_not_counted_twice()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        var (socket, key) = await AuthorizeAsync(point, run);
        using var _ = socket;
        var probe = new Probe(false, run, key, 0, 0, 0, 0);
        (await AskAsync(socket, probe))!.Value.Received.ShouldBe(1u);
        (await AskAsync(socket, probe))!.Value.Received.ShouldBe(1u);
    }

    [Fact]
    public async Task Nothing_but_a_request_with_a_known_key_is_answered()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var run = Guid.CreateVersion7();
        var (socket, key) = await AuthorizeAsync(point, run);
        using var _ = socket;
        var good = new Probe(false, run, key, 0, 0, 0, 0);
        await SendAsync(socket, good with { Key = key ^ 1 });
        await SendAsync(socket, good with { Run = Guid.CreateVersion7() });
        await SendAsync(socket, good with { IsReply = true });
        await SendAsync(socket, good with { Sequence = Limits.ProbesPerSession });
        await socket.SendAsync(new byte[Probe.Size], Patience);
        await socket.SendAsync(new byte[1], Patience);
        await socket.SendAsync(new byte[Probe.Size + 400], Patience);

        // The one good probe comes last and its reply first: the others got none.
        (await AskAsync(socket, good with { ClientTime = 42 }))!.Value.ClientTime.ShouldBe(42u);
        socket.Available.ShouldBe(0);
        Runs.Counters(point).ProbesDropped.ShouldBe(7);
    }

    [Fact]
    public async Task A_session_that_is_over_is_not_answered_any_more()
    {
        var limits = new PointLimits { ProbeSessionTime = TimeSpan.FromMilliseconds(1) };
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions(), limits, Patience);
        var run = Guid.CreateVersion7();
        var (socket, key) = await AuthorizeAsync(point, run);
        using var _ = socket;
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Patience);
        await SendAsync(socket, new Probe(false, run, key, 0, 0, 0, 0));
        await Eventually.HoldsAsync(() => Runs.Counters(point).ProbesDropped == 1, Patience);
        socket.Available.ShouldBe(0);
    }

    [Fact]
    public async Task A_ping_comes_back_as_it_was_over_websocket()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var socket = await LoadClient.OpenAsync(point, $"/ispeed/v1/ping?mid={Guid.CreateVersion7()}", Patience, "vn.ispeed.ping.v1");
        var buffer = new byte[256];
        for (var i = 0; i < 20; i++)
        {
            var text = System.Text.Encoding.UTF8.GetBytes($"{i} tiếng vọng");
            await socket.SendAsync(text, System.Net.WebSockets.WebSocketMessageType.Text, endOfMessage: true, Patience);
            var echo = await socket.ReceiveAsync(buffer.AsMemory(), Patience);
            buffer.AsSpan(0, echo.Count).SequenceEqual(text).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_ping_beyond_its_limit_is_too_large()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        using var client = await RawClient.UpgradeAsync(
            point,
            $"/ispeed/v1/ping?mid={Guid.CreateVersion7()}",
            Patience,
            "vn.ispeed.ping.v1"
        );
        await client.SendFrameAsync(FrameKind.Text, new byte[126], Patience);
        (await client.ReadToCloseAsync(Patience)).ShouldBe((ushort)1009);
    }

    internal static async Task<(Socket Socket, ulong Key)> AuthorizeAsync(TestPointFixture point, Guid run)
    {
        using var http = new HttpClient();
        var address = $"http://127.0.0.1:{point.Port}/latency/v1/authorize?mid={run}";
        var session = await http.GetFromJsonAsync(address, MeasureJson.Default.LatencyAuthorization, Patience);
        session!.Id.ShouldBe(run);
        session.Ispeed.Key.Length.ShouldBe(16);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(IPAddress.Loopback, session.Ispeed.Port, Patience);
        return (socket, ulong.Parse(session.Ispeed.Key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }

    private static async Task SendAsync(Socket socket, Probe probe)
    {
        var bytes = new byte[Probe.Size];
        probe.Write(bytes);
        await socket.SendAsync(bytes, Patience);
    }

    private static async Task<Probe?> AskAsync(Socket socket, Probe probe)
    {
        await SendAsync(socket, probe);
        var buffer = new byte[2048];
        var length = await socket.ReceiveAsync(buffer, Patience);
        length.ShouldBe(Probe.Size);
        return Probe.TryRead(buffer.AsSpan(0, length), out var reply) ? reply : null;
    }
}
