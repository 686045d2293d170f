using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Publication;

namespace Ispeed.Hub.OpenData;

/// <summary>One operator of a ranking: a row of the file, and of the list that the API gives as CSV.</summary>
internal sealed record RankingLine(AreaRanking Place, string? AreaName, RankedOperator Operator)
{
    public static readonly IReadOnlyList<Column<RankingLine>> Columns =
    [
        new(
            "month",
            ColumnType.Text,
            null,
            "Tháng, giờ Việt Nam",
            "Month in Viet Nam",
            line => line.Place.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture)
        ),
        new("level", ColumnType.Text, null, "Cấp", "Level of the area", line => line.Place.Level.ToWire()),
        new(
            "area_code",
            ColumnType.Text,
            null,
            "Mã đơn vị hành chính; VN: cả nước",
            "Code of the area; VN: the country",
            line => line.Place.AreaCode
        ),
        new(
            "area_from",
            ColumnType.Day,
            null,
            "Ngày đầu tiên của mã này",
            "First day of this meaning of the code",
            line => line.Place.AreaFrom
        ),
        new("area_name", ColumnType.Text, null, "Tên đơn vị hành chính", "Name of the area", line => line.AreaName),
        new("access", ColumnType.Text, null, "Loại truy nhập", "Access", line => line.Place.Ranking.Access),
        new("operator", ColumnType.Text, null, "Mã nhà mạng", "Code of the operator", line => line.Operator.Operator),
        new(
            "best_rank",
            ColumnType.Integer,
            null,
            "Hạng cao nhất có thể",
            "Best rank that the samples allow",
            line => (long)line.Operator.BestRank
        ),
        new(
            "worst_rank",
            ColumnType.Integer,
            null,
            "Hạng thấp nhất có thể",
            "Worst rank that the samples allow",
            line => (long)line.Operator.WorstRank
        ),
        new(
            "samples_at_least",
            ColumnType.Integer,
            null,
            "Số mẫu ở các xã mà mọi nhà mạng được so sánh đều có mẫu, làm tròn xuống hàng trăm",
            "Samples in the communes that all compared operators have samples in, rounded down to hundreds",
            line => (long)line.Operator.SamplesAtLeast
        ),
        new(
            "down_median",
            ColumnType.Decimal,
            "Mbit/s",
            "Trung vị tải xuống ở đó",
            "Median download there",
            line => line.Operator.Median.Value
        ),
        new(
            "down_median_low",
            ColumnType.Decimal,
            "Mbit/s",
            "Cận dưới khoảng tin cậy 95 %",
            "Lower end of its 95 % interval",
            line => line.Operator.Median.Interval?.Low
        ),
        new(
            "down_median_high",
            ColumnType.Decimal,
            "Mbit/s",
            "Cận trên khoảng tin cậy 95 %",
            "Upper end of its 95 % interval",
            line => line.Operator.Median.Interval?.High
        ),
    ];

    public static TableDescription Description { get; } =
        TableDescription.Of(
            "rankings",
            "Mỗi dòng một nhà mạng trong một địa bàn và loại truy nhập; hạng không phân định được thì bằng nhau.",
            "One operator of an area and access a row; ranks that cannot be told apart are shared.",
            Columns
        );

    public static IEnumerable<RankingLine> Of(AreaRanking ranking, AreaDirectory areas) =>
        ranking.Ranking.Operators.Select(one => new RankingLine(ranking, NameOf(ranking, areas), one));

    public static string? NameOf(AreaRanking ranking, AreaDirectory areas) =>
        ranking.AreaCode == Figure.Nation
            ? "Việt Nam"
            : areas.Versions(ranking.AreaCode).FirstOrDefault(area => area.ValidFrom == ranking.AreaFrom)?.FullName;
}
