namespace Ispeed.Statistics.Weighting;

/// <summary>
/// Weights that give the sample the margins of the population: iterative proportional fitting (W. E. Deming and F. F. Stephan, Annals of Mathematical
/// Statistics 11, 1940), with weights above five times the median cut and the margins fitted again, so that no single device speaks for a district.
/// </summary>
public static class Raking
{
    /// <summary>Rounds over all margins, at most, for one fit.</summary>
    public const int MostIterations = 50;

    /// <summary>A fit is done when no margin would be changed by more.</summary>
    public const double Tolerance = 0.001;

    /// <summary>Weights are cut at this many times their median.</summary>
    public const double LargestOverMedian = 5;

    // Cutting and fitting pull against each other; where they do not settle soon the margins ask for more than the sample can give.
    private const int MostCuts = 20;

    /// <summary>Weights devices to margins. The weights' mean is 1; the margins are reproduced last, after cutting.</summary>
    /// <param name="devices">n.</param>
    /// <param name="margins">At least one.</param>
    /// <exception cref="ArgumentException">A margin does not fit the devices, or has a total that is not positive.</exception>
    public static RakedWeights Weigh(int devices, IReadOnlyList<Margin> margins)
    {
        ArgumentNullException.ThrowIfNull(margins);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(devices);
        ArgumentOutOfRangeException.ThrowIfZero(margins.Count, nameof(margins));
        if (margins.Select(margin => margin.Fault(devices)).FirstOrDefault(fault => fault is not null) is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(margins));
        }

        var fits = margins.Select(margin => Fit.Of(margin, devices)).ToArray();
        var weights = new double[devices];
        weights.AsSpan().Fill(1);
        var (iterations, change) = FitAll(weights, fits);
        var cut = new bool[devices];
        for (var round = 0; round < MostCuts && Cut(weights, cut); round++)
        {
            (iterations, change) = FitAll(weights, fits);
        }

        return new(
            weights,
            [.. fits.Select(fit => fit.Group)],
            iterations,
            change,
            change < Tolerance,
            cut.Count(one => one),
            weights.Max() / MedianOf(weights),
            Squared(weights.Sum()) / weights.Sum(Squared)
        );
    }

    private static (int Iterations, double Change) FitAll(double[] weights, Fit[] fits)
    {
        var change = 0.0;
        for (var iteration = 1; iteration <= MostIterations; iteration++)
        {
            change = 0;
            foreach (var fit in fits)
            {
                change = Math.Max(change, fit.Scale(weights));
            }

            if (change < Tolerance)
            {
                return (iteration, change);
            }
        }

        return (MostIterations, change);
    }

    // A hair above the bar is left, or cutting by ever less would go on for ever.
    private static bool Cut(double[] weights, bool[] cut)
    {
        var (bar, any) = (LargestOverMedian * MedianOf(weights), false);
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > bar * (1 + Tolerance))
            {
                (weights[i], cut[i], any) = (bar, true, true);
            }
        }

        return any;
    }

    private static double MedianOf(double[] weights) => OrderStatistics.Quantile([.. weights.Order()], 0.5);

    private static double Squared(double value) => value * value;

    /// <summary>A margin with its thin categories collapsed: the group of each device and what each group shall sum to.</summary>
    private sealed record Fit(int[] Group, int[] OfDevice, double[] Target, double[] Sums)
    {
        public static Fit Of(Margin margin, int devices)
        {
            var group = margin.Collapse();
            var target = new double[group.Length];
            var scale = devices / margin.Totals.Sum();
            for (var category = 0; category < group.Length; category++)
            {
                target[group[category]] += margin.Totals[category] * scale;
            }

            return new(group, [.. margin.CategoryOf.Select(category => group[category])], target, new double[group.Length]);
        }

        /// <summary>Scales every group to its target; answers the largest relative change.</summary>
        public double Scale(double[] weights)
        {
            Array.Clear(Sums);
            for (var i = 0; i < weights.Length; i++)
            {
                Sums[OfDevice[i]] += weights[i];
            }

            var change = 0.0;
            for (var group = 0; group < Sums.Length; group++)
            {
                if (Sums[group] > 0)
                {
                    Sums[group] = Target[group] / Sums[group];
                    change = Math.Max(change, Math.Abs(Sums[group] - 1));
                }
            }

            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] *= Sums[OfDevice[i]];
            }

            return change;
        }
    }
}

/// <summary>What raking has made.</summary>
/// <param name="Weights">One a device, mean 1.</param>
/// <param name="Groups">For each margin the group of each category, named by its smallest category: which thin ones were collapsed.</param>
/// <param name="Iterations">Of the last fit.</param>
/// <param name="LargestChange">Of a margin in the last round, relative.</param>
/// <param name="IsConverged">Whether that is below <see cref="Raking.Tolerance"/>; if not, the margins contradict each other in this sample.</param>
/// <param name="Cut">Devices whose weight was cut.</param>
/// <param name="LargestOverMedian">The largest weight over the median weight at the end; above five only where the margins leave no other way.</param>
/// <param name="EffectiveCount">n_eff = (Σw)²/Σw².</param>
public sealed record RakedWeights(
    IReadOnlyList<double> Weights,
    IReadOnlyList<IReadOnlyList<int>> Groups,
    int Iterations,
    double LargestChange,
    bool IsConverged,
    int Cut,
    double LargestOverMedian,
    double EffectiveCount
);
