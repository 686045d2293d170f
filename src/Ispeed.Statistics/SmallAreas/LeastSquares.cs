namespace Ispeed.Statistics.SmallAreas;

/// <summary>Weighted least squares with few coefficients: the normal equations by Cholesky.</summary>
internal sealed class LeastSquares
{
    private readonly double[][] _factor; // L of X'WX = L L'

    private LeastSquares(double[][] factor, double[] coefficients) => (_factor, Coefficients) = (factor, coefficients);

    public double[] Coefficients { get; }

    /// <summary>Fits y on the rows with the weights.</summary>
    /// <exception cref="ArgumentException">A column is a combination of others.</exception>
    public static LeastSquares Fit(double[][] rows, double[] y, Func<int, double> weightOf)
    {
        var width = rows[0].Length;
        var (cross, right) = (Enumerable.Range(0, width).Select(_ => new double[width]).ToArray(), new double[width]);
        for (var i = 0; i < rows.Length; i++)
        {
            var weight = weightOf(i);
            for (var a = 0; a < width; a++)
            {
                right[a] += weight * rows[i][a] * y[i];
                for (var b = 0; b <= a; b++)
                {
                    cross[a][b] += weight * rows[i][a] * rows[i][b];
                }
            }
        }

        Factorise(cross);
        var fit = new LeastSquares(cross, right);
        fit.Forward(right);
        fit.Backward(right);
        return fit;
    }

    public double At(double[] row)
    {
        var sum = 0.0;
        for (var a = 0; a < row.Length; a++)
        {
            sum += row[a] * Coefficients[a];
        }

        return sum;
    }

    /// <summary>x' (X'WX)⁻¹ x.</summary>
    public double Leverage(double[] row)
    {
        var solved = (double[])row.Clone();
        Forward(solved);
        return solved.Sum(value => value * value);
    }

    private static void Factorise(double[][] cross)
    {
        for (var a = 0; a < cross.Length; a++)
        {
            var scale = cross[a][a];
            for (var b = 0; b <= a; b++)
            {
                var sum = cross[a][b];
                for (var k = 0; k < b; k++)
                {
                    sum -= cross[a][k] * cross[b][k];
                }

                if (a == b && sum <= 1e-12 * scale)
                {
                    throw new ArgumentException($"Covariate {a} is a combination of the ones before it: leave one out.", nameof(cross));
                }

                cross[a][b] = a == b ? Math.Sqrt(sum) : sum / cross[b][b];
            }
        }
    }

    private void Forward(double[] right)
    {
        for (var a = 0; a < right.Length; a++)
        {
            for (var k = 0; k < a; k++)
            {
                right[a] -= _factor[a][k] * right[k];
            }

            right[a] /= _factor[a][a];
        }
    }

    private void Backward(double[] right)
    {
        for (var a = right.Length - 1; a >= 0; a--)
        {
            for (var k = a + 1; k < right.Length; k++)
            {
                right[a] -= _factor[k][a] * right[k];
            }

            right[a] /= _factor[a][a];
        }
    }
}
