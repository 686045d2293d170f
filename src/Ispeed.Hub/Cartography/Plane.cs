using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Cartography;

/// <summary>
/// From WGS 84 to units of a drawing: plate carrée with one true parallel, north up, y downwards. Over a country of 15° the shapes stay those that
/// people know, and a straight border stays straight.
/// </summary>
/// <param name="West">Longitude of x = 0, degrees.</param>
/// <param name="North">Latitude of y = 0, degrees.</param>
/// <param name="UnitsPerDegree">Of latitude.</param>
/// <param name="TrueParallel">Latitude at which east–west is drawn at the scale of north–south, degrees.</param>
internal readonly record struct Plane(double West, double North, double UnitsPerDegree, double TrueParallel)
{
    private double Shortening => Math.Cos(TrueParallel * Math.PI / 180);

    public double X(double longitude) => (longitude - West) * Shortening * UnitsPerDegree;

    public double Y(double latitude) => (North - latitude) * UnitsPerDegree;

    /// <summary>The plane in which a box lies from 0 to at most <paramref name="width"/> and <paramref name="height"/> units.</summary>
    public static Plane Fitting(Envelope box, double width, double height)
    {
        var middle = (box.MinY + box.MaxY) / 2;
        var shortening = Math.Cos(middle * Math.PI / 180);
        return new(box.MinX, box.MaxY, Math.Min(width / (box.Width * shortening), height / box.Height), middle);
    }
}
