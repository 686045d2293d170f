namespace Ispeed.Statistics;

/// <summary>
/// Puts chosen order statistics in their places and leaves the rest unsorted between them: what quantiles of many values need, at a tenth of the cost
/// of sorting a million of them (C. A. R. Hoare, Algorithm 65: Find, CACM 4, 1961).
/// </summary>
public static class PartialOrder
{
    // Below this many values sorting all is as fast as looking for a few.
    private const int FewestWorthwhile = 256;

    /// <summary>Afterwards the value at each rank is the one that it would be if all were sorted; smaller ones stand before it, larger ones after.</summary>
    /// <param name="values">No NaN.</param>
    /// <param name="ranks">From 0, ascending, each below the number of values; may repeat.</param>
    public static void Arrange(Span<double> values, ReadOnlySpan<int> ranks) => Arrange(values, ranks, 0);

    private static void Arrange(Span<double> values, ReadOnlySpan<int> ranks, int offset)
    {
        while (!ranks.IsEmpty)
        {
            if (values.Length < FewestWorthwhile)
            {
                values.Sort();
                return;
            }

            var (below, above) = Partition(values);
            var first = Count(ranks, offset + below);
            var last = Count(ranks, offset + above);
            Arrange(values[..below], ranks[..first], offset);

            // Ranks within the values equal to the pivot are in place.
            values = values[above..];
            ranks = ranks[last..];
            offset += above;
        }
    }

    // Three parts: below, equal to and above the median of nine, so that many equal values (tariffs) end at once.
    private static (int Below, int Above) Partition(Span<double> values)
    {
        var pivot = Pivot(values);
        var (low, at, high) = (0, 0, values.Length);
        while (at < high)
        {
            var value = values[at];
            if (value < pivot)
            {
                values[at++] = values[low];
                values[low++] = value;
            }
            else if (value > pivot)
            {
                values[at] = values[--high];
                values[high] = value;
            }
            else
            {
                at++;
            }
        }

        return (low, high);
    }

    private static double Pivot(ReadOnlySpan<double> values)
    {
        var step = values.Length / 9;
        Span<double> nine = stackalloc double[9];
        for (var i = 0; i < nine.Length; i++)
        {
            nine[i] = values[i * step + step / 2];
        }

        nine.Sort();
        return nine[4];
    }

    private static int Count(ReadOnlySpan<int> ranks, int below)
    {
        var count = 0;
        while (count < ranks.Length && ranks[count] < below)
        {
            count++;
        }

        return count;
    }
}
