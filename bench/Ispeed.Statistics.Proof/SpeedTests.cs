using System.Globalization;
using System.IO.Compression;
using Ispeed.Statistics.Comparing;

namespace Ispeed.Statistics.Proof;

/// <summary>One test of a public data set.</summary>
public sealed record SpeedTest(string User, string Operator, string City, double Mbps);

/// <summary>Files of tests with repeated users: CSV, gzip when the name says so, with the columns user, operator, region, city, mbps in any order.</summary>
public static class SpeedTests
{
    /// <exception cref="FormatException">A column is missing or a line has no number; names the line.</exception>
    public static IReadOnlyList<SpeedTest> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(plain);
        var header = (reader.ReadLine() ?? "").Split(',');
        int Column(string name) =>
            Array.IndexOf(header, name) is >= 0 and var at ? at : throw new FormatException($"{path} has no column {name}.");
        var (user, by, region, city, mbps) = (Column("user"), Column("operator"), Column("region"), Column("city"), Column("mbps"));
        var tests = new List<SpeedTest>();
        for (var number = 2; reader.ReadLine() is { } line; number++)
        {
            var cells = line.Split(',');
            if (cells.Length != header.Length || !double.TryParse(cells[mbps], CultureInfo.InvariantCulture, out var speed))
            {
                throw new FormatException($"{path}, line {number}: {header.Length} columns with a speed were expected.");
            }

            if (speed > 0)
            {
                tests.Add(new(cells[user], cells[by], $"{cells[region]}/{cells[city]}", speed));
            }
        }

        return tests;
    }

    /// <summary>One value a user.</summary>
    public static double[] DeviceMedians(this IEnumerable<SpeedTest> tests) =>
        DeviceSamples.Of(tests.Select(test => (test.User, test.Mbps)));

    /// <summary>One value a user, operator and city.</summary>
    public static OperatorSample[] OperatorSamples(this IEnumerable<SpeedTest> tests)
    {
        var (operators, cities, users) = (new Numbers(), new Numbers(), new Numbers());
        return
        [
            .. tests
                .GroupBy(test => (test.User, test.Operator, test.City))
                .Select(group => new OperatorSample(
                    operators.Of(group.Key.Operator),
                    cities.Of(group.Key.City),
                    users.Of(group.Key.User),
                    group.DeviceMedians()[0]
                )),
        ];
    }

    private sealed class Numbers
    {
        private readonly Dictionary<string, int> _of = new(StringComparer.Ordinal);

        public int Of(string name) => _of.TryGetValue(name, out var number) ? number : _of[name] = _of.Count;
    }
}
