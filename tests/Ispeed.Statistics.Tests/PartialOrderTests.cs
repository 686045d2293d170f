using CsCheck;

namespace Ispeed.Statistics.Tests;

public sealed class PartialOrderTests
{
    [Fact]
    public void Every_rank_asked_for_holds_what_sorting_would_put_there_and_nothing_is_lost() =>
        Gen.Select(Gen.Double[0, 100].Select(value => Math.Round(value, 1)).Array[1, 3000], Gen.Int[0, 2999].Array[0, 20])
            .Sample(
                (values, wanted) =>
                {
                    int[] ranks = [.. wanted.Where(rank => rank < values.Length).Order()];
                    double[] sorted = [.. values.Order()];
                    PartialOrder.Arrange(values, ranks);
                    return ranks.All(rank => values[rank] == sorted[rank]) && values.Order().SequenceEqual(sorted);
                }
            );
}
