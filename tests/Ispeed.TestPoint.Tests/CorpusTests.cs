using System.Security.Cryptography;
using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Foreign.Latency1;
using Ispeed.TestPoint.Foreign.Stamp;

namespace Ispeed.TestPoint.Tests;

/// <summary>The hostile bytes of spec/corpus, each taken or refused as its line says.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string, string, string> Heads => Read("http-head");

    public static TheoryData<string, string, string> Frames => Read("websocket-frame");

    public static TheoryData<string, string, string> Probes => Read("probe");

    public static TheoryData<string, string, string> Tokens => Read("token");

    public static TheoryData<string, string, string> ClientMessages => Read("client-message");

    public static TheoryData<string, string, string> LatencyPackets => Read("latency1");

    public static TheoryData<string, string, string> StampPackets => Read("stamp");

    [Theory, MemberData(nameof(Heads))]
    public void A_head_is_read_as_the_corpus_says(string expected, string bytes, string why) =>
        RequestHead.TryRead(Bytes(bytes), out _).ToString().ToLowerInvariant().ShouldBe(expected, why);

    [Theory, MemberData(nameof(Frames))]
    public void A_frame_head_is_read_as_the_corpus_says(string expected, string bytes, string why) =>
        WebSocketFrame.TryRead(Bytes(bytes), out _).ToString().ToLowerInvariant().ShouldBe(expected, why);

    [Theory, MemberData(nameof(Probes))]
    public void A_probe_is_read_as_the_corpus_says(string expected, string bytes, string why) =>
        (Probe.TryRead(Bytes(bytes), out _) ? "take" : "refuse").ShouldBe(expected, why);

    [Theory, MemberData(nameof(Tokens))]
    public void A_token_is_read_as_the_corpus_says(string expected, string token, string why)
    {
        (CompactSignature.TryReadKeyId(token, out _) ? "take" : "refuse").ShouldBe(expected, why);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CompactSignature.TryVerify(token, MeasureJson.Default.Ticket, key, "ispeed-ticket", out _).ShouldBeFalse("nobody signed it");
    }

    [Theory, MemberData(nameof(ClientMessages))]
    public void A_message_of_a_client_is_read_as_the_corpus_says(string expected, string bytes, string why) =>
        (CanRead(Bytes(bytes)) ? "take" : "refuse").ShouldBe(expected, why);

    [Theory, MemberData(nameof(LatencyPackets))]
    public void A_latency1_packet_is_read_as_the_corpus_says(string expected, string bytes, string why) =>
        (LatencyPacket.TryRead(Bytes(bytes)) is null ? "refuse" : "take").ShouldBe(expected, why);

    [Theory, MemberData(nameof(StampPackets))]
    public void A_stamp_packet_is_reflected_as_the_corpus_says_and_never_grows(string expected, string bytes, string why) =>
        (StampPacket.TryReflect(Bytes(bytes), 1, 2) ? "take" : "refuse").ShouldBe(expected, why);

    // As SendingPace reads wishes: what cannot be read is none, and the stream goes on.
    private static bool CanRead(byte[] text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, MeasureJson.Default.ClientMessage) is not null;
        }
        catch (JsonException)
        {
            return false; // refused
        }
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.Latin1.GetBytes(text);

    private static TheoryData<string, string, string> Read(string name)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "spec", "corpus", name + ".tsv")))
        {
            var parts = line.Split('\t');
            rows.Add(parts[0], JsonSerializer.Deserialize<string>(parts[1])!, parts[2]);
        }

        return rows;
    }
}
