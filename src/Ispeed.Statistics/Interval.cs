namespace Ispeed.Statistics;

/// <summary>A 95 % interval, in the unit of what it surrounds.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether a value lies within, ends included.</summary>
    public bool Holds(double value) => Low <= value && value <= High;
}
