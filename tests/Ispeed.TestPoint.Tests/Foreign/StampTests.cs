using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using CsCheck;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Foreign.Stamp;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.TestPoint.Tests.Foreign;

public sealed class StampTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(44)] // STAMP, RFC 8762 section 4.2.1
    [InlineData(41)] // TWAMP with the padding that makes both directions equally long, RFC 6038
    [InlineData(200)]
    public async Task A_packet_comes_back_as_long_as_it_was_with_the_times_of_the_point(int length)
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true, Datagrams = true }, Patience);
        using var client = new UdpClient(AddressFamily.InterNetwork);
        client.Connect(IPAddress.Loopback, point.Host.Services.GetRequiredService<StampReflector>().Port!.Value);
        var request = new byte[length];
        BinaryPrimitives.WriteUInt32BigEndian(request, 77);
        BinaryPrimitives.WriteUInt64BigEndian(request.AsSpan(4), StampPacket.ToNtp(TimeProvider.System.GetUtcNow()));
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(12), 0x8001);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(14), 0xABCD); // session id, RFC 8972
        if (length > 44)
        {
            request[^1] = 99;
        }

        await client.SendAsync(request, Patience);
        var reply = (await client.ReceiveAsync(Patience)).Buffer;

        reply.Length.ShouldBe(length);
        BinaryPrimitives.ReadUInt32BigEndian(reply).ShouldBe(77u, "stateless: the sender's own number");
        reply[14..16].ShouldBe(request[14..16]);
        reply[24..38].ShouldBe(request[..14], "the sender's number, time and error estimate");
        reply[40].ShouldBe((byte)255);
        var sent = BinaryPrimitives.ReadUInt64BigEndian(request.AsSpan(4));
        var received = BinaryPrimitives.ReadUInt64BigEndian(reply.AsSpan(16));
        var replied = BinaryPrimitives.ReadUInt64BigEndian(reply.AsSpan(4));
        received.ShouldBeInRange(sent, replied);
        reply[^1].ShouldBe(length > 44 ? (byte)99 : reply[^1]);
    }

    [Theory]
    [InlineData(14)]
    [InlineData(40)]
    public async Task What_could_only_be_answered_by_more_bytes_is_not_answered(int length)
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true, Datagrams = true }, Patience);
        using var client = new UdpClient(AddressFamily.InterNetwork);
        client.Connect(IPAddress.Loopback, point.Host.Services.GetRequiredService<StampReflector>().Port!.Value);
        await client.SendAsync(new byte[length], Patience);
        await client.SendAsync(new byte[50], Patience);
        (await client.ReceiveAsync(Patience)).Buffer.Length.ShouldBe(50);
    }

    [Fact]
    public void A_reply_is_never_longer_and_no_bytes_make_the_reflector_throw() =>
        Gen
            .Byte.Array[0, ForeignLimits.StampLargestBytes]
            .Sample(packet =>
            {
                var before = packet.ToArray();
                var reflected = StampPacket.TryReflect(packet, 1, 2);
                return reflected == (before.Length >= 41)
                    && (reflected || packet.SequenceEqual(before))
                    && packet.Skip(44).SequenceEqual(before.Skip(44));
            });

    [Theory]
    [InlineData("1900-01-01T00:00:00Z", 0UL)]
    [InlineData("1970-01-01T00:00:00Z", 2_208_988_800UL << 32)]
    [InlineData("1970-01-01T00:00:00.5Z", (2_208_988_800UL << 32) | 0x8000_0000UL)]
    public void Ntp_time_counts_from_1900(string at, ulong ntp) =>
        StampPacket.ToNtp(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(ntp);
}
