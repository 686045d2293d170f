using Ispeed.Statistics.Resampling;
using Ispeed.Statistics.Weighting;

namespace Ispeed.Statistics.Comparing;

/// <summary>The sample of one device of one operator in one place.</summary>
/// <param name="Operator">The operator's number.</param>
/// <param name="Stratum">The commune's, or another place's, number.</param>
/// <param name="Device">The device's number.</param>
/// <param name="Value">Positive.</param>
public readonly record struct OperatorSample(int Operator, int Stratum, long Device, double Value);

/// <summary>
/// The places where all compared operators have devices, each place weighing its population with every operator. Without it the operator with more
/// devices in cities would win by where its customers live.
/// </summary>
internal static class CommonSupport
{
    /// <summary>Devices that an operator needs on the common support.</summary>
    public const int FewestDevices = 300;

    /// <summary>
    /// And effective devices there: where a few devices stand for most of the people, drawing them again says little of what others would have had. Weights
    /// are not cut as in raking, because cutting would bring back where customers live.
    /// </summary>
    public const int FewestEffective = 100;

    /// <summary>
    /// The operators that can be compared, by number, with their weighted samples there. While one of them has fewer than <see cref="FewestDevices"/>
    /// devices or <see cref="FewestEffective"/> effective ones on what is common, the one in the fewest places leaves: it costs the others most.
    /// </summary>
    /// <param name="samples">One a device, operator and place.</param>
    /// <param name="populationOf">Of a stratum; null to take the devices of the compared operators there.</param>
    public static SortedDictionary<int, DeviceValue[]> Of(IEnumerable<OperatorSample> samples, Func<int, double>? populationOf)
    {
        var byOperator = samples
            .GroupBy(sample => sample.Operator)
            .Where(group => group.Count() >= FewestDevices)
            .ToDictionary(group => group.Key, group => group.ToLookup(sample => sample.Stratum));
        while (byOperator.Count > 0)
        {
            var common = byOperator
                .Values.Select(strata => strata.Select(stratum => stratum.Key))
                .Aggregate((shared, strata) => shared.Intersect(strata))
                .ToHashSet();
            var weighted = Weighted(byOperator, common, populationOf);
            if (weighted.Values.All(Suffices))
            {
                return weighted;
            }

            byOperator.Remove(
                byOperator
                    .OrderBy(pair => pair.Value.Count)
                    .ThenBy(pair => pair.Value.Sum(stratum => stratum.Count()))
                    .ThenBy(pair => pair.Key)
                    .First()
                    .Key
            );
        }

        return [];
    }

    private static SortedDictionary<int, DeviceValue[]> Weighted(
        Dictionary<int, ILookup<int, OperatorSample>> byOperator,
        HashSet<int> common,
        Func<int, double>? populationOf
    )
    {
        var population = common.ToDictionary(
            stratum => stratum,
            stratum => populationOf?.Invoke(stratum) ?? byOperator.Values.Sum(strata => strata[stratum].Count())
        );
        var weighted = new SortedDictionary<int, DeviceValue[]>();
        foreach (var (number, strata) in byOperator)
        {
            var values = common
                .Order()
                .SelectMany(stratum =>
                {
                    var own = strata[stratum].ToArray();
                    return own.Select(sample => new DeviceValue(sample.Device, sample.Value, population[stratum] / own.Length));
                })
                .ToArray();
            weighted.Add(number, values);
        }

        return weighted;
    }

    private static bool Suffices(DeviceValue[] samples) =>
        samples.Length >= FewestDevices && WeightedSample.Of(samples).EffectiveCount >= FewestEffective;
}
