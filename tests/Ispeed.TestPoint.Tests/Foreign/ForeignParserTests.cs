using System.Text;
using CsCheck;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Foreign.Http;
using Ispeed.TestPoint.Foreign.Ndt7;

namespace Ispeed.TestPoint.Tests.Foreign;

/// <summary>What reads bytes of other projects' clients: no bytes make it throw, and how they are cut into pieces changes nothing.</summary>
public sealed class ForeignParserTests
{
    [Fact]
    public void The_specification_and_the_code_state_the_same_limits()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "spec", "protocol.md"));
        var from = page.IndexOf("### Limits of foreign protocols", StringComparison.Ordinal);
        var section = page[from..page.IndexOf("\n## ", from, StringComparison.Ordinal)];
        var rows = section
            .Split('\n')
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Split('|'))
            .Select(cells => (cells[1].Trim(), cells[2].Trim()));
        rows.ShouldBe(ForeignLimits.AsTable());
    }

    [Fact]
    public void No_text_makes_the_ndt7_query_parser_throw() =>
        Gen.OneOf(Gen.String, Gen.Char["client_name=&%+0123456789abcdef\u1ebf"].Array[0, 100].Select(symbols => new string(symbols)))
            .Sample(text => NdtQuery.TryParse(text, out var fault) is null == fault.Length > 0);

    [Fact]
    public void No_text_makes_a_chunk_count_that_is_none() =>
        Gen.OneOf(Gen.String, Gen.Char["ckSize=&-0123456789"].Array[0, 40].Select(symbols => "ckSize=" + new string(symbols)))
            .Sample(text => LibreSpeedAnswers.ChunksOf(text) is >= 1 and <= ForeignLimits.MostChunks);

    [Fact]
    public void No_bytes_make_the_body_reader_throw_and_it_never_takes_more_than_there_is() =>
        Gen.Select(
                Gen.Int[-1, 300],
                Gen.OneOf(Gen.Byte.Array[0, 600], Gen.Char["0123af;\r\n x"].Array[0, 600].Select(s => Encoding.ASCII.GetBytes(s)))
            )
            .Sample(
                (length, bytes) =>
                {
                    var read = Read(length, bytes, [bytes.Length]);
                    return read.Taken <= bytes.Length && read.Content <= read.Taken && (length < 0 || read.Content <= length);
                }
            );

    [Fact]
    public void How_a_body_is_cut_into_pieces_changes_nothing() =>
        Gen.Select(Gen.Int[-1, 200], GenChunked, Gen.Int[1, 40].Array[1, 10])
            .Sample((length, bytes, cuts) => Read(length, bytes, [int.MaxValue]) == Read(length, bytes, cuts));

    [Fact]
    public void Chunks_are_counted_exactly_and_what_follows_is_left() =>
        Gen.Select(Gen.Int[1, 5000].Array[0, 6], Gen.Bool)
            .Sample(
                (sizes, extended) =>
                {
                    var body = Chunked(sizes, extended);
                    var read = Read(-1, [.. body, .. "GET / HTTP/1.1"u8], [17, 3, 400]);
                    return read == (BodyState.Ended, sizes.Sum(), body.Length);
                }
            );

    [Fact]
    public void A_body_beyond_the_limit_is_noticed_before_it_is_read()
    {
        new BodyReader(-1, 10).Take("b\r\n"u8, out _, out _).ShouldBe(BodyState.TooLarge);
        new BodyReader(-1, 10).Take("6\r\n123456\r\n5\r\n"u8, out _, out _).ShouldBe(BodyState.TooLarge);
        new BodyReader(-1, 10).Take("a\r\n1234567890\r\n0\r\n\r\n"u8, out _, out var content).ShouldBe(BodyState.Ended);
        content.ShouldBe(10);
    }

    private static Gen<byte[]> GenChunked =>
        Gen.Select(Gen.Int[1, 60].Array[0, 5], Gen.Bool).Select((sizes, extended) => Chunked(sizes, extended));

    private static byte[] Chunked(int[] sizes, bool extended)
    {
        var body = new StringBuilder();
        foreach (var size in sizes)
        {
            body.Append(System.Globalization.CultureInfo.InvariantCulture, $"{size:x}{(extended ? ";name=value" : "")}\r\n");
            body.Append('x', size).Append("\r\n");
        }

        body.Append(extended ? "0\r\nTrailer: some\r\n\r\n" : "0\r\n\r\n");
        return Encoding.ASCII.GetBytes(body.ToString());
    }

    private static (BodyState State, long Content, int Taken) Read(long length, byte[] bytes, int[] cuts)
    {
        var reader = new BodyReader(length, 1 << 20);
        var at = 0;
        long content = 0;
        var state = BodyState.More;
        for (var cut = 0; at < bytes.Length && state == BodyState.More; cut++)
        {
            var piece = bytes.AsSpan(at, Math.Min(cuts[cut % cuts.Length], bytes.Length - at));
            state = reader.Take(piece, out var taken, out var payload);
            (at, content) = (at + taken, content + payload);
        }

        return (state, content, at);
    }
}
