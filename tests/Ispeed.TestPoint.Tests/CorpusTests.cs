using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Data;

namespace Ispeed.TestPoint.Tests;

/// <summary>The hostile bytes of spec/corpus, each taken or refused as its line says.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string, string, string> Heads => Read("http-head");

    public static TheoryData<string, string, string> Frames => Read("websocket-frame");

    public static TheoryData<string, string, string> Probes => Read("probe");

    [Theory, MemberData(nameof(Heads))]
    public void A_head_is_read_as_the_corpus_says(string expected, string bytes, string why) =>
        RequestHead.TryRead(Bytes(bytes), out _).ToString().ToLowerInvariant().ShouldBe(expected, why);

    [Theory, MemberData(nameof(Frames))]
    public void A_frame_head_is_read_as_the_corpus_says(string expected, string bytes, string why) =>
        WebSocketFrame.TryRead(Bytes(bytes), out _).ToString().ToLowerInvariant().ShouldBe(expected, why);

    [Theory, MemberData(nameof(Probes))]
    public void A_probe_is_read_as_the_corpus_says(string expected, string bytes, string why) =>
        (Probe.TryRead(Bytes(bytes), out _) ? "take" : "refuse").ShouldBe(expected, why);

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
