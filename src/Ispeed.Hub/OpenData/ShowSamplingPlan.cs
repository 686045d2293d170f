using Ispeed.Hub.Areas;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Store;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.OpenData;

/// <summary><c>GET /api/v1/sampling-plan</c>: how many devices a commune still needs, where and when.</summary>
internal static class ShowSamplingPlan
{
    private const int UsualPage = 500;
    private const int LargestPage = 5000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public static readonly IReadOnlyList<Column<Item>> Columns =
    [
        new("commune_code", ColumnType.Text, null, "Mã xã, phường, đặc khu", "Code of the commune", item => item.CommuneCode),
        new(
            "area_from",
            ColumnType.Day,
            null,
            "Ngày đầu tiên của mã này (mã được cấp lại)",
            "First day of this meaning of the code",
            item => item.AreaFrom
        ),
        new("province_code", ColumnType.Text, null, "Mã tỉnh, thành phố", "Code of the province", item => item.ProvinceCode),
        new(
            "operator",
            ColumnType.Text,
            null,
            "Mã nhà mạng; all: tất cả",
            "Code of the operator; all: all together",
            item => item.Operator
        ),
        new(
            "withheld",
            ColumnType.Text,
            null,
            "Vì sao không nêu số thiết bị (shown: có nêu)",
            "Why the count is not told (shown: it is)",
            item => item.Withheld.ToWire()
        ),
        new("devices", ColumnType.Integer, null, "Số thiết bị đã có mẫu", "Devices that have a sample", item => (long?)item.Devices),
        new(
            "missing_to_official",
            ColumnType.Integer,
            null,
            "Số thiết bị còn thiếu để đủ 300",
            "Devices missing to 300",
            item => (long?)item.MissingToOfficial
        ),
        new(
            "missing_to_quarter",
            ColumnType.Integer,
            null,
            "Còn thiếu để trung vị đúng trong ± 25 % (tin cậy 95 %)",
            "Missing to a median within ± 25 % at 95 %",
            item => (long?)item.MissingToQuarter
        ),
        new(
            "missing_to_tenth",
            ColumnType.Integer,
            null,
            "Còn thiếu để trung vị đúng trong ± 10 % (tin cậy 95 %)",
            "Missing to a median within ± 10 % at 95 %",
            item => (long?)item.MissingToTenth
        ),
        new(
            "is_at_least",
            ColumnType.Flag,
            null,
            "Các số còn thiếu là số tối thiểu",
            "The numbers missing are lower bounds",
            item => item.IsAtLeast
        ),
        new(
            "cells",
            ColumnType.Integer,
            null,
            "Số ô H3 của xã; trống: chưa có ranh giới",
            "H3 cells of the commune; empty without boundaries",
            item => (long?)item.Cells
        ),
        new(
            "short_cells",
            ColumnType.Text,
            null,
            "Các ô H3 còn thiếu mẫu, cách nhau bằng dấu cách",
            "H3 cells that need samples, separated by spaces",
            item => string.Join(' ', item.ShortCells)
        ),
        new(
            "short_times",
            ColumnType.Text,
            null,
            "Các buổi trong tuần còn thiếu mẫu, cách nhau bằng dấu cách",
            "Parts of the week that need samples, separated by spaces",
            item => string.Join(' ', item.ShortTimes.Select(part => part.ToWire()))
        ),
    ];

    /// <summary>Plans, by commune and operator.</summary>
    /// <param name="From">The first day that counted; null before they were made.</param>
    /// <param name="To">The first day that did not.</param>
    /// <param name="ComputedAt">When they were made; daily.</param>
    /// <param name="IsDemonstration">Made of simulated runs.</param>
    /// <param name="Items">One a commune and operator; all together first.</param>
    /// <param name="Next">The next page; null on the last one.</param>
    public sealed record Answer(
        DateOnly? From,
        DateOnly? To,
        DateTimeOffset? ComputedAt,
        bool IsDemonstration,
        IReadOnlyList<Item> Items,
        string? Next
    );

