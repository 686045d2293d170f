namespace Ispeed.Hub.Areas;

/// <summary>
/// The hexagons of H3 (resolution 8, about 0.8 km² and 1 km across) over Viet Nam and its sea. H3 lays its hexagons on the faces of an icosahedron; all
/// of this grid lies on one face, on which the hexagons are those of a plane, so that neither the other faces nor the twelve pentagons matter.
/// Points outside have no cell. <c>tests</c> compare it with the reference program's answers.
/// </summary>
internal static class HexGrid
{
    public const double West = 101;
    public const double South = 5;
    public const double East = 116.5;
    public const double North = 24;

    private const int Resolution = 8;
    private const int FinestResolution = 15;
    private const int BitsOfDigit = 3;

    // The face (number 5 of H3): its centre, and the azimuth from there of the plane's first axis, in radians.
    private const double FaceLatitude = 0.172745327415618701;
    private const double FaceLongitude = 1.678146885280433686;
    private const double AxisAzimuth = 2.692877706530642877;

    // Length of a step between cells of resolution 0 on the plane that touches the sphere in the centre; each resolution is finer by √7.
    private const double CoarsestStep = 0.38196601125010500003;
    private const double StepsInCoarsest = 2401; // √7⁸
    private static readonly double RowHeight = Math.Sqrt(3) / 2;

    // The cells of resolution 0 that the grid reaches: where they lie on the plane, and whether their own axes are turned by half a circle.
    private static readonly (int Number, Hex At, bool IsTurned)[] Coarsest =
    [
        (32, new(0, 1), false),
        (50, new(0, 0), false),
        (52, new(1, 1), true),
    ];

    // By digit of the index: the middle, then the six around it. Digits d and 7 − d lie opposite, which is what turning by half a circle does.
    private static readonly Hex[] Around = [new(0, 0), new(-1, -1), new(0, 1), new(-1, 0), new(1, 0), new(0, -1), new(1, 1)];

    /// <summary>The H3 index of the cell around a point; null outside the grid.</summary>
    public static ulong? CellAt(double latitude, double longitude) =>
        latitude is >= South and <= North && longitude is >= West and <= East ? IndexOf(Nearest(PlaneOf(latitude, longitude))) : null;

    /// <summary>The middle of a cell in degrees; null for a number that is no cell of this grid.</summary>
    public static (double Latitude, double Longitude)? MiddleOf(ulong cell) => HexOf(cell) is { } hex ? PointOf(hex.Plane) : null;

    /// <summary>The six corners of a cell in degrees, counter-clockwise; empty for a number that is no cell of this grid.</summary>
    public static IReadOnlyList<(double Latitude, double Longitude)> CornersOf(ulong cell)
    {
        if (HexOf(cell) is not { } hex)
        {
            return [];
        }

        // A corner lies in the middle of three cells: a third of the way of the sum of two neighbours.
        var (x, y) = hex.Plane;
        var corners = new (double, double)[6];
        for (var at = 0; at < corners.Length; at++)
        {
            var (sin, cos) = Math.SinCos((30 + 60 * at) * Math.PI / 180);
            corners[at] = PointOf((x + cos / Math.Sqrt(3), y + sin / Math.Sqrt(3)));
        }

        return corners;
    }

    /// <summary>The cells that touch a cell, without those beyond the grid.</summary>
    public static IEnumerable<ulong> NeighboursOf(ulong cell) =>
        HexOf(cell) is { } hex ? Around.Skip(1).Select(step => IndexOf(hex + step)).OfType<ulong>() : [];

    /// <summary>The cells whose middle lies in a rectangle of degrees, in the order of the plane.</summary>
    public static IEnumerable<ulong> CellsWithin(double south, double west, double north, double east)
    {
        var (low, high) = (new Hex(int.MaxValue, int.MaxValue), new Hex(int.MinValue, int.MinValue));
        foreach (var (latitude, longitude) in EdgeOf(south, west, north, east))
        {
            var hex = Nearest(PlaneOf(latitude, longitude));
            (low, high) = (new(Math.Min(low.A, hex.A), Math.Min(low.B, hex.B)), new(Math.Max(high.A, hex.A), Math.Max(high.B, hex.B)));
        }

        for (var b = low.B - 1; b <= high.B + 1; b++)
        {
            for (var a = low.A - 1; a <= high.A + 1; a++)
            {
                var (latitude, longitude) = PointOf(new Hex(a, b).Plane);
                if (latitude >= south && latitude <= north && longitude >= west && longitude <= east && IndexOf(new(a, b)) is { } cell)
                {
                    yield return cell;
                }
            }
        }
    }

    // A rectangle of degrees has bent edges on the plane: sixteen points of each show how far they bend, to a fraction of a cell for a commune.
    private static IEnumerable<(double, double)> EdgeOf(double south, double west, double north, double east)
    {
        for (var at = 0; at <= 16; at++)
        {
            var (latitude, longitude) = (south + (north - south) * at / 16, west + (east - west) * at / 16);
            yield return (south, longitude);
            yield return (north, longitude);
            yield return (latitude, west);
            yield return (latitude, east);
        }
    }

