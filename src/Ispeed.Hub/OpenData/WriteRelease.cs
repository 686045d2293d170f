using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.IO;

namespace Ispeed.Hub.OpenData;

/// <summary>
/// Writes the files of a release into a folder. Everything comes from what the release keeps (documents of its generation, its tiles), the list of areas and
/// the boundaries, so that the same release gives the same bytes.
/// </summary>
internal static class WriteRelease
{
    public const string Checksums = "SHA256SUMS";
    public const string Manifest = "manifest.json";

    /// <summary>The licence of everything in the folder.</summary>
    public const string Licence = "CC-BY-4.0";

    private const string LicenceText =
        "Dữ liệu mở i-Speed. Giấy phép: Creative Commons Ghi công 4.0 Quốc tế (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/deed.vi\r\n"
        + "Khi dùng, xin ghi: \"Nguồn: i-Speed\", tháng và số hiệu bản phát hành, và nói rõ nếu có sửa đổi.\r\n\r\n"
        + "i-Speed open data. Licence: Creative Commons Attribution 4.0 International (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/\r\n"
        + "Name \"i-Speed\", month and number of the release, and say so when you changed something.\r\n";

    private static readonly JsonSerializerOptions Readable = new(OpenAnswer.Json) { WriteIndented = true, NewLine = "\n" };

    /// <summary>The tables of a release, as the dictionary lists them.</summary>
    public static IReadOnlyList<TableDescription> Tables { get; } = [FigureLine.Description, RankingLine.Description, TileRow.Description];

    /// <summary>Writes them; what was in the folder under these names is replaced.</summary>
    /// <returns>The names of the files.</returns>
    public static async Task<IReadOnlyList<string>> ToAsync(
        HubDb db,
        Release release,
        AreaDirectory areas,
        string folder,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(folder);
        var prefix = $"ispeed-{ReleaseId.Of(release)}";
        var (figures, rankings) = await FiguresAsync(db, release, cancellationToken);
        var lines = figures.ConvertAll(figure => FigureLine.Of(figure, areas));
        var ranks = rankings.SelectMany(ranking => RankingLine.Of(ranking, areas)).ToList();
        var tiles = await db
            .Tiles.AsNoTracking()
            .Where(row => row.Month == release.Month && row.Number == release.Number)
            .OrderBy(row => row.Network)
            .ThenBy(row => row.Quadkey)
            .ToListAsync(cancellationToken);
        var boundaries = await BoundariesAsync(db, lines, release.Month.AddMonths(1), cancellationToken);
        var files = new List<string>();

        async Task AddAsync(string name, Func<Stream, Task> write)
        {
            await using var file = File.Create(Path.Combine(folder, name));
            await write(file);
            files.Add(name);
        }

        Task AddBytesAsync(string name, byte[] content) => AddAsync(name, file => file.WriteAsync(content, cancellationToken).AsTask());

        await AddBytesAsync($"{prefix}-figures.csv", CsvFile.Write(FigureLine.Columns, lines));
        await AddAsync($"{prefix}-figures.parquet", file => ParquetFile.WriteAsync(FigureLine.Columns, lines, file, cancellationToken));
        await AddBytesAsync($"{prefix}-figures.geojson", GeoJsonOf(lines, boundaries));
        await AddBytesAsync($"{prefix}-rankings.csv", CsvFile.Write(RankingLine.Columns, ranks));
        await AddAsync($"{prefix}-rankings.parquet", file => ParquetFile.WriteAsync(RankingLine.Columns, ranks, file, cancellationToken));
        await AddBytesAsync($"{prefix}-tiles.csv", CsvFile.Write(TileRow.Columns, tiles));
        await AddAsync($"{prefix}-tiles.parquet", file => ParquetFile.WriteAsync(TileRow.Columns, tiles, file, cancellationToken));
        await AddBytesAsync("dictionary.json", Text(JsonSerializer.Serialize(Tables, Readable) + "\n"));
        await AddBytesAsync("LICENSE.txt", Text(LicenceText));
        await AddBytesAsync(Manifest, ManifestOf(release, (lines.Count, ranks.Count, tiles.Count), boundaries));
        await AddBytesAsync(Checksums, Text(await ChecksumsAsync(folder, files, cancellationToken)));
        return files;
    }

