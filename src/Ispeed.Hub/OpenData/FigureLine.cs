using Ispeed.Hub.Areas;
using Ispeed.Hub.Publication;
using Ispeed.Statistics;

namespace Ispeed.Hub.OpenData;

/// <summary>A published figure with the name of its area: a row of the files, and of the list that the API gives as CSV.</summary>
internal sealed record FigureLine(Figure Figure, string? AreaName)
{
    private const string File = "figures";

    public static readonly IReadOnlyList<Column<FigureLine>> Columns =
    [
        new(
            "month",
            ColumnType.Text,
            null,
            "Tháng, giờ Việt Nam",
            "Month in Viet Nam",
            line => line.Figure.Month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)
        ),
        new(
            "level",
            ColumnType.Text,
            null,
            "Cấp: nation, province, district, commune",
            "Level of the area",
            line => line.Figure.Level.ToWire()
        ),
        new(
            "area_code",
            ColumnType.Text,
            null,
            "Mã đơn vị hành chính; VN: cả nước",
            "Code of the area; VN: the country",
            line => line.Figure.AreaCode
        ),
        new(
            "area_from",
            ColumnType.Day,
            null,
            "Ngày đầu tiên của mã này (mã được cấp lại)",
            "First day of this meaning of the code: codes are given out anew",
            line => line.Figure.AreaFrom
        ),
        new("area_name", ColumnType.Text, null, "Tên đơn vị hành chính", "Name of the area", line => line.AreaName),
        new("parent_code", ColumnType.Text, null, "Mã đơn vị cấp trên", "Code of the area above", line => line.Figure.ParentCode),
        new(
            "operator",
            ColumnType.Text,
            null,
            "Mã nhà mạng; all: tất cả; other: mạng khác",
            "Code of the operator; all together; other networks",
            line => line.Figure.Operator
        ),
        new(
            "access",
            ColumnType.Text,
            null,
            "Loại truy nhập; all: tất cả; mobile: 2G đến 5G",
            "Access; all together; mobile: 2G to 5G",
            line => line.Figure.Cell.Access
        ),
        new(
            "hours",
            ColumnType.Text,
            null,
            "Giờ: all cả ngày, peak 18–23 giờ",
            "Hours: all day, or peak, 18 to 23 h",
            line => line.Figure.Cell.Hours
        ),
        new(
            "withheld",
            ColumnType.Text,
            null,
            "Vì sao không công bố (shown: có công bố)",
            "Why it is not shown (shown: it is)",
            line => line.Figure.Cell.Withheld.ToWire()
        ),
        new("runs", ColumnType.Integer, null, "Số lần đo, kể cả hỏng", "Runs, failed ones too", line => (long?)line.Figure.Cell.Runs),
        new("valid_runs", ColumnType.Integer, null, "Số lần đo hợp lệ", "Valid runs", line => (long?)line.Figure.Cell.ValidRuns),
        new(
            "devices",
            ColumnType.Integer,
            null,
            "Số thiết bị có lần đo hợp lệ",
            "Devices with a valid run",
            line => (long?)line.Figure.Cell.Devices
        ),
        new(
            "samples",
            ColumnType.Integer,
            null,
            "Số mẫu đại diện (mỗi thiết bị một mẫu)",
            "Samples, one a device",
            line => (long?)line.Figure.Cell.Samples
        ),
        new(
            "tier",
            ColumnType.Text,
            null,
            "Bậc bằng chứng: none, indicative, provisional, direct, official",
            "Tier of evidence",
            line => line.Figure.Cell.Tier.ToWire()
        ),
        new(
            "missing_to_official",
            ColumnType.Integer,
            null,
            "Số mẫu còn thiếu để đủ 300",
            "Samples missing to 300",
            line => (long?)line.Figure.Cell.MissingToOfficial
        ),
        .. Speeds("down", "tải xuống", "download", cell => cell.Down),
        .. Speeds("up", "tải lên", "upload", cell => cell.Up),
        .. Medians("idle_ms", "ms", "Độ trễ khi đường truyền rảnh", "Round-trip time on the quiet line", cell => cell.IdleMs),
        .. Medians(
            "loaded_down_ms",
            "ms",
            "Độ trễ khi đang tải xuống",
            "Round-trip time while the download fills the line",
            cell => cell.LoadedDownMs
        ),
        .. Medians(
            "loaded_up_ms",
            "ms",
            "Độ trễ khi đang tải lên",
            "Round-trip time while the upload fills the line",
            cell => cell.LoadedUpMs
        ),
        .. Medians("jitter_ms", "ms", "Biến động trễ", "Jitter", cell => cell.JitterMs),
        .. Medians("pdv95_ms", "ms", "Phân vị 95 của biến động trễ gói", "95th percentile of packet delay variation", cell => cell.Pdv95Ms),
        .. Medians("loss_down_percent", "%", "Mất gói chiều xuống", "Packet loss downwards", cell => cell.LossDownPercent),
        .. Medians("loss_up_percent", "%", "Mất gói chiều lên", "Packet loss upwards", cell => cell.LossUpPercent),
        .. Gaps(
            "campaign",
            "Phép đo theo đợt vận động so với phép đo khác",
            "Runs within campaigns against the others",
            cell => cell.Campaign
        ),
        .. Gaps(
            "hosted",
            "Phép đo với điểm đo trong mạng của nhà mạng so với phép đo khác",
            "Runs against test points in the operator's own network against the others",
            cell => cell.Hosted
        ),
    ];

    public static TableDescription Description { get; } =
        TableDescription.Of(
            File,
            "Mỗi dòng một số liệu: tháng × địa bàn × nhà mạng × loại truy nhập × giờ.",
            "One figure a row: month × area × operator × access × hours.",
            Columns
        );

    public static FigureLine Of(Figure figure, AreaDirectory areas) =>
        new(
            figure,
            figure.AreaCode == Figure.Nation
                ? "Việt Nam"
                : areas.Versions(figure.AreaCode).FirstOrDefault(area => area.ValidFrom == figure.AreaFrom)?.FullName
        );

    private static IEnumerable<Column<FigureLine>> Speeds(string name, string vietnamese, string english, Func<Cell, Speed?> of)
    {
        const string Unit = "Mbit/s";
        Speed? In(FigureLine line) => of(line.Figure.Cell);
        yield return new(
            $"{name}_samples",
            ColumnType.Integer,
            null,
            $"Số mẫu có số liệu {vietnamese}",
            $"Samples with {english}",
            line => (long?)In(line)?.Samples
        );
        yield return new(
            $"{name}_estimator",
            ColumnType.Text,
            null,
            "Cách ước lượng: direct trực tiếp, shrunken có mượn sức địa bàn tương tự",
            "direct, or shrunken towards areas like it",
            line => In(line)?.Estimator.ToWire()
        );
        yield return new(
            $"{name}_median",
            ColumnType.Decimal,
            Unit,
            $"Trung vị {vietnamese}",
            $"Median {english}",
            line => In(line)?.Median?.Value
        );
        yield return new(
            $"{name}_median_low",
            ColumnType.Decimal,
            Unit,
            "Cận dưới khoảng tin cậy 95 %",
            "Lower end of its 95 % interval",
            line => In(line)?.Median?.Interval?.Low
        );
        yield return new(
            $"{name}_median_high",
            ColumnType.Decimal,
            Unit,
            "Cận trên khoảng tin cậy 95 %",
            "Upper end of its 95 % interval",
            line => In(line)?.Median?.Interval?.High
        );
        yield return new(
            $"{name}_local_evidence",
            ColumnType.Decimal,
            null,
            "γ: phần do chính mẫu của địa bàn, 0 đến 1",
            "γ: the share of the area's own samples, 0 to 1",
            line => In(line)?.LocalEvidence
        );
        yield return new($"{name}_mean", ColumnType.Decimal, Unit, $"Trung bình {vietnamese}", $"Mean {english}", line => In(line)?.Mean);
        yield return new($"{name}_p10", ColumnType.Decimal, Unit, "Phân vị 10", "Tenth percentile", line => In(line)?.P10?.Value);
        yield return new($"{name}_p90", ColumnType.Decimal, Unit, "Phân vị 90", "Ninetieth percentile", line => In(line)?.P90?.Value);
        foreach (var share in Shares(name, of))
        {
            yield return share;
        }

        yield return new(
            $"{name}_first_of_day",
            ColumnType.Decimal,
            Unit,
            "Trung vị theo cách tính thứ hai (lần đo đầu mỗi ngày)",
            "The median by the second rule: the first run of each day",
            line => In(line)?.FirstOfDay
        );
        yield return new(
            $"{name}_is_gap_flagged",
            ColumnType.Flag,
            null,
            "Hai cách tính lệch nhau quá 5 %",
            "The two rules differ by more than 5 %",
            line => In(line)?.IsGapFlagged
        );
    }

    private static IEnumerable<Column<FigureLine>> Shares(string name, Func<Cell, Speed?> of)
    {
        foreach (var threshold in new[] { 1, 5, 10, 30, 40, 100 })
        {
            SpeedShare? Share(FigureLine line) => of(line.Figure.Cell)?.Shares.FirstOrDefault(share => share.Mbps == threshold);
            yield return new(
                $"{name}_share_{threshold}",
                ColumnType.Decimal,
                null,
                $"Tỷ lệ thiết bị đạt từ {threshold} Mbit/s, 0 đến 1",
                $"Share of devices that reach {threshold} Mbit/s, 0 to 1",
                line => Share(line)?.Share
            );
            yield return new(
                $"{name}_share_{threshold}_low",
                ColumnType.Decimal,
                null,
                "Cận dưới khoảng tin cậy 95 %",
                "Lower end of its 95 % interval",
                line => Share(line)?.Low
            );
            yield return new(
                $"{name}_share_{threshold}_high",
                ColumnType.Decimal,
                null,
                "Cận trên khoảng tin cậy 95 %",
                "Upper end of its 95 % interval",
                line => Share(line)?.High
            );
        }
    }

    private static IEnumerable<Column<FigureLine>> Gaps(string name, string vietnamese, string english, Func<Cell, Gap?> of)
    {
        yield return new(
            $"{name}_ratio",
            ColumnType.Decimal,
            null,
            $"{vietnamese}: tỷ số trung vị tải xuống",
            $"{english}: ratio of median downloads",
            line => of(line.Figure.Cell)?.Ratio
        );
        yield return new(
            $"{name}_ratio_low",
            ColumnType.Decimal,
            null,
            "Cận dưới khoảng tin cậy 95 %",
            "Lower end of its 95 % interval",
            line => of(line.Figure.Cell)?.Low
        );
        yield return new(
            $"{name}_ratio_high",
            ColumnType.Decimal,
            null,
            "Cận trên khoảng tin cậy 95 %",
            "Upper end of its 95 % interval",
            line => of(line.Figure.Cell)?.High
        );
        yield return new(
            $"{name}_samples",
            ColumnType.Integer,
            null,
            "Số thiết bị của nhóm này",
            "Devices of this group",
            line => (long?)of(line.Figure.Cell)?.Samples
        );
    }

    private static IEnumerable<Column<FigureLine>> Medians(
        string name,
        string unit,
        string vietnamese,
        string english,
        Func<Cell, QuantileEstimate?> of
    )
    {
        yield return new(
            name,
            ColumnType.Decimal,
            unit,
            $"{vietnamese}, trung vị",
            $"{english}, median",
            line => of(line.Figure.Cell)?.Value
        );
        yield return new(
            $"{name}_low",
            ColumnType.Decimal,
            unit,
            "Cận dưới khoảng tin cậy 95 %",
            "Lower end of its 95 % interval",
            line => of(line.Figure.Cell)?.Interval?.Low
        );
        yield return new(
            $"{name}_high",
            ColumnType.Decimal,
            unit,
            "Cận trên khoảng tin cậy 95 %",
            "Upper end of its 95 % interval",
            line => of(line.Figure.Cell)?.Interval?.High
        );
    }
}
