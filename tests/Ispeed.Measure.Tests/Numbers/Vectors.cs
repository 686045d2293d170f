using System.Text.Json;

namespace Ispeed.Measure.Tests.Numbers;

/// <summary>The cases of spec/vectors, which the browser engine's tests read too.</summary>
internal static class Vectors
{
    public static TheoryData<string> Names(string file)
    {
        var names = new TheoryData<string>();
        foreach (var one in Read(file))
        {
            names.Add(one.GetProperty("name").GetString()!);
        }

        return names;
    }

    public static JsonElement Case(string file, string name) => Read(file).Single(one => one.GetProperty("name").GetString() == name);

    public static double[] Doubles(this JsonElement element, string property) =>
        [.. element.GetProperty(property).EnumerateArray().Select(value => value.GetDouble())];

    public static double Double(this JsonElement element, string property) => element.GetProperty(property).GetDouble();

    public static long Long(this JsonElement element, string property) => element.GetProperty(property).GetInt64();

    public static double? DoubleOrNull(this JsonElement element, string property) =>
        element.GetProperty(property) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    public static IEnumerable<(long Micros, long Bytes)> Points(this JsonElement element) =>
        element.GetProperty("points").EnumerateArray().Select(point => (point[0].GetInt64(), point[1].GetInt64()));

    public static void ShouldBeRelatively(this double actual, double expected, double tolerance) =>
        actual.ShouldBe(expected, Math.Max(Math.Abs(expected) * tolerance, 1e-12));

    private static JsonElement[] Read(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "spec", "vectors", file + ".json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.Clone())];
    }
}
