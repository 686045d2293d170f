using CsCheck;

namespace Ispeed.Statistics.Tests;

public sealed class NormalTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(-1.959963984540054, 0.025)]
    [InlineData(3, 0.998650101968370)]
    [InlineData(-6, 9.865876450376946e-10)]
    [InlineData(-10, 7.619853024160527e-24)]
    public void The_distribution_function_has_its_known_values(double z, double share) => (Normal.Below(z) / share).ShouldBe(1, 1e-11);

    [Fact]
    public void It_mirrors_at_zero_and_never_falls() =>
        Gen.Select(Gen.Double[-12, 12], Gen.Double[0, 1])
            .Sample(
                (z, step) => Math.Abs(Normal.Below(z) + Normal.Below(-z) - 1) < 1e-13 && Normal.Below(z) <= Normal.Below(z + step) + 1e-15
            );
}
