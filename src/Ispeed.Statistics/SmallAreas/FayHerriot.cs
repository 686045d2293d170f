namespace Ispeed.Statistics.SmallAreas;

/// <summary>What an area says by itself.</summary>
/// <param name="LogMedian">ln of its median.</param>
/// <param name="Variance">ψ, the sampling variance of that; from <see cref="PooledVariance"/>, positive.</param>
public readonly record struct DirectEstimate(double LogMedian, double Variance);

/// <summary>
/// The area model of R. E. Fay and R. A. Herriot (JASA 74, 1979) on the log scale: yᵢ = θᵢ + eᵢ, θᵢ = xᵢ'b + uᵢ, e ~ (0, ψᵢ), u ~ (0, τ²). Each area is
/// drawn towards what areas like it have, the more the less it knows itself; so an area with ten devices has a figure at all.
/// </summary>
public sealed class FayHerriot
{
    /// <summary>Half-widths grow by this factor while there are no covariates: with none, intervals covered 0.76–0.97 on real data.</summary>
    public const double WithoutCovariates = 1.2;

    private FayHerriot(double tau2, double[] coefficients, AreaEstimate[] areas) =>
        (Tau2, Coefficients, Areas) = (tau2, coefficients, areas);

    /// <summary>τ², how much areas differ beyond what the covariates say.</summary>
    public double Tau2 { get; }

    /// <summary>b; the first is the intercept.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>In the order of the areas given.</summary>
    public IReadOnlyList<AreaEstimate> Areas { get; }

    /// <summary>Fits the model.</summary>
    /// <param name="direct">m areas.</param>
    /// <param name="covariates">One row an area, without the intercept; null when none are known.</param>
    /// <returns>Null when there are not at least two areas more than coefficients: nothing to learn from.</returns>
    /// <exception cref="ArgumentException">A variance is not positive, or a covariate is a combination of others.</exception>
    public static FayHerriot? Fit(IReadOnlyList<DirectEstimate> direct, IReadOnlyList<double[]>? covariates = null)
    {
        ArgumentNullException.ThrowIfNull(direct);
        if (covariates is not null && covariates.Count != direct.Count)
        {
            throw new ArgumentException($"{covariates.Count} rows of covariates for {direct.Count} areas.", nameof(covariates));
        }

        if (direct.Any(area => !double.IsFinite(area.LogMedian) || area.Variance is not (> 0 and < double.PositiveInfinity)))
        {
            throw new ArgumentException("An area needs a finite median and a positive variance.", nameof(direct));
        }

        var rows = direct.Select((_, i) => covariates is null ? [1.0] : (double[])[1, .. covariates[i]]).ToArray();
        if (direct.Count < 3 || direct.Count < rows[0].Length + 2)
        {
            return null;
        }

        var y = direct.Select(area => area.LogMedian).ToArray();
        var psi = direct.Select(area => area.Variance).ToArray();
        var tau2 = PauleMandel(rows, y, psi);
        var fit = LeastSquares.Fit(rows, y, i => 1 / (tau2 + psi[i]));
        return new(tau2, fit.Coefficients, Estimates(rows, y, psi, tau2, fit, covariates is null ? WithoutCovariates : 1));
    }

    // Σ (yᵢ − xᵢ'b)²/(τ² + ψᵢ) = m − p, whose left side falls as τ² grows (R. C. Paule and J. Mandel, J. Res. NBS 87, 1982); 0 when it starts below.
    private static double PauleMandel(double[][] rows, double[] y, double[] psi)
    {
        double Excess(double tau2)
        {
            var fit = LeastSquares.Fit(rows, y, i => 1 / (tau2 + psi[i]));
            var sum = 0.0;
            for (var i = 0; i < y.Length; i++)
            {
                var residual = y[i] - fit.At(rows[i]);
                sum += residual * residual / (tau2 + psi[i]);
            }

            return sum - (y.Length - rows[0].Length);
        }

        if (Excess(0) <= 0)
        {
            return 0;
        }

        var (low, high) = (0.0, psi.Max());
        while (Excess(high) > 0)
        {
            (low, high) = (high, 2 * high);
        }

        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Excess(middle) > 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // N. G. N. Prasad and J. N. K. Rao, JASA 85, 1990: mse = g1 + g2 + 2 g3. The variance of τ² in g3 is the one of this very estimator,
    // 2m/(Σ 1/(τ² + ψ))² (G. S. Datta, J. N. K. Rao and D. D. Smith, Biometrika 92, 2005), never below 2/Σ 1/(τ² + ψ)², which is that of REML.
    private static AreaEstimate[] Estimates(double[][] rows, double[] y, double[] psi, double tau2, LeastSquares fit, double widening)
    {
        var precision = psi.Sum(variance => 1 / (tau2 + variance));
        var varianceOfTau2 = 2 * y.Length / (precision * precision);
        var areas = new AreaEstimate[y.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var (total, synthetic) = (tau2 + psi[i], fit.At(rows[i]));
            var gamma = tau2 / total;
            var g1 = gamma * psi[i];
            var g2 = (1 - gamma) * (1 - gamma) * fit.Leverage(rows[i]);
            var g3 = psi[i] * psi[i] / (total * total * total) * varianceOfTau2;
            areas[i] = new(gamma * y[i] + (1 - gamma) * synthetic, gamma, synthetic, g1 + g2 + 2 * g3, widening);
        }

        return areas;
    }
}

/// <summary>The model's estimate of an area.</summary>
/// <param name="LogMedian">θ̂ = γ y + (1 − γ) x'b.</param>
/// <param name="Gamma">γ = τ²/(τ² + ψ): the share of local evidence.</param>
/// <param name="Synthetic">x'b, what areas like it have.</param>
/// <param name="MeanSquaredError">g1 + g2 + 2 g3.</param>
/// <param name="Widening">The factor on the half-width of the interval.</param>
public sealed record AreaEstimate(double LogMedian, double Gamma, double Synthetic, double MeanSquaredError, double Widening)
{
    /// <summary>In the unit of the values.</summary>
    public double Median => Math.Exp(LogMedian);

    /// <summary>95 %, in the unit of the values.</summary>
    public Interval Interval
    {
        get
        {
            var half = Normal.Z * Widening * Math.Sqrt(MeanSquaredError);
            return new(Math.Exp(LogMedian - half), Math.Exp(LogMedian + half));
        }
    }
}
