using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Ispeed.Hub.OpenData;

/// <summary>
/// A square of the web map as it was released, with the columns that people know from other open data of this kind: means over runs, not medians over devices.
/// Kept with the release, because what it was made of may be withdrawn later.
/// </summary>
internal sealed class TileRow
{
    public DateOnly Month { get; set; }

    public int Number { get; set; }

    /// <summary>Digits 0 to 3, one a zoom level: sixteen, or fewer where small tiles had to be joined.</summary>
    public required string Quadkey { get; set; }

    /// <summary><c>mobile</c> (2G to 5G) or <c>fixed</c> (fixed lines and Wi-Fi).</summary>
    public required string Network { get; set; }

    public long DownKbps { get; set; }

    public long UpKbps { get; set; }

    public long IdleMs { get; set; }

    public long? LoadedDownMs { get; set; }

    public long? LoadedUpMs { get; set; }

    public int Tests { get; set; }

    public int Devices { get; set; }

    public static readonly IReadOnlyList<Column<TileRow>> Columns =
    [
        new(
            "quadkey",
            ColumnType.Text,
            null,
            "Ô bản đồ (quadkey) mức 16, hoặc mức nhỏ hơn nếu phải gộp ô ít thiết bị",
            "Map tile of zoom 16, or coarser where small ones were joined; the tile in which the middle of the measurement's H3 cell lies",
            row => row.Quadkey
        ),
        new(
            "network",
            ColumnType.Text,
            null,
            "mobile: 2G đến 5G; fixed: cố định và Wi-Fi",
            "mobile: 2G to 5G; fixed: fixed lines and Wi-Fi",
            row => row.Network
        ),
        new(
            "avg_d_kbps",
            ColumnType.Integer,
            "kbit/s",
            "Trung bình tải xuống của các lần đo",
            "Mean download of the runs",
            row => row.DownKbps
        ),
        new("avg_u_kbps", ColumnType.Integer, "kbit/s", "Trung bình tải lên của các lần đo", "Mean upload of the runs", row => row.UpKbps),
        new(
            "avg_lat_ms",
            ColumnType.Integer,
            "ms",
            "Trung bình độ trễ khi rảnh",
            "Mean round-trip time on the quiet line",
            row => row.IdleMs
        ),
        new(
            "avg_lat_down_ms",
            ColumnType.Integer,
            "ms",
            "Trung bình độ trễ khi tải xuống",
            "Mean round-trip time while downloading",
            row => row.LoadedDownMs
        ),
        new(
            "avg_lat_up_ms",
            ColumnType.Integer,
            "ms",
            "Trung bình độ trễ khi tải lên",
            "Mean round-trip time while uploading",
            row => row.LoadedUpMs
        ),
        new("tests", ColumnType.Integer, null, "Số lần đo", "Runs", row => (long)row.Tests),
        new("devices", ColumnType.Integer, null, "Số thiết bị, ít nhất 5", "Devices, at least 5", row => (long)row.Devices),
    ];

    public static TableDescription Description { get; } =
        TableDescription.Of(
            "tiles",
            "Mỗi dòng một ô bản đồ và mạng, chỉ gồm lần đo có vị trí. Đây là trung bình các lần đo để so sánh với nguồn khác; số liệu chính thức là trung vị trong bảng figures.",
            "One map tile and network a row, of runs with a location only. Means over runs, for comparison with other sources; the figures proper are the medians of the table figures.",
            Columns
        );
}

internal sealed class TileTable : IEntityTypeConfiguration<TileRow>
{
    public void Configure(EntityTypeBuilder<TileRow> builder) =>
        builder
            .ToTable("release_tiles")
            .HasKey(row => new
            {
                row.Month,
                row.Number,
                row.Network,
                row.Quadkey,
            });
}

/// <summary>When the tiles of a release were taken; a release without it has none yet.</summary>
internal sealed class TilesTaken
{
    public DateOnly Month { get; set; }

    public int Number { get; set; }

    public DateTimeOffset TakenAt { get; set; }
}

internal sealed class TilesTakenTable : IEntityTypeConfiguration<TilesTaken>
{
    public void Configure(EntityTypeBuilder<TilesTaken> builder) =>
        builder.ToTable("release_tiles_taken").HasKey(row => new { row.Month, row.Number });
}

internal static class TileSets
{
    extension(HubDb db)
    {
        public DbSet<TileRow> Tiles => db.Set<TileRow>();
    }
}

/// <summary>Squares of the web map (spherical Mercator), named by quadkeys: one digit a zoom level.</summary>
internal static class Quadkey
{
    public const int FinestZoom = 16;

    /// <summary>The square of zoom 16 around a point.</summary>
    public static string At(double latitude, double longitude)
    {
        var size = 1 << FinestZoom;
        var sin = Math.Sin(latitude * Math.PI / 180);
        var x = Math.Clamp((int)((longitude + 180) / 360 * size), 0, size - 1);
        var y = Math.Clamp((int)((0.5 - Math.Log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size), 0, size - 1);
        return string.Create(
            FinestZoom,
            (x, y),
            static (digits, at) =>
            {
                for (var zoom = 0; zoom < digits.Length; zoom++)
                {
                    var bit = 1 << (digits.Length - 1 - zoom);
                    digits[zoom] = (char)('0' + ((at.x & bit) != 0 ? 1 : 0) + ((at.y & bit) != 0 ? 2 : 0));
                }
            }
        );
    }

    /// <summary>The square in which the middle of a cell lies; null for what is no cell.</summary>
    public static string? OfCell(string cell) =>
        CoarseCell.TryMiddle(cell, out var latitude, out var longitude) ? At(latitude, longitude) : null;
}
