using System.Diagnostics;
using Ispeed.Statistics.Hiding;
using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.Sketches;

namespace Ispeed.Statistics.Proof;

/// <summary>What the heavier functions cost at the size of the country.</summary>
internal static class Cost
{
    private const int Provinces = 34;
    private const int Operators = 5;

    public static void Print(int communes, int seed)
    {
        Console.WriteLine("\n### Cost on this machine\n\n| what | size | time |\n|---|---|---|");
        var random = new Random(seed);
        DeviceValue[] samples = [.. Enumerable.Range(0, 1000).Select(i => new DeviceValue(i, 30 * Math.Exp(random.Normal())))];
        Row("replicates of a median", "1,000 devices, B = 1,000", () => MedianReplicates.Of(samples, 1, 1000));
        Row(
            "adding to a sketch",
            "1,000,000 values",
            () =>
            {
                var sketch = new QuantileSketch();
                for (var i = 0; i < 1_000_000; i++)
                {
                    sketch.Add(samples[i % samples.Length].Value);
                }
            }
        );
        var (devices, relations) = Country(communes, random);
        Withholding[] decided = [];
        Row(
            "hiding cells of operators × communes, provinces, country",
            $"{devices.Count:N0} cells, {relations.Count:N0} sums",
            () => decided = ComplementarySuppression.Decide(devices, relations, _ => Disclosure.FewestDevicesOfOperatorInCommune)
        );
        Console.WriteLine(
            $"\nHidden: {decided.Count(one => one is Withholding.TooFewDevices):N0} too small, {decided.Count(one => one is Withholding.CoversAnother):N0} to cover them."
        );
    }

    private static void Row(string what, string size, Action work)
    {
        work(); // once for the compiler
        var started = Stopwatch.GetTimestamp();
        work();
        Console.WriteLine($"| {what} | {size} | {Stopwatch.GetElapsedTime(started).TotalMilliseconds:N0} ms |");
    }

    // Communes of very different sizes, so that every kind of cell occurs: operators of nobody, small ones, large ones.
    private static (List<int> Devices, List<Relation> Relations) Country(int communes, Random random)
    {
        var (devices, relations) = (new List<int>(), new List<Relation>());
        int Add(int count)
        {
            devices.Add(count);
            return devices.Count - 1;
        }

        int Whole(IReadOnlyList<int> parts)
        {
            var whole = Add(parts.Sum(part => devices[part]));
            relations.Add(new(whole, parts));
            return whole;
        }

        int[] Sum(int[][] places)
        {
            int[] sums = [.. Enumerable.Range(0, Operators + 1).Select(at => Whole([.. places.Select(place => place[at])]))];
            relations.Add(new(sums[^1], sums[..^1]));
            return sums;
        }

        int[] Commune()
        {
            var size = 60 * Math.Exp(1.2 * random.Normal());
            int[] own = [.. Enumerable.Range(0, Operators).Select(at => Add((int)(size * Math.Exp(-0.7 * at) * random.NextDouble())))];
            return [.. own, Whole(own)];
        }

        Sum([.. Enumerable.Range(0, Provinces).Select(_ => Sum([.. Enumerable.Range(0, communes).Select(_ => Commune())]))]);
        return (devices, relations);
    }
}
