using NetTopologySuite.Geometries;

namespace Ispeed.Hub.Areas;

/// <summary>One shape of a file of boundaries: either a polygon, or the sentence that says why it is none.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Number">Its place in the file, from 1.</param>
/// <param name="Code">The code that it bears; null for none.</param>
/// <param name="Shape">Polygon or multipolygon, x = longitude.</param>
/// <param name="Fault">Why there is no shape.</param>
internal sealed record BoundaryFeature(string File, int Number, string? Code, Geometry? Shape, string? Fault)
{
    /// <summary>How a report calls it.</summary>
    public string Called => $"{File}: feature {Number} ({Code ?? "without a code"})";
}
