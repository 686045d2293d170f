namespace Ispeed.Statistics.Proof;

/// <summary>The tables of docs/statistics-proof.md.</summary>
internal static class Tables
{
    public static void Simulated(int cells, int seed)
    {
        Console.WriteLine($"### Simulated cells ({cells} each, seed {seed}): coverage of 95 % intervals\n");
        Console.WriteLine("| shape | n | median, order statistics | weighted median, Woodruff | ratio of medians, bootstrap |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (number, shape) in Shapes.All.Index())
        {
            foreach (var devices in new[] { 30, 100, 300, 1000 })
            {
                var row = SimulatedCoverage.Of(shape, devices, cells, new(seed + number * 10_000 + devices));
                Console.WriteLine($"| {shape} | {devices} | {row.Median:0.000} | {row.Weighted:0.000} | {row.Ratio:0.000} |");
            }
        }
    }

    public static void Measured(string name, IReadOnlyList<SpeedTest> tests, int cells, int seed)
    {
        var random = new Random(seed);
        Console.WriteLine($"\n### {name}: {tests.Count:N0} tests, {tests.DeviceMedians().Length:N0} users\n");
        Console.WriteLine("| n | coverage, every test counts | coverage, every device once |\n|---|---|---|");
        foreach (var devices in new[] { 30, 100, 300, 1000 })
        {
            var row = DeviceCoverage.Of(tests, devices, cells, random);
            Console.WriteLine($"| {devices} | {row.Naive:0.000} | {row.ByDevice:0.000} |");
        }

        Console.WriteLine("\n| plan | devices | achieved |\n|---|---|---|");
        foreach (var within in new[] { 0.1, 0.25 })
        {
            var row = PlanCheck.Of(tests, within, cells, random);
            Console.WriteLine($"| ± {within:0 %} | {row.Devices:N0} | {row.Achieved:0.000} |");
        }

        Console.WriteLine("\n| n | cities | RMSE direct | pooled | shrunken | coverage, shrunken |\n|---|---|---|---|---|---|");
        foreach (var devices in new[] { 6, 10, 20, 40, 80 })
        {
            var row = SmallAreaProof.Of(tests, devices, Math.Max(1, cells / 5), random);
            Console.WriteLine(
                $"| {devices} | {row.Cities} | {row.Direct:0 %} | {row.Pooled:0 %} | {row.Shrunken:0 %} | {row.Coverage:0.000} |"
            );
        }

        var ranking = RankingProof.Of(tests.OperatorSamples(), Math.Max(1, cells / 5), random);
        Console.WriteLine(
            $"\nRanking of {ranking.Operators} operators under dealt labels: false winner {ranking.FalseWinners:0.000}, any pair told apart {ranking.FalsePairs:0.000}."
        );
    }
}