    /// <summary>The plan of a commune and operator (<see cref="PlanContent"/>).</summary>
    public sealed record Item(
        string CommuneCode,
        DateOnly AreaFrom,
        string ProvinceCode,
        string Operator,
        Withholding Withheld,
        int? Devices,
        int? MissingToOfficial,
        int? MissingToQuarter,
        int? MissingToTenth,
        bool IsAtLeast,
        int? Cells,
        IReadOnlyList<string> ShortCells,
        IReadOnlyList<WeekPart> ShortTimes
    )
    {
        public static Item Of(SamplingPlanRow row)
        {
            var plan = PlanContent.Read(row.Content);
            return new(
                row.CommuneCode,
                row.AreaFrom,
                row.ProvinceCode,
                row.Operator,
                plan.Withheld,
                plan.Devices,
                plan.MissingToOfficial,
                plan.MissingToQuarter,
                plan.MissingToTenth,
                plan.IsAtLeast,
                plan.Cells,
                plan.ShortCells,
                plan.ShortTimes
            );
        }
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpen<Answer>(
            "/api/v1/sampling-plan",
            "How many devices a commune still needs, of each operator, for 300 and for a median within ± 25 % and ± 10 %, and where and when",
            [
                new("province", "Code of a province", "56"),
                new("commune", "Code of a commune of today", "22366"),
                new("operator", "Code of an operator, or all", "all"),
                new("limit", "Rows of a page, 1 to 5000", "100"),
            ],
            [Form.Json, Form.Csv],
            ShowAsync
        );

    private static async Task<IResult> ShowAsync(HttpContext context, Form form)
    {
        var services = context.RequestServices;
        var filters = new Filters(context.Request.Query);
        var areas = services.GetRequiredService<AreaDirectory>();
        var today = VietnamTime.DayOf(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var province = filters.Area("province", AreaLevel.Province, areas, today)?.Code;
        var commune = filters.Area("commune", AreaLevel.Commune, areas, today)?.Code;
        var one = filters.OneOf(
            "operator",
            [PlanOf.AllOperators, .. services.GetRequiredService<OperatorDirectory>().All.Select(brand => brand.Code)]
        );
        var limit = filters.Number("limit", UsualPage, 1, LargestPage);
        var withMark = filters.OneOf("bom", "1") is not null;
        var after = filters.Text("after")?.Split('~');
        if (after is not (null or [_, _]))
        {
            filters.Refuse("after", "it is not what an answer gave as next.");
        }

        if (filters.Refusal is { } refusal)
        {
            return refusal;
        }

        var db = services.GetRequiredService<HubDb>();
        var rows = db.SamplingPlans.AsNoTracking();
        rows = province is null ? rows : rows.Where(row => row.ProvinceCode == province);
        rows = commune is null ? rows : rows.Where(row => row.CommuneCode == commune);
        rows = one is null ? rows : rows.Where(row => row.Operator == one);
        if (after is [var lastCommune, var lastOperator])
        {
            rows = rows.Where(row =>
                row.CommuneCode.CompareTo(lastCommune) > 0 || (row.CommuneCode == lastCommune && row.Operator.CompareTo(lastOperator) > 0)
            );
        }

        var found = await rows.OrderBy(row => row.CommuneCode)
            .ThenBy(row => row.Operator)
            .Take(limit + 1)
            .ToListAsync(context.RequestAborted);
        var page = found.Take(limit).Select(Item.Of).ToArray();
        var next = found.Count > limit ? OpenAnswer.NextOf(context.Request, $"{page[^1].CommuneCode}~{page[^1].Operator}") : null;
        if (form is Form.Csv)
        {
            return new OpenAnswer(CsvFile.Write(Columns, page, withMark), CsvFile.MediaType, Fresh) { Next = next };
        }

        var state = await db.CoverageStateAsync(context.RequestAborted);
        return OpenAnswer.OfJson(
            new Answer(state?.From, state?.To, state?.ComputedAt, state?.IsDemonstration ?? false, page, next),
            Fresh,
            next
        );
    }
}
