namespace Ispeed.Measure.Numbers;

/// <summary>A part of a curve whose rate counts in the figure.</summary>
/// <param name="FromMicros">Begin, on the curve's clock.</param>
/// <param name="ToMicros">End.</param>
public readonly record struct CountedSpan(long FromMicros, long ToMicros);
