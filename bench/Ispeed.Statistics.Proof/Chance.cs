namespace Ispeed.Statistics.Proof;

/// <summary>What simulations draw.</summary>
public static class Chance
{
    /// <summary>A standard normal value (G. E. P. Box and M. E. Muller, 1958).</summary>
    public static double Normal(this Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Values drawn with replacement, ascending.</summary>
    public static double[] Sample(this Random random, double[] population, int count)
    {
        var sample = new double[count];
        for (var i = 0; i < count; i++)
        {
            sample[i] = population[random.Next(population.Length)];
        }

        Array.Sort(sample);
        return sample;
    }
}
