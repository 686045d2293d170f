using System.Text;
using CsCheck;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;

namespace Ispeed.TestPoint.Tests;

/// <summary>What reads bytes of strangers: no bytes make it throw, and how they are cut into pieces changes nothing.</summary>
public sealed class ParserTests
{
    private const string Request =
        "GET /throughput/v1/download?mid=1&streams=2 HTTP/1.1\r\nHost: point\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: a, b\r\n\r\n";

    [Fact]
    public void A_head_is_read_whatever_follows_it()
    {
        RequestHead.TryRead(Encoding.ASCII.GetBytes(Request + "more"), out var head).ShouldBe(HeadRead.Whole);
        head!.Length.ShouldBe(Request.Length);
        head.Path.ShouldBe("/throughput/v1/download");
        head.Query.ShouldBe("mid=1&streams=2");
        head.UpgradesToWebSocket.ShouldBeTrue();
        head.WebSocketProtocols.ShouldBe("a, b");
        head.KeepAlive.ShouldBeTrue();
    }

    [Fact]
    public void Every_beginning_of_a_head_is_partial()
    {
        var bytes = Encoding.ASCII.GetBytes(Request);
        for (var length = 0; length < bytes.Length; length++)
        {
            RequestHead.TryRead(bytes.AsSpan(0, length), out _).ShouldBe(HeadRead.Partial);
        }
    }

    [Fact]
    public void No_bytes_make_the_head_parser_throw() =>
        Gen.Byte.Array[0, 9000].Sample(bytes => RequestHead.TryRead(bytes, out var head) == HeadRead.Whole == (head is not null));

    [Fact]
    public void No_damage_to_a_good_head_makes_the_parser_throw() =>
        Gen.Select(Gen.Int[0, Request.Length - 1], Gen.Byte, Gen.Int[0, Request.Length - 1], Gen.Byte)
            .Sample(
                (at, value, at2, value2) =>
                {
                    var bytes = Encoding.ASCII.GetBytes(Request);
                    bytes[at] = value;
                    bytes[at2] = value2;
                    return RequestHead.TryRead(bytes, out var head) == HeadRead.Whole == (head is not null);
                }
            );

    [Fact]
    public void No_text_makes_the_query_parser_throw() =>
        Gen.OneOf(Gen.String, Gen.Char["midstreams=&%0123456789abcdef-"].Array[0, 200].Select(symbols => new string(symbols)))
            .Sample(text => RequestQuery.TryParse(text, out var fault) is null == fault.Length > 0);

    [Fact]
    public void No_bytes_make_the_frame_reader_throw_and_it_always_goes_on() =>
        Gen.Byte.Array[0, 2000].Sample(bytes => Read(bytes, [bytes.Length]).Taken <= bytes.Length);

    [Fact]
    public void How_frames_are_cut_into_pieces_changes_nothing() =>
        Gen.Select(GenFrames, Gen.Int[1, 50].Array[1, 20])
            .Sample(
                (bytes, cuts) =>
                {
                    var whole = Read(bytes, [bytes.Length]);
                    var pieces = Read(bytes, cuts);
                    return whole.Load == pieces.Load && whole.Events.SequenceEqual(pieces.Events, StringComparer.Ordinal);
                }
            );

    [Fact]
    public void Load_is_counted_exactly() =>
        Gen.Int[0, 3000]
            .Array[1, 8]
            .Sample(sizes => Read([.. sizes.SelectMany(size => Frame(FrameKind.Binary, size))], [7, 1, 300]).Load == sizes.Sum());

    private static Gen<byte[]> GenFrames =>
        Gen.Select(
                Gen.Int[0, 3].Select(kind => new[] { FrameKind.Binary, FrameKind.Text, FrameKind.Ping, FrameKind.Pong }[kind]),
                Gen.Int[0, 125]
            )
            .Array[1, 8]
            .Select(frames => frames.SelectMany(frame => Frame(frame.Item1, frame.Item2)).ToArray());

    private static byte[] Frame(FrameKind kind, int size)
    {
        var frame = new byte[WebSocketFrame.LongestHead + size];
        var head = WebSocketFrame.Write(frame, kind, size, mask: 0x01020304);
        return frame[..(head + size)];
    }

    private static (long Load, int Taken, List<string> Events) Read(byte[] bytes, int[] cuts)
    {
        var frames = new ClientFrames(10_000, 200);
        long load = 0;
        var at = 0;
        List<string> events = [];
        for (var cut = 0; at < bytes.Length; cut++)
        {
            var piece = bytes.AsSpan(at, Math.Min(cuts[cut % cuts.Length], bytes.Length - at));
            while (piece.Length > 0)
            {
                var seen = frames.Step(piece, out var taken);
                if (seen is FrameEvent.Violation or FrameEvent.TooLarge)
                {
                    events.Add(seen.ToString());
                    return (load, at, events);
                }

                taken.ShouldBeGreaterThan(0, "a step that takes nothing would never end");
                piece = piece[taken..];
                at += taken;
                if (seen == FrameEvent.Load)
                {
                    load += taken;
                }
                else if (seen != FrameEvent.More)
                {
                    events.Add($"{seen} {Convert.ToHexString(frames.Content)}");
                }
            }
        }

        return (load, at, events);
    }
}
