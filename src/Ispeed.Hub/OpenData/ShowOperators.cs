using Ispeed.Hub.Operators;

namespace Ispeed.Hub.OpenData;

/// <summary><c>GET /api/v1/operators</c>: the brands that figures name.</summary>
internal static class ShowOperators
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private static readonly IReadOnlyList<Column<Operator>> Columns =
    [
        new("operator", ColumnType.Text, null, "Mã nhà mạng", "Code of the operator", one => one.Code),
        new("name", ColumnType.Text, null, "Tên thương hiệu", "Brand", one => one.Name),
        new("sells_mobile", ColumnType.Flag, null, "Có bán di động", "Sells mobile access", one => one.SellsMobile),
        new("sells_fixed", ColumnType.Flag, null, "Có bán cố định", "Sells fixed access", one => one.SellsFixed),
    ];

    /// <summary>In the order of the table, with the day of the table of networks by which addresses are told apart, and what its licence asks for.</summary>
    public sealed record Answer(IReadOnlyList<Operator> Items, DateOnly NetworksAsOf, Attribution Attribution);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapOpen<Answer>("/api/v1/operators", "The operators that figures name", [], [Form.Json, Form.Csv], Show);

    private static Task<IResult> Show(HttpContext context, Form form)
    {
        var filters = new Filters(context.Request.Query);
        var withMark = filters.OneOf("bom", "1") is not null;
        if (filters.Refusal is { } refusal)
        {
            return Task.FromResult<IResult>(refusal);
        }

        var operators = context.RequestServices.GetRequiredService<OperatorDirectory>();
        return Task.FromResult<IResult>(
            form is Form.Csv
                ? new OpenAnswer(CsvFile.Write(Columns, operators.All, withMark), CsvFile.MediaType, Fresh)
                : OpenAnswer.OfJson(new Answer(operators.All, operators.AsOf, OperatorDirectory.Attribution), Fresh)
        );
    }
}
