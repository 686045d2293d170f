using Ispeed.Hub.Areas;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.OpenData;

/// <summary><c>GET /api/v1/black-spots</c>: where an operator's network fails, as a list, CSV or GeoJSON.</summary>
internal static class ShowBlackSpots
{
    private const int UsualPage = 500;
    private const int LargestPage = 5000;
    private const string BlackSpotKind = "black-spot";
    private const string ColdKind = "cold";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public static readonly IReadOnlyList<Column<BlackSpotRow>> Columns =
    [
        new(
            "cell",
            ColumnType.Text,
            null,
            "Ô H3 độ phân giải 8 (rộng khoảng 1 km)",
            "H3 cell of resolution 8, about 1 km across",
            row => row.Cell
        ),
        new("latitude", ColumnType.Decimal, "°", "Vĩ độ giữa ô", "Latitude of the cell's middle", row => MiddleOf(row).Latitude),
        new("longitude", ColumnType.Decimal, "°", "Kinh độ giữa ô", "Longitude of the cell's middle", row => MiddleOf(row).Longitude),
        new("province_code", ColumnType.Text, null, "Mã tỉnh, thành phố", "Code of the province", row => row.ProvinceCode),
        new("commune_code", ColumnType.Text, null, "Mã xã, phường, đặc khu", "Code of the commune", row => row.CommuneCode),
        new("operator", ColumnType.Text, null, "Mã nhà mạng", "Code of the operator", row => row.Operator),
        new(
            "medium",
            ColumnType.Text,
            null,
            "Mạng di động (mobile) hay cố định (fixed)",
            "The operator's mobile or fixed network",
            row => row.Medium
        ),
        new(
            "is_black_spot",
            ColumnType.Flag,
            null,
            "Vùng lõm: xác suất tỷ lệ hỏng vượt 0,3 từ 0,95 trở lên",
            "Black spot: the failure rate is above 0.3 with a chance of at least 0.95",
            row => row.IsBlackSpot
        ),
        new(
            "is_cold",
            ColumnType.Flag,
            null,
            "Vùng yếu: các ô xung quanh cùng hỏng nhiều",
            "Cold: the cells around fail together",
            row => row.IsCold
        ),
        new("devices", ColumnType.Integer, null, "Số thiết bị đã thử", "Devices that tried", row => (long)row.Devices),
        new(
            "failed_devices",
            ColumnType.Integer,
            null,
            "Số thiết bị hỏng quá nửa số lần thử",
            "Devices most of whose tries failed",
            row => (long)row.FailedDevices
        ),
        new("days", ColumnType.Integer, null, "Số ngày có thiết bị thử", "Days on which devices tried", row => (long)row.Days),
        new("rate", ColumnType.Decimal, null, "Tỷ lệ hỏng ước lượng, 0 đến 1", "Estimated failure rate, 0 to 1", row => row.Rate),
        new(
            "chance",
            ColumnType.Decimal,
            null,
            "Xác suất tỷ lệ hỏng vượt 0,3",
            "Chance that the failure rate is above 0.3",
            row => row.Chance
        ),
    ];

    /// <summary>Black spots, by cell, operator and medium.</summary>
    /// <param name="From">The first day that counted; null before they were made.</param>
    /// <param name="To">The first day that did not.</param>
    /// <param name="ComputedAt">When they were made; daily.</param>
    /// <param name="IsDemonstration">Made of simulated runs.</param>
    /// <param name="Items">One a cell, operator and medium with at least 5 devices on 2 days.</param>
    /// <param name="Next">The next page; null on the last one.</param>
    public sealed record Answer(
        DateOnly? From,
        DateOnly? To,
        DateTimeOffset? ComputedAt,
        bool IsDemonstration,
        IReadOnlyList<Item> Items,
        string? Next
    );