    // Gnomonic projection: straight lines through the centre keep their azimuth, and a distance r becomes tan r.
    private static (double X, double Y) PlaneOf(double latitude, double longitude)
    {
        var (sin, cos) = Math.SinCos(latitude * Math.PI / 180);
        var (sinFace, cosFace) = Math.SinCos(FaceLatitude);
        var (sinAway, cosAway) = Math.SinCos(longitude * Math.PI / 180 - FaceLongitude);
        var distance = Math.Acos(Math.Clamp(sinFace * sin + cosFace * cos * cosAway, -1, 1));
        var angle = AxisAzimuth - Math.Atan2(cos * sinAway, cosFace * sin - sinFace * cos * cosAway);
        var length = Math.Tan(distance) / CoarsestStep * StepsInCoarsest;
        return (length * Math.Cos(angle), length * Math.Sin(angle));
    }

    private static (double Latitude, double Longitude) PointOf((double X, double Y) plane)
    {
        var distance = Math.Atan(Math.Sqrt(plane.X * plane.X + plane.Y * plane.Y) * CoarsestStep / StepsInCoarsest);
        var azimuth = AxisAzimuth - Math.Atan2(plane.Y, plane.X);
        var (sinFace, cosFace) = Math.SinCos(FaceLatitude);
        var sin = sinFace * Math.Cos(distance) + cosFace * Math.Sin(distance) * Math.Cos(azimuth);
        var longitude = FaceLongitude + Math.Atan2(Math.Sin(azimuth) * Math.Sin(distance) * cosFace, Math.Cos(distance) - sinFace * sin);
        return (Math.Asin(sin) * 180 / Math.PI, longitude * 180 / Math.PI);
    }

    private static Hex Nearest((double X, double Y) plane)
    {
        var b = plane.Y / RowHeight;
        var a = plane.X + b / 2;

        // Three coordinates that add up to nothing; after rounding, the one that was rounded most follows from the others.
        var (p, q, r) = (Math.Round(a - b), Math.Round(b), Math.Round(-a));
        var (offP, offQ, offR) = (Math.Abs(p - (a - b)), Math.Abs(q - b), Math.Abs(r + a));
        if (offP > offQ && offP > offR)
        {
            p = -q - r;
        }
        else if (offQ > offR)
        {
            q = -p - r;
        }

        return new((int)(p + q), (int)q);
    }

    // Seven cells make one of the coarser resolution, turned to one side for odd resolutions and to the other for even ones.
    private static ulong? IndexOf(Hex hex)
    {
        Span<int> digits = stackalloc int[Resolution + 1];
        for (var level = Resolution; level >= 1; level--)
        {
            var parent = ParentOf(hex, level);
            digits[level] = Array.IndexOf(Around, hex - MiddleChildOf(parent, level));
            hex = parent;
        }

        foreach (var (number, at, isTurned) in Coarsest)
        {
            if (at == hex)
            {
                var index = (1UL << 59) | ((ulong)Resolution << 52) | ((ulong)number << 45);
                for (var level = 1; level <= FinestResolution; level++)
                {
                    var digit =
                        level > Resolution ? 7
                        : isTurned && digits[level] > 0 ? 7 - digits[level]
                        : digits[level];
                    index |= (ulong)digit << ((FinestResolution - level) * BitsOfDigit);
                }

                return index;
            }
        }

        return null;
    }

    private static Hex? HexOf(ulong cell)
    {
        var number = (int)(cell >> 45) & 127;
        foreach (var (known, at, isTurned) in Coarsest)
        {
            if (known == number)
            {
                var hex = at;
                for (var level = 1; level <= Resolution; level++)
                {
                    var digit = (int)(cell >> ((FinestResolution - level) * BitsOfDigit)) & 7;
                    if (digit == 7)
                    {
                        return null;
                    }

                    hex = MiddleChildOf(hex, level) + Around[isTurned && digit > 0 ? 7 - digit : digit];
                }

                return IndexOf(hex) == cell ? hex : null;
            }
        }

        return null;
    }

    private static Hex ParentOf(Hex hex, int level) =>
        level % 2 == 1
            ? new(Seventh(3 * hex.A - hex.B), Seventh(hex.A + 2 * hex.B))
            : new(Seventh(2 * hex.A + hex.B), Seventh(3 * hex.B - hex.A));

    private static Hex MiddleChildOf(Hex parent, int level) =>
        level % 2 == 1 ? new(2 * parent.A + parent.B, 3 * parent.B - parent.A) : new(3 * parent.A - parent.B, parent.A + 2 * parent.B);

    private static int Seventh(int value) => (int)Math.Round(value / 7.0);

    /// <summary>A cell on the plane by whole steps along two axes that are 120° apart.</summary>
    private readonly record struct Hex(int A, int B)
    {
        public (double X, double Y) Plane => (A - B / 2.0, B * RowHeight);

        public static Hex operator +(Hex one, Hex other) => new(one.A + other.A, one.B + other.B);

        public static Hex operator -(Hex one, Hex other) => new(one.A - other.A, one.B - other.B);
    }
}
