namespace Ispeed.Hub.Portal.Charts;

/// <summary>
/// A distribution as twenty dots, each a twentieth of the devices: people count dots and judge chances from them better than from curves (M. Kay et
/// al., "When (ish) is my bus?", 2016). Dots stand between the speeds whose shares are published; nothing is known of where within.
/// </summary>
internal static class QuantileDots
{
    public const int Dots = 20;

    /// <summary>Dots in each bin: below the first threshold, between two, from the last on.</summary>
    /// <param name="shares">Share of devices that reach each threshold, falling, 0 to 1.</param>
    /// <returns>One more than there are thresholds; together <see cref="Dots"/>.</returns>
    public static int[] Of(IReadOnlyList<double> shares)
    {
        // The twentieths' middles: 2.5 %, 7.5 % and so on from the slowest. A dot is where its middle is.
        var counts = new int[shares.Count + 1];
        for (var dot = 0; dot < Dots; dot++)
        {
            var slower = (dot + 0.5) / Dots;
            counts[shares.Count(share => 1 - share <= slower)]++;
        }

        return counts;
    }
}