    private static async Task<(List<Figure> Figures, List<AreaRanking> Rankings)> FiguresAsync(
        HubDb db,
        Release release,
        CancellationToken cancellationToken
    )
    {
        var (figures, rankings, query) = (new List<Figure>(), new List<AreaRanking>(), new FigureQuery(release.Month, release.Number));
        for (FigureCursor? after = null; ; )
        {
            var page = await PublishedFigures.ReadAsync(db, query, after, PublishedFigures.MostDocuments, cancellationToken);
            figures.AddRange(page.Figures);
            rankings.AddRange(page.Rankings);
            if ((after = page.Next) is null)
            {
                return (figures, rankings);
            }
        }
    }

    private static async Task<Dictionary<(string, DateOnly), AreaBoundary>> BoundariesAsync(
        HubDb db,
        List<FigureLine> lines,
        DateOnly after,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<(string, DateOnly), AreaBoundary>();
        foreach (var some in lines.Select(line => (line.Figure.AreaCode, line.Figure.AreaFrom)).Distinct().Chunk(200))
        {
            var codes = Array.ConvertAll(some, area => area.AreaCode);
            var rows = await db
                .AreaBoundaries.AsNoTracking()
                .Where(row => codes.Contains(row.Code) && row.ValidFrom < after)
                .ToListAsync(cancellationToken);
            foreach (var (code, from) in some)
            {
                // A boundary of an earlier day than the area's first may be that of other ground.
                if (rows.Where(row => row.Code == code && row.ValidFrom >= from).MaxBy(row => row.ValidFrom) is { } boundary)
                {
                    found[(code, from)] = boundary;
                }
            }
        }

        return found;
    }

    // One feature an area: all operators, accesses and hours together. What is finer is in the table.
    private static byte[] GeoJsonOf(List<FigureLine> lines, Dictionary<(string, DateOnly), AreaBoundary> boundaries) =>
        GeoJsonText.Write(
            lines.Where(line =>
                line.Figure.Operator == Figure.AllOperators
                && line.Figure.Cell.Access == Figure.AllAccesses
                && line.Figure.Cell.Hours == Figure.AllHours
            ),
            FigureLine.Columns,
            (json, line) =>
            {
                if (boundaries.TryGetValue((line.Figure.AreaCode, line.Figure.AreaFrom), out var boundary))
                {
                    GeoJsonText.WriteGeometry(json, new WKBReader().Read(boundary.Wkb));
                }
                else
                {
                    json.WriteNullValue();
                }
            }
        );

    private static byte[] ManifestOf(
        Release release,
        (int Figures, int Rankings, int Tiles) rows,
        Dictionary<(string, DateOnly), AreaBoundary> boundaries
    ) =>
        Text(
            JsonSerializer.Serialize(
                new
                {
                    Release = ReleaseId.Of(release).ToString(),
                    Month = release.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                    release.ReleasedAt,
                    release.ComputedAt,
                    release.Method,
                    release.Rules,
                    release.AreasAsOf,
                    release.IsDemonstration,
                    release.Runs,
                    release.ValidRuns,
                    release.Devices,
                    release.Documents,
                    release.ContentHash,
                    release.Corrects,
                    release.Reason,
                    Rows = new
                    {
                        rows.Figures,
                        rows.Rankings,
                        rows.Tiles,
                    },
                    BoundariesImportedAt = boundaries.Count == 0 ? (DateTimeOffset?)null : boundaries.Values.Max(row => row.ImportedAt),
                    Disclosure = new { Disclosure.FewestDevices, Disclosure.FewestDevicesOfOperatorInCommune },
                    Licence,
                    Checksums,
                },
                Readable
            ) + "\n"
        );

    // The form that sha256sum -c reads.
    private static async Task<string> ChecksumsAsync(string folder, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var name in files)
        {
            await using var file = File.OpenRead(Path.Combine(folder, name));
            text.Append(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)))
                .Append("  ")
                .Append(name)
                .Append('\n');
        }

        return text.ToString();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
