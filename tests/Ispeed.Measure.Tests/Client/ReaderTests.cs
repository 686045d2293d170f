using CsCheck;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Tests.Client;

public sealed class ReaderTests
{
    private static readonly Gen<(FrameKind Kind, int Length)[]> AnyFrames = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 400])
        .Select(
            (i, length) => (new[] { FrameKind.Binary, FrameKind.Text, FrameKind.Pong, FrameKind.Binary }[i], i == 2 ? length % 126 : length)
        )
        .Array[0, 12];

    [Fact]
    public void A_stream_is_counted_alike_however_it_is_cut() =>
        Gen.Select(AnyFrames, Gen.Int[1, 50])
            .Sample(
                (frames, piece) =>
                {
                    var stream = new List<byte>();
                    foreach (var (kind, length) in frames)
                    {
                        var head = new byte[WebSocketFrame.LongestHead];
                        stream.AddRange(head.AsSpan(0, WebSocketFrame.Write(head, kind, length)));
                        stream.AddRange(Enumerable.Repeat((byte)'x', length));
                    }

                    var texts = new List<int>();
                    var controls = new List<int>();
                    var reader = new FrameReader(text => texts.Add(text.Length), (_, payload) => controls.Add(payload.Length));
                    foreach (var part in stream.Chunk(piece))
                    {
                        reader.Take(part).ShouldBeTrue();
                    }

                    reader.BinaryBytes.ShouldBe(frames.Where(frame => frame.Kind == FrameKind.Binary).Sum(frame => frame.Length));
                    texts.ShouldBe(frames.Where(frame => frame.Kind == FrameKind.Text).Select(frame => frame.Length));
                    controls.ShouldBe(frames.Where(frame => frame.Kind == FrameKind.Pong).Select(frame => frame.Length));
                }
            );

    [Fact]
    public void Half_a_frame_counts_as_far_as_it_came()
    {
        var head = new byte[WebSocketFrame.LongestHead];
        var length = WebSocketFrame.Write(head, FrameKind.Binary, 1000);
        var reader = new FrameReader(_ => { }, (_, _) => { });
        reader.Take(head.AsSpan(0, length)).ShouldBeTrue();
        reader.Take(new byte[123]).ShouldBeTrue();
        reader.BinaryBytes.ShouldBe(123);
    }

    [Fact]
    public void No_bytes_make_the_readers_throw() =>
        Gen
            .Byte.Array[0, 300]
            .Sample(bytes =>
            {
                new FrameReader(_ => { }, (_, _) => { }).Take(bytes);
                new HttpAnswer().Add(bytes);
                new HttpAnswer().Add([.. "HTTP/1.1 200 OK\r\n"u8, .. bytes, .. "\r\n\r\n"u8]);
            });

    [Fact]
    public void A_masked_frame_from_a_server_is_refused()
    {
        var head = new byte[WebSocketFrame.LongestHead];
        var length = WebSocketFrame.Write(head, FrameKind.Binary, 10, mask: 1);
        new FrameReader(_ => { }, (_, _) => { }).Take(head.AsSpan(0, length)).ShouldBeFalse();
    }

    [Fact]
    public void A_text_beyond_its_limit_is_refused_before_it_is_read()
    {
        var head = new byte[WebSocketFrame.LongestHead];
        var length = WebSocketFrame.Write(head, FrameKind.Text, Limits.TextMessageBytes + 1);
        new FrameReader(_ => { }, (_, _) => { }).Take(head.AsSpan(0, length)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("ws://point.example:8081", "point.example", 8081, false)]
    [InlineData("wss://point.example", "point.example", 443, true)]
    [InlineData("ws://[::1]:8081", "::1", 8081, false)]
    public void An_address_is_read(string text, string host, int port, bool secure)
    {
        PointAddress.TryParse(text, out var address, out _).ShouldBeTrue();
        address.ShouldBe(new PointAddress(host, port, secure));
    }

    [Theory]
    [InlineData("http://point.example", "ws://")]
    [InlineData("point.example:8081", "ws://")]
    [InlineData("ws://point.example/path", "without a path")]
    [InlineData("ws://point.example:0", "port 0")]
    [InlineData("", "ws://host:port")]
    public void A_wrong_address_says_what_to_write(string text, string words)
    {
        PointAddress.TryParse(text, out _, out var complaint).ShouldBeFalse();
        complaint!.ShouldContain(words);
    }

    [Fact]
    public void Loss_is_counted_per_direction_up_to_the_last_answer()
    {
        var log = new EchoLog(TimeProvider.System);
        Ask(log, 30);

        // The point saw 20 of the first 25, and 18 of its replies came back; the last five are still under way.
        for (uint i = 0; i < 18; i++)
        {
            Answer(log, i == 17 ? 24 : i, i == 17 ? 20 : i + 1);
        }

        log.Counts().ShouldBe([new ProbeCount(RunPhase.Latency, 25, 20, 18)]);
    }

    [Fact]
    public void What_a_phase_leaves_open_counts_in_the_next()
    {
        var log = new EchoLog(TimeProvider.System);
        Ask(log, 10);
        log.Begin(RunPhase.Download);
        Ask(log, 10);

        // Of the quiet line the last two are lost on the way to the point, of the loaded one the first is.
        for (uint i = 0; i < 8; i++)
        {
            Answer(log, i, i + 1);
        }

        for (uint i = 11; i < 20; i++)
        {
            Answer(log, i, i - 2);
        }

        log.Counts().ShouldBe([new ProbeCount(RunPhase.Latency, 8, 8, 8), new ProbeCount(RunPhase.Download, 12, 9, 9)]);
    }

    [Fact]
    public void An_answer_that_the_point_held_or_the_program_saw_late_is_not_the_lines_time()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var log = new EchoLog(time);
        log.Next();
        var sent = time.GetUtcNow();
        time.Advance(TimeSpan.FromMilliseconds(60));
        log.Answer(0, 1, held: TimeSpan.FromMilliseconds(3), arrived: sent.AddMilliseconds(43));
        log.Since(0).ShouldBe([40.0]);
    }

    [Fact]
    public void A_wall_clock_that_was_set_meanwhile_is_not_believed()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var log = new EchoLog(time);
        log.Next();
        var sent = time.GetUtcNow();
        time.Advance(TimeSpan.FromMilliseconds(60));
        log.Answer(0, 1, held: TimeSpan.Zero, arrived: sent.AddHours(1));
        log.Since(0).ShouldBe([60.0]);
    }

    private static void Ask(EchoLog log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            log.Next();
        }
    }

    private static void Answer(EchoLog log, uint sequence, long received) => log.Answer(sequence, received, TimeSpan.Zero, null);
}
