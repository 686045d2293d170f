namespace Ispeed.Statistics.Places;

/// <summary>Failures among the devices of a place: no signal, or a run that could not be made.</summary>
/// <param name="Failed">Devices that failed.</param>
/// <param name="Devices">All that tried.</param>
public readonly record struct Failures(int Failed, int Devices);

/// <summary>What is believed of a failure rate: a Beta(a, b) distribution.</summary>
/// <param name="A">Failures it is worth, positive.</param>
/// <param name="B">Successes it is worth, positive.</param>
public readonly record struct FailureRate(double A, double B)
{
    /// <summary>
    /// A region never weighs more than ten devices. Where its places hardly differ, moments alone would give a prior of hundreds, against which no place
    /// could ever be seen to be different.
    /// </summary>
    public const double HeaviestPrior = 10;

    /// <summary>Jeffreys' prior, for a region that says nothing.</summary>
    public static FailureRate Unknown => new(0.5, 0.5);

    /// <summary>Its mean.</summary>
    public double Mean => A / (A + B);

    /// <summary>
    /// The prior of a region from its places by moments (J. C. Kleinman, JASA 68, 1973, weights n): the pooled rate μ, and the correlation ρ of two
    /// devices of one place; a + b = 1/ρ − 1, kept from 1 to <see cref="HeaviestPrior"/>, so that the prior is never less than one device.
    /// </summary>
    /// <param name="places">Those without devices are left out.</param>
    public static FailureRate PriorOf(IEnumerable<Failures> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var some = places.Where(place => place.Devices > 0).ToArray();
        var devices = some.Sum(place => (double)place.Devices);
        var mean = some.Sum(place => (double)place.Failed) / devices;
        if (some.Length < 2 || mean is not (> 0 and < 1))
        {
            return Unknown;
        }

        // E Σ n (p − μ)² = μ(1 − μ) [(1 − ρ)(k − 1) + ρ (N − Σn²/N)].
        var between = some.Sum(place => place.Devices * Squared(place.Failed / (double)place.Devices - mean)) / (mean * (1 - mean));
        var spare = devices - some.Sum(place => Squared(place.Devices)) / devices - (some.Length - 1);
        var correlation = spare > 0 ? (between - (some.Length - 1)) / spare : 0;
        var weight = correlation > 0 ? Math.Clamp(1 / correlation - 1, 1, HeaviestPrior) : HeaviestPrior;
        return new(mean * weight, (1 - mean) * weight);
    }

    /// <summary>What is believed after a place's devices have been seen.</summary>
    public FailureRate After(Failures seen)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seen.Failed, nameof(seen));
        ArgumentOutOfRangeException.ThrowIfLessThan(seen.Devices, seen.Failed, nameof(seen));
        return new(A + seen.Failed, B + seen.Devices - seen.Failed);
    }

    /// <summary>The chance that the rate is above another.</summary>
    public double ChanceAbove(double rate) => IncompleteBeta.Regularised(1 - rate, B, A);

    private static double Squared(double value) => value * value;
}
