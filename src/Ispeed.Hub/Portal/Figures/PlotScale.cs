namespace Ispeed.Hub.Portal.Figures;

/// <summary>The end of a scale that starts at 0: the next round number that people read without effort.</summary>
internal static class PlotScale
{
    public static double EndFor(double largest)
    {
        if (largest <= 0)
        {
            return 1;
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(largest)));
        return new[] { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 }.Select(step => step * unit).First(end => end >= largest);
    }
}
