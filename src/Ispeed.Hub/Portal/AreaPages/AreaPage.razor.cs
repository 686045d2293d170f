using System.Globalization;
using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Portal.Figures;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Statistics;
using Microsoft.AspNetCore.Components;

namespace Ispeed.Hub.Portal.AreaPages;

/// <summary>What is known of a province or commune in a period, and what is not. (Public only because Razor makes it so.)</summary>
public sealed partial class AreaPage
{
    internal static readonly string[] Accesses = [Figure.Mobile, Measure.Access.Fixed.ToWire(), Measure.Access.WiFi.ToWire()];

    private Area? area;
    private Area? province;
    private AreaFigures? figures;
    private AreaTrend? trend;
    private Period period = null!;
    private DateOnly today;

    /// <summary>The code of the area.</summary>
    [Parameter]
    public string Code { get; set; } = "";

    [SupplyParameterFromQuery(Name = "month")]
    private string? Month { get; set; }

    [SupplyParameterFromQuery(Name = "access")]
    private string? Access { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private OperatorDirectory Operators { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string? ChosenAccess => Accesses.Contains(Access) ? Access : null;

    /// <summary>Everything together, or the access that was chosen; null where nobody measured with it.</summary>
    private Cell? Shown => figures!.At(ChosenAccess ?? Figure.AllAccesses);

    private Cell? Peak => figures!.At(ChosenAccess ?? Figure.AllAccesses, Figure.PeakHours);

    private string PeriodName => PeriodNameOf(period);

    private string FiguresFile => reader.File($"/api/v1/areas/{Code}/figures?month={period.Name}");

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        today = VietnamTime.DayOf(Time.GetUtcNow());
        period = Period.Parse(Month) ?? await LatestMonth.OfAsync(Db, today, Context.RequestAborted);
        // The version that the period ends with, as in the file of the figures.
        var day = period.Last;
        area = Areas.Find(Code, day) ?? Areas.Find(Code, today);
        if (area is null)
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        province = area.ProvinceCode is { } parent ? Areas.Find(parent, day) : null;
        figures = await AreaFigures.ReadAsync(Db, area, period, Context.RequestAborted);
        trend = await AreaTrend.ReadAsync(Db, Areas, area, period, Context.RequestAborted);
    }

    private IEnumerable<Period> Periods()
    {
        for (var back = 0; back < 13; back++)
        {
            yield return Period.Of(today.AddMonths(-back));
        }
    }

    private string PeriodNameOf(Period one) => reader.Month(one.First.Year, one.First.Month);

    private static string Capital(string words) => char.ToUpper(words[0], CultureInfo.CurrentCulture) + words[1..];

    private List<FigureLine> OperatorLines()
    {
        List<FigureLine> lines =
        [
            .. figures!
                .Operators.Where(one => one.Operator != Figure.AllOperators)
                .Select(one => (Name: NameOf(one.Operator), Cell: one.At(ChosenAccess ?? Figure.AllAccesses)))
                .Where(one => one.Cell is not null)
                .OrderBy(one => one.Name, StringComparer.CurrentCulture)
                .Select(one => AreaLines.Of(reader, one.Name, one.Cell!, ChosenAccess)),
        ];
        // Ranks only within one access: an operator that sells fiber is not better on the road than one that does not.
        return ChosenAccess is null ? lines : AreaLines.WithTies(reader, lines);
    }

    private string NameOf(string code) =>
        code == Figure.OtherOperators ? reader["area.operator.unknown"] : Operators.Find(code)?.Name ?? code;

    private IEnumerable<Ranking> Rankings() => figures!.Rankings.Where(ranking => ChosenAccess is null || ranking.Access == ChosenAccess);

    private static string RanksOf(RankedOperator one) =>
        one.BestRank == one.WorstRank
            ? one.BestRank.ToString(CultureInfo.CurrentCulture)
            : string.Create(CultureInfo.CurrentCulture, $"{one.BestRank}–{one.WorstRank}");

    private List<FigureLine> AccessLines() =>
        [
            .. (figures!.Of(Figure.AllOperators)?.Cells ?? [])
                .Where(cell => cell.Hours == Figure.AllHours && cell.Access != Figure.AllAccesses)
                .Select(cell => AreaLines.Of(reader, reader[AccessKey(cell.Access)], cell, cell.Access)),
        ];

    private (List<FigureLine> Known, List<Area> Unknown) Communes()
    {
        var byCode = figures!.Parts.ToDictionary(part => (part.Code, part.From));
        var day = period.Last;
        var districts = Areas.Districts(area!.Code, day);
        var all = area.Level is AreaLevel.Province && districts.Count > 0 ? districts : Areas.Communes(area.Code, day);
        return (
            [
                .. all.Where(one => byCode.ContainsKey((one.Code, one.ValidFrom)))
                    .Select(one => AreaLines.Of(reader, one.FullName, PageOf(one.Code), byCode[(one.Code, one.ValidFrom)])),
            ],
            [.. all.Where(one => !byCode.ContainsKey((one.Code, one.ValidFrom)))]
        );
    }

    private List<FigureLine> TrendLines() =>
        [
            .. trend!.Months.Select(month =>
                AreaLines.Of(
                    reader,
                    Capital(reader.Month(month.Month.Year, month.Month.Month)),
                    reader.Link($"/areas/{Code}") + "?month=" + Period.Of(month.Month).Name,
                    month.Figures
                )
            ),
        ];

    private string LeftOutNumber(LeftOutCount count) =>
        count.Runs is { } runs
            ? reader.Count(runs)
            : reader[count.Withheld is Withholding.CoversAnother ? "area.left.cover" : "area.left.withheld"];

    private string PageOf(string code) => reader.Link($"/areas/{code}") + (Month is null ? "" : $"?month={period.Name}");

    internal static string AccessKey(string word) => word == Figure.Mobile ? "area.access.mobile" : "access." + word;

    private static string WordOf<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value).GetString()!;
}
