using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CsCheck;
using Ispeed.Testing;
using Ispeed.TestPoint.Foreign.Latency1;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.TestPoint.Tests.Foreign;

/// <summary>latency1 as MSAK's own client does it: the authorisation's body is the kick-off, what comes is sent back as it is.</summary>
public sealed class LatencyTests
{
    private static readonly TestPointOptions Some = new() { Open = true, Datagrams = true };

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("018f9c3e-0000-7000-8000-000000000001")]
    [InlineData("localtest")]
    public async Task Pings_come_are_echoed_and_the_result_has_their_round_trips(string mid)
    {
        await using var point = await TestPointFixture.StartAsync(Some, Patience);
        using var http = new HttpClient();
        var kickOff = await http.GetByteArrayAsync(At(point, $"authorize?mid={mid}"), Patience);
        using var client = Connect(point);
        await client.SendAsync(kickOff, Patience);
        var sequences = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            var ping = await client.ReceiveAsync(Patience);
            var packet = LatencyPacket.TryRead(ping.Buffer).ShouldNotBeNull();
            packet.Type.ShouldBe("s2c");
            sequences.Add(packet.Sequence);
            if (i != 7) // one is lost
            {
                await client.SendAsync(ping.Buffer, Patience);
            }
        }

        sequences.ShouldBe(Enumerable.Range(0, 40));
        using var result = JsonDocument.Parse(await http.GetStringAsync(At(point, $"result?mid={mid}"), Patience));
        var trips = result.RootElement.GetProperty("RoundTrips").EnumerateArray().ToList();
        trips[7].GetProperty("Lost").GetBoolean().ShouldBeTrue();
        trips.Take(39).Where((_, at) => at != 7).ShouldAllBe(trip => trip.GetProperty("RTT").GetInt32() > 0 && !HasLost(trip));
        result.RootElement.GetProperty("PacketsSent").GetInt32().ShouldBeGreaterThanOrEqualTo(40);
        result.RootElement.GetProperty("PacketsReceived").GetInt32().ShouldBeInRange(38, 39);
        (await http.GetAsync(At(point, $"result?mid={mid}"), Patience)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_kick_off_without_the_key_is_owed_one_ping_and_no_more_until_it_comes_back()
    {
        await using var point = await TestPointFixture.StartAsync(Some, Patience);
        using var http = new HttpClient();
        var mid = Guid.CreateVersion7();
        await http.GetByteArrayAsync(At(point, $"authorize?mid={mid}"), Patience);
        using var client = Connect(point);
        var kickOff = Encoding.ASCII.GetBytes($$"""{"Type":"c2s","ID":"{{mid}}","Seq":0}""");
        await client.SendAsync(kickOff, Patience);
        var first = await client.ReceiveAsync(Patience);
        first.Buffer.Length.ShouldBeLessThanOrEqualTo(kickOff.Length);
        (await ReceivesAsync(client, TimeSpan.FromMilliseconds(300))).ShouldBeFalse();

        await client.SendAsync(first.Buffer, Patience);
        (await ReceivesAsync(client, TimeSpan.FromSeconds(5))).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_address_than_the_one_that_authorised_gets_nothing()
    {
        await using var point = await TestPointFixture.StartAsync(Some, Patience);
        using var http = new HttpClient();
        var kickOff = await http.GetByteArrayAsync(At(point, $"authorize?mid={Guid.CreateVersion7()}"), Patience);
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        stranger.Connect(IPAddress.Loopback, PortOf(point));
        await stranger.SendAsync(kickOff, Patience);
        (await ReceivesAsync(stranger, TimeSpan.FromMilliseconds(300))).ShouldBeFalse();
    }

    [Fact]
    public void No_datagram_makes_the_reader_throw() =>
        Gen.OneOf(
                Gen.Byte.Array[0, 300],
                Gen.Char["""{}[]":,TypeIDSeqLastRTT0123456789-"""].Array[0, 200].Select(symbols => Encoding.UTF8.GetBytes(symbols))
            )
            .Sample(bytes => Should.NotThrow(() => LatencyPacket.TryRead(bytes)));

    private static bool HasLost(JsonElement trip) => trip.TryGetProperty("Lost", out _);

    private static int PortOf(TestPointFixture point) => point.Host.Services.GetRequiredService<LatencyPort>().Port!.Value;

    private static UdpClient Connect(TestPointFixture point)
    {
        var client = new UdpClient(AddressFamily.InterNetwork);
        client.Connect(IPAddress.Loopback, PortOf(point));
        return client;
    }

    private static async Task<bool> ReceivesAsync(UdpClient client, TimeSpan within)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        patience.CancelAfter(within);
        try
        {
            await client.ReceiveAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!Patience.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Uri At(TestPointFixture point, string pathAndQuery) => new($"http://127.0.0.1:{point.Port}/latency/v1/{pathAndQuery}");
}
