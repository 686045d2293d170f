using CsCheck;
using Ispeed.Statistics.Comparing;

namespace Ispeed.Statistics.Tests.Comparing;

public sealed class MultiplicityTests
{
    private static readonly Gen<double[]> PValues = Gen.Double[0, 1].Array[1, 30];

    [Fact]
    public void Holm_has_its_known_values() =>
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
        Multiplicity.Holm([0.01, 0.04, 0.03, 0.005]).ShouldBe([0.03, 0.06, 0.06, 0.02], 1e-12);

    [Fact]
    public void Benjamini_and_hochberg_have_their_known_values() =>
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "BH")
        Multiplicity.BenjaminiHochberg([0.01, 0.04, 0.03, 0.005]).ShouldBe([0.02, 0.04, 0.04, 0.02], 1e-12);

    [Fact]
    public void Adjusting_keeps_the_order_and_lowers_nothing() =>
        PValues.Sample(p =>
        {
            var (holm, discovery) = (Multiplicity.Holm(p), Multiplicity.BenjaminiHochberg(p));
            for (var i = 0; i < p.Length; i++)
            {
                (p[i] <= discovery[i] && discovery[i] <= holm[i] + 1e-12 && holm[i] <= Math.Min(1, p.Length * p[i]) + 1e-12).ShouldBeTrue();
                for (var j = 0; j < p.Length; j++)
                {
                    (p[i] > p[j] || (holm[i] <= holm[j] && discovery[i] <= discovery[j])).ShouldBeTrue();
                }
            }
        });

    [Fact]
    public void Rejecting_at_the_adjusted_value_is_the_step_up_and_step_down_of_the_papers() =>
        Gen.Select(PValues, Gen.Double[0.001, 0.5])
            .Sample(
                (p, alpha) =>
                {
                    var ascending = p.Order().ToArray();
                    var down = ascending.Select((value, i) => value * (p.Length - i) <= alpha).TakeWhile(holds => holds).Count();
                    var up = Enumerable.Range(1, p.Length).LastOrDefault(k => ascending[k - 1] * p.Length / k <= alpha);
                    return Multiplicity.Holm(p).Count(value => value <= alpha) == down
                        && Multiplicity.BenjaminiHochberg(p).Count(value => value <= alpha) == up;
                }
            );

    [Fact]
    public void What_is_no_p_value_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => Multiplicity.Holm([0.5, double.NaN]));
}
