using Ispeed.Statistics.Proof;

namespace Ispeed.Statistics.Tests.Proof;

/// <summary>What the simulations promise holds on real tests, whose speeds are lumpy and whose users repeat themselves.</summary>
public sealed class RealDataTests
{
    [Theory]
    [InlineData("4g.csv.gz", 100)]
    [InlineData("4g.csv.gz", 300)]
    [InlineData("wifi4.csv.gz", 100)]
    public void The_interval_of_the_median_encloses_the_median_of_all_users(string file, int devices)
    {
        var coverage = DeviceCoverage.Of(SharedData.Measurements(file), devices, cells: 400, new(devices));
        coverage.ByDevice.ShouldBeInRange(0.925, 0.985); // 0.95 ± 2.5 standard errors, and the ranks' own surplus
        coverage.Naive.ShouldBeLessThan(0.9);
    }

    [Theory]
    [InlineData("4g.csv.gz", 10)]
    [InlineData("4g.csv.gz", 20)]
    [InlineData("4g.csv.gz", 40)]
    [InlineData("wifi4.csv.gz", 10)]
    [InlineData("wifi4.csv.gz", 20)]
    [InlineData("wifi4.csv.gz", 40)]
    public void The_area_model_is_nearer_to_the_truth_than_the_areas_own_median(string file, int devices)
    {
        var proof = SmallAreaProof.Of(SharedData.Measurements(file), devices, repetitions: 60, new(devices));
        proof.Cities.ShouldBeGreaterThan(5);
        proof.Shrunken.ShouldBeLessThan(proof.Direct);
    }

    [Fact]
    public void Operators_dealt_at_random_have_a_winner_in_at_most_five_per_cent_of_dealings()
    {
        var proof = RankingProof.Of(SharedData.Measurements("4g.csv.gz").OperatorSamples(), dealings: 60, new(1), replicates: 120);
        proof.Operators.ShouldBe(3);
        proof.FalseWinners.ShouldBeLessThanOrEqualTo(0.05);
    }

    [Fact]
    public void The_plan_gives_the_precision_that_it_promises()
    {
        var check = PlanCheck.Of(SharedData.Measurements("4g.csv.gz"), within: 0.25, cells: 500, new(1));
        check.Devices.ShouldBeInRange(150, 250); // 196 with the density that others found in this data
        check.Achieved.ShouldBeGreaterThan(0.92);
    }
}
