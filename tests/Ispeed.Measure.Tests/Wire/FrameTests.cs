using CsCheck;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Tests.Wire;

public sealed class FrameTests
{
    private static readonly Gen<FrameKind> AnyKind = Gen.Int[0, 2].Select(kind => (FrameKind)kind);

    [Fact]
    public void A_head_that_is_written_is_read_back() =>
        Gen.Select(AnyKind, Gen.Long[0, long.MaxValue], Gen.UInt, Gen.Bool)
            .Sample(
                (kind, length, mask, masked) =>
                {
                    var bytes = new byte[WebSocketFrame.LongestHead];
                    var written = WebSocketFrame.Write(bytes, kind, length, masked ? mask : null);
                    WebSocketFrame.TryRead(bytes.AsSpan(0, written), out var frame).ShouldBe(FrameRead.Whole);
                    frame.ShouldBe(new WebSocketFrame(kind, true, length, masked ? mask : null, written));
                }
            );

    [Fact]
    public void A_head_cut_short_asks_for_more() =>
        Gen.Select(AnyKind, Gen.Long[0, long.MaxValue], Gen.UInt)
            .Sample(
                (kind, length, mask) =>
                {
                    var bytes = new byte[WebSocketFrame.LongestHead];
                    var written = WebSocketFrame.Write(bytes, kind, length, mask);
                    for (var cut = 0; cut < written; cut++)
                    {
                        WebSocketFrame.TryRead(bytes.AsSpan(0, cut), out _).ShouldBe(FrameRead.Partial);
                    }
                }
            );

    [Fact]
    public void No_bytes_make_the_reader_throw_or_promise_the_impossible() =>
        Gen
            .Byte.Array[0, 20]
            .Sample(bytes =>
            {
                if (WebSocketFrame.TryRead(bytes, out var frame) == FrameRead.Whole)
                {
                    frame.PayloadLength.ShouldBeGreaterThanOrEqualTo(0);
                    frame.HeadLength.ShouldBeInRange(2, Math.Min(bytes.Length, WebSocketFrame.LongestHead));
                }
            });

    [Theory]
    [InlineData(new byte[] { 0xF2, 0x00 })] // reserved bits
    [InlineData(new byte[] { 0x83, 0x00 })] // reserved kind
    [InlineData(new byte[] { 0x09, 0x00 })] // fragmented ping
    [InlineData(new byte[] { 0x88, 0x7E, 0x00, 0x80 })] // long close
    [InlineData(new byte[] { 0x82, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0 })] // negative length
    public void What_the_protocol_forbids_is_refused(byte[] bytes) => WebSocketFrame.TryRead(bytes, out _).ShouldBe(FrameRead.Invalid);

    [Fact]
    public void Masking_twice_gives_the_payload_back_in_whatever_pieces() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.UInt, Gen.Int[0, 100])
            .Sample(
                (payload, mask, cut) =>
                {
                    var bytes = payload.ToArray();
                    cut = Math.Min(cut, bytes.Length);
                    WebSocketFrame.ApplyMask(bytes, mask);
                    WebSocketFrame.ApplyMask(bytes.AsSpan(0, cut), mask);
                    WebSocketFrame.ApplyMask(bytes.AsSpan(cut), mask, cut);
                    bytes.ShouldBe(payload);
                }
            );

    [Fact]
    public void The_masked_hello_of_the_standard_is_read()
    {
        byte[] bytes = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]; // RFC 6455 section 5.7
        WebSocketFrame.TryRead(bytes, out var frame).ShouldBe(FrameRead.Whole);
        WebSocketFrame.ApplyMask(bytes.AsSpan(frame.HeadLength), frame.Mask!.Value);
        bytes[frame.HeadLength..].ShouldBe("Hello"u8.ToArray());
    }
}
