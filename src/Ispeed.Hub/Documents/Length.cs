namespace Ispeed.Hub.Documents;

/// <summary>A length on paper. Word counts in twentieths of a point, drawings in EMU, the decree in millimetres.</summary>
internal readonly record struct Length(double Points)
{
    private const double PointsInMillimetre = 72 / 25.4;

    public static Length Zero { get; }

    public static Length Mm(double millimetres) => new(millimetres * PointsInMillimetre);

    public static Length Pt(double points) => new(points);

    public double Millimetres => Points / PointsInMillimetre;

    /// <summary>Twentieths of a point.</summary>
    public int Twips => (int)Math.Round(Points * 20);

    /// <summary>English metric units, 12,700 to a point.</summary>
    public long Emu => (long)Math.Round(Points * 12_700);

    public static Length operator +(Length left, Length right) => new(left.Points + right.Points);

    public static Length operator -(Length left, Length right) => new(left.Points - right.Points);

    public static Length operator *(Length left, double factor) => new(left.Points * factor);
}