    /// <summary>A cell where an operator's network fails.</summary>
    public sealed record Item(
        string Cell,
        double Latitude,
        double Longitude,
        string? ProvinceCode,
        string? CommuneCode,
        string Operator,
        string Medium,
        bool IsBlackSpot,
        bool IsCold,
        int Devices,
        int FailedDevices,
        int Days,
        double Rate,
        double Chance
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpen<Answer>(
            "/api/v1/black-spots",
            "Where an operator's network fails: cells of about 1 km with at least 5 devices on 2 days, in the running month and the two before it",
            [
                new("province", "Code of a province", "56"),
                new("commune", "Code of a commune of today", "22366"),
                new("operator", "Code of an operator", "viettel"),
                new("medium", "mobile or fixed", "mobile"),
                new("kind", "black-spot or cold; both without", "black-spot"),
                new("limit", "Rows of a page, 1 to 5000", "100"),
            ],
            [Form.Json, Form.Csv, Form.GeoJson],
            ShowAsync
        );

    private static async Task<IResult> ShowAsync(HttpContext context, Form form)
    {
        var filters = new Filters(context.Request.Query);
        var asked = Question.Read(filters, context.RequestServices);
        if (filters.Refusal is { } refusal)
        {
            return refusal;
        }

        var db = context.RequestServices.GetRequiredService<HubDb>();
        var rows = await asked.Of(db.BlackSpots.AsNoTracking()).Take(asked.Limit + 1).ToListAsync(context.RequestAborted);
        var page = rows.Take(asked.Limit).ToArray();
        var next =
            rows.Count > asked.Limit ? OpenAnswer.NextOf(context.Request, $"{page[^1].Cell}~{page[^1].Operator}~{page[^1].Medium}") : null;
        switch (form)
        {
            case Form.Csv:
                return new OpenAnswer(CsvFile.Write(Columns, page, asked.WithMark), CsvFile.MediaType, Fresh) { Next = next };
            case Form.GeoJson:
                return new OpenAnswer(GeoJsonOf(page), OpenAnswer.GeoJsonType, Fresh) { Next = next };
            default:
                var state = await db.CoverageStateAsync(context.RequestAborted);
                var answer = new Answer(
                    state?.From,
                    state?.To,
                    state?.ComputedAt,
                    state?.IsDemonstration ?? false,
                    [.. page.Select(ItemOf)],
                    next
                );
                return OpenAnswer.OfJson(answer, Fresh, next);
        }
    }

    private static Item ItemOf(BlackSpotRow row)
    {
        var (latitude, longitude) = MiddleOf(row);
        return new(
            row.Cell,
            latitude,
            longitude,
            row.ProvinceCode,
            row.CommuneCode,
            row.Operator,
            row.Medium,
            row.IsBlackSpot,
            row.IsCold,
            row.Devices,
            row.FailedDevices,
            row.Days,
            row.Rate,
            row.Chance
        );
    }

    private static (double Latitude, double Longitude) MiddleOf(BlackSpotRow row)
    {
        CoarseCell.TryMiddle(row.Cell, out var latitude, out var longitude);
        return (Math.Round(latitude, 6), Math.Round(longitude, 6));
    }

    private static byte[] GeoJsonOf(IReadOnlyList<BlackSpotRow> rows) =>
        GeoJsonText.Write(
            rows,
            Columns,
            (json, row) =>
            {
                CoarseCell.TryRead(row.Cell, out var cell);
                GeoJsonText.WritePolygon(json, [.. HexGrid.CornersOf(cell)]);
            }
        );

    private sealed record Question(
        string? Province,
        string? Commune,
        string? Operator,
        string? Medium,
        string? Kind,
        (string Cell, string Operator, string Medium)? After,
        int Limit,
        bool WithMark
    )
    {
        public static Question Read(Filters filters, IServiceProvider services)
        {
            var today = VietnamTime.DayOf(services.GetRequiredService<TimeProvider>().GetUtcNow());
            var areas = services.GetRequiredService<AreaDirectory>();
            return new(
                filters.Area("province", AreaLevel.Province, areas, today)?.Code,
                filters.Area("commune", AreaLevel.Commune, areas, today)?.Code,
                filters.OneOf("operator", [.. services.GetRequiredService<OperatorDirectory>().All.Select(one => one.Code)]),
                filters.OneOf("medium", Media.Mobile, Media.Fixed),
                filters.OneOf("kind", BlackSpotKind, ColdKind),
                Cursor(filters),
                filters.Number("limit", UsualPage, 1, LargestPage),
                filters.OneOf("bom", "1") is not null
            );
        }

        public IQueryable<BlackSpotRow> Of(IQueryable<BlackSpotRow> rows)
        {
            rows = Province is null ? rows : rows.Where(row => row.ProvinceCode == Province);
            rows = Commune is null ? rows : rows.Where(row => row.CommuneCode == Commune);
            rows = Operator is null ? rows : rows.Where(row => row.Operator == Operator);
            rows = Medium is null ? rows : rows.Where(row => row.Medium == Medium);
            rows = Kind switch
            {
                BlackSpotKind => rows.Where(row => row.IsBlackSpot),
                ColdKind => rows.Where(row => row.IsCold),
                _ => rows,
            };
            if (After is var (cell, one, medium))
            {
                rows = rows.Where(row =>
                    row.Cell.CompareTo(cell) > 0
                    || (row.Cell == cell && row.Operator.CompareTo(one) > 0)
                    || (row.Cell == cell && row.Operator == one && row.Medium.CompareTo(medium) > 0)
                );
            }

            return rows.OrderBy(row => row.Cell).ThenBy(row => row.Operator).ThenBy(row => row.Medium);
        }

        private static (string, string, string)? Cursor(Filters filters)
        {
            if (filters.Text("after") is not { } after)
            {
                return null;
            }

            if (after.Split('~') is [var cell, var one, var medium])
            {
                return (cell, one, medium);
            }

            filters.Refuse("after", "it is not what an answer gave as next.");
            return null;
        }
    }
}
