using Ispeed.Statistics.Resampling;

namespace Ispeed.Statistics.Tests.Resampling;

public sealed class PoissonWeightsTests
{
    [Fact]
    public void The_draws_are_frozen_because_shards_of_different_versions_must_agree() =>
        string.Join("", Enumerable.Range(0, 40).Select(replicate => PoissonWeights.Of(42, 7, replicate)))
            .ShouldBe("0022131111122122000212121201010130111222");

    [Fact]
    public void The_draws_are_poisson_with_mean_one()
    {
        var counts = new int[9];
        const int Draws = 400_000;
        for (var device = 0; device < Draws / 400; device++)
        {
            for (var replicate = 0; replicate < 400; replicate++)
            {
                counts[PoissonWeights.Of(1, device, replicate)]++;
            }
        }

        double[] law = [0.367879, 0.367879, 0.183940, 0.061313, 0.015328, 0.003066, 0.000511];
        for (var drawn = 0; drawn < law.Length; drawn++)
        {
            // Five standard errors.
            (counts[drawn] / (double)Draws).ShouldBe(law[drawn], 5 * Math.Sqrt(law[drawn] / Draws));
        }
    }

    [Theory]
    [InlineData(0, 1)] // neighbouring replicates of one device
    [InlineData(1, 0)] // neighbouring devices in one replicate
    [InlineData(0, 4)] // the next lane
    public void Neighbours_are_not_drawn_together(int devices, int replicates)
    {
        var sum = 0.0;
        const int Pairs = 200_000;
        for (var i = 0; i < Pairs; i++)
        {
            var (device, replicate) = (i / 100, i % 100);
            sum += (PoissonWeights.Of(9, device, replicate) - 1) * (PoissonWeights.Of(9, device + devices, replicate + replicates) - 1);
        }

        (sum / Pairs).ShouldBe(0, 5 / Math.Sqrt(Pairs));
    }
}
