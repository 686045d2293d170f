using Ispeed.Statistics.Comparing;

namespace Ispeed.Statistics.Places;

/// <summary>
/// Places whose surroundings are slow together: Gi* of J. K. Ord and A. Getis (Geographical Analysis 27, 1995), one-sided, with the share of false
/// findings held at 5 % over all places.
/// </summary>
public static class ColdSpots
{
    /// <summary>Of the places reported, at most this share is false in the mean.</summary>
    public const double FalseDiscoveryRate = 0.05;

    /// <summary>
    /// z = (Σⱼ xⱼ − x̄ k)/(S √((n k − k²)/(n − 1))) over the k places around and with place i, S² = Σ x²/n − x̄². 0 everywhere when all values are equal
    /// or a place has all others around it.
    /// </summary>
    /// <param name="values">Of each place: shrunken ln speed, or the logit of the failure rate with its sign turned. Finite.</param>
    /// <param name="neighbours">Of each place: the places around it, each once, itself or not, it is always counted.</param>
    public static double[] Scores(IReadOnlyList<double> values, IReadOnlyList<IReadOnlyList<int>> neighbours)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(neighbours);
        ArgumentOutOfRangeException.ThrowIfNotEqual(neighbours.Count, values.Count, nameof(neighbours));
        var scores = new double[values.Count];
        if (values.Count < 2)
        {
            return scores;
        }

        var mean = values.Average();
        var spread = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Count);
        for (var i = 0; i < scores.Length; i++)
        {
            var around = neighbours[i].Append(i).Distinct().ToArray();
            double k = around.Length;
            var scale = spread * Math.Sqrt((values.Count * k - k * k) / (values.Count - 1));
            scores[i] = scale > 1e-12 * (1 + Math.Abs(mean)) ? (around.Sum(place => values[place]) - mean * k) / scale : 0;
        }

        return scores;
    }

    /// <summary>The places that are cold, ascending: those whose p = Φ(z) stays at or below the rate after Benjamini and Hochberg.</summary>
    /// <param name="values">As in <see cref="Scores"/>.</param>
    /// <param name="neighbours">As in <see cref="Scores"/>.</param>
    public static IReadOnlyList<int> Find(IReadOnlyList<double> values, IReadOnlyList<IReadOnlyList<int>> neighbours)
    {
        var adjusted = Multiplicity.BenjaminiHochberg([.. Scores(values, neighbours).Select(Normal.Below)]);
        return [.. Enumerable.Range(0, adjusted.Length).Where(i => adjusted[i] <= FalseDiscoveryRate)];
    }
}
