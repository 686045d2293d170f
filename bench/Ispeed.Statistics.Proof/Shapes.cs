namespace Ispeed.Statistics.Proof;

/// <summary>Distributions of speeds in cells, by their quantile functions: drawing is a quantile of a uniform number, so the truth is exact.</summary>
public static class Shapes
{
    /// <summary>Those without ties: where values repeat exactly, an interval of them covers more than it says.</summary>
    public static IReadOnlyList<string> All { get; } = ["log-normal", "tariffs", "heavy tail", "two bands"];

    /// <summary>The quantile of a shape, Mbit/s: one of <see cref="All"/>, or "ties". Tariffs differ within a few per cent, as measured speeds do.</summary>
    public static double Quantile(string shape, double share) =>
        shape switch
        {
            "log-normal" => 30 * Math.Exp(1.2 * NormalQuantile(share)),
            "tariffs" => share switch
            {
                < 0.2 => 10 + share,
                < 0.45 => 50 + 4 * share,
                < 0.7 => 95 + 8 * share,
                < 0.9 => 145 + 6 * share,
                _ => 290 + 12 * share,
            },
            "ties" => share switch
            {
                < 0.2 => 10,
                < 0.45 => 50,
                < 0.7 => 100,
                < 0.9 => 150,
                _ => 300,
            },
            "heavy tail" => 5 * Math.Pow(1 - share, -1 / 1.3),
            "two bands" => share < 0.47 ? 20 + 10 * share : 200 + 300 * share,
            _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "No such shape."),
        };

    /// <summary>Draws values, ascending.</summary>
    public static double[] Draw(string shape, int count, Random random)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = Quantile(shape, random.NextDouble());
        }

        Array.Sort(values);
        return values;
    }

    // Bisection on Φ: slow, short, and its own inverse by construction.
    private static double NormalQuantile(double share)
    {
        var (low, high) = (-9.0, 9.0);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Normal.Below(middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
