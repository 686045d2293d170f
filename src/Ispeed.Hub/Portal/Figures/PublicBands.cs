using Ispeed.Hub.Publication;
using Ispeed.Measure;

namespace Ispeed.Hub.Portal.Figures;

/// <summary>
/// The colour bands in which the public knows median downloads: mobile with edges of 40, 80, 120, 160 and 200 Mbit/s, fixed of 100, 140, 180, 220 and
/// 260. Everything else has none.
/// </summary>
internal static class PublicBands
{
    public const int Count = 6;

    private static readonly double[] MobileEdges = [40, 80, 120, 160, 200];
    private static readonly double[] FixedEdges = [100, 140, 180, 220, 260];
    private static readonly string FixedWord = Access.Fixed.ToWire();

    private static readonly string[] MobileWords =
    [
        Figure.Mobile,
        .. Enum.GetValues<Access>().Where(access => access.IsMobile()).Select(access => access.ToWire()),
    ];

    /// <summary>The edges between the bands, Mbit/s, ascending; null where the public bands say nothing about the access.</summary>
    public static IReadOnlyList<double>? EdgesOf(string? access) =>
        access == FixedWord ? FixedEdges
        : MobileWords.Contains(access, StringComparer.Ordinal) ? MobileEdges
        : null;

    /// <summary>The band of a median, from 1, the slowest, to <see cref="Count"/>; an edge belongs to the band above it.</summary>
    public static int? Of(string? access, double mbps) => EdgesOf(access) is { } edges ? 1 + edges.Count(edge => mbps >= edge) : null;
}
