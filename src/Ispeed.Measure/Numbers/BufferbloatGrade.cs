namespace Ispeed.Measure.Numbers;

/// <summary>A letter for how much the line slows itself down under load.</summary>
public static class BufferbloatGrade
{
    /// <summary>The grade of an increase of the round-trip time: below 5 ms A+, 30 A, 60 B, 200 C, 400 D, else F (the thresholds that dslreports made common).</summary>
    public static string Of(TimeSpan increase) =>
        increase.TotalMilliseconds switch
        {
            < 5 => "A+",
            < 30 => "A",
            < 60 => "B",
            < 200 => "C",
            < 400 => "D",
            _ => "F",
        };
}
