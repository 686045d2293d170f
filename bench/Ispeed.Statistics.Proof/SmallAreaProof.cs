using Ispeed.Statistics.SmallAreas;

namespace Ispeed.Statistics.Proof;

/// <summary>Cities whose median is known from many users, estimated from few: who comes nearest.</summary>
/// <param name="Devices">n users drawn in each city.</param>
/// <param name="Cities">Cities taken as the truth.</param>
/// <param name="Direct">Root mean square relative error of the city's own median.</param>
/// <param name="Pooled">Of one median for all.</param>
/// <param name="Shrunken">Of Fay and Herriot's.</param>
/// <param name="Coverage">Of the shrunken 95 % interval, widened as published without covariates.</param>
public sealed record SmallAreaProof(int Devices, int Cities, double Direct, double Pooled, double Shrunken, double Coverage)
{
    /// <summary>Users that make a city's median the truth.</summary>
    public const int FewestForTruth = 40;

    public static SmallAreaProof Of(IReadOnlyList<SpeedTest> tests, int devices, int repetitions, Random random) =>
        Of(
            [
                .. tests
                    .GroupBy(test => test.City, StringComparer.Ordinal)
                    .OrderBy(city => city.Key, StringComparer.Ordinal)
                    .Select(city => city.DeviceMedians())
                    .Where(medians => medians.Length >= FewestForTruth),
            ],
            devices,
            repetitions,
            random
        );

    public static SmallAreaProof Of(double[][] cities, int devices, int repetitions, Random random)
    {
        var truth = cities.Select(city => OrderStatistics.Quantile(city, 0.5)).ToArray();
        var (direct, pooled, shrunken, held) = (0.0, 0.0, 0.0, 0);
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            var samples = cities.Select(city => random.Sample(city, devices)).ToArray();
            var medians = samples.Select(sample => OrderStatistics.Quantile(sample, 0.5)).ToArray();
            var psi = PooledVariance.OfMedian(PooledVariance.SigmaOf(samples), devices);
            var model = FayHerriot.Fit([.. medians.Select(median => new DirectEstimate(Math.Log(median), psi))])!;
            var all = OrderStatistics.Quantile([.. samples.SelectMany(sample => sample).Order()], 0.5);
            for (var i = 0; i < cities.Length; i++)
            {
                direct += Squared(medians[i] / truth[i] - 1);
                pooled += Squared(all / truth[i] - 1);
                shrunken += Squared(model.Areas[i].Median / truth[i] - 1);
                held += model.Areas[i].Interval.Holds(truth[i]) ? 1 : 0;
            }
        }

        double count = repetitions * cities.Length;
        return new(devices, cities.Length, Math.Sqrt(direct / count), Math.Sqrt(pooled / count), Math.Sqrt(shrunken / count), held / count);
    }

    private static double Squared(double value) => value * value;
}
