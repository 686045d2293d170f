using System.Globalization;
using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Portal.Figures;
using Ispeed.Hub.Publication.OnRequest;
using Ispeed.Measure;
using Ispeed.Statistics;
using Microsoft.AspNetCore.Components;

namespace Ispeed.Hub.Portal.AreaPages;

/// <summary>What is known of a province or commune in a period, and what is not. (Public only because Razor makes it so.)</summary>
public sealed partial class AreaPage
{
    private static readonly string[] Accesses = [AccessFigures.Mobile, Measure.Access.Fixed.ToWire(), Measure.Access.WiFi.ToWire()];

    private Area? area;
    private Area? province;
    private AreaFigures? figures;
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
    private FiguresAtHand Figures { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private OperatorDirectory Operators { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string? ChosenAccess => Accesses.Contains(Access) ? Access : null;

    /// <summary>Everything together, or the access that was chosen; null where nobody measured with it.</summary>
    private Cell? Shown =>
        ChosenAccess is { } access ? figures!.ByAccess.FirstOrDefault(part => part.Access == access)?.Cell : figures!.All;

    private string PeriodName => PeriodNameOf(period);

    private string FiguresFile => reader.File($"/api/v1/areas/{Code}/figures?month={period.Name}");

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        today = VietnamTime.DayOf(Time.GetUtcNow());
        period = Period.Parse(Month, today) ?? Period.LastThree(today);
        // The version that the period ends with, as in the file of the figures.
        var day = period.End <= today ? period.End.AddDays(-1) : today;
        area = Areas.Find(Code, day) ?? Areas.Find(Code, today);
        if (area is null)
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        province = area.ProvinceCode is { } parent ? Areas.Find(parent, day) : null;
        figures = await Figures.ForAsync(area, period, Context.RequestAborted);
    }

    private IEnumerable<Period> Periods()
    {
        yield return Period.LastThree(today);
        for (var back = 0; back < 12; back++)
        {
            var month = today.AddMonths(-back);
            yield return Period.Month(month.Year, month.Month);
        }
    }

    private string PeriodNameOf(Period one) =>
        one.First.AddMonths(1) == one.End ? reader.Month(one.First.Year, one.First.Month) : reader["period.last3"];

    private static string Capital(string words) => char.ToUpper(words[0], CultureInfo.CurrentCulture) + words[1..];

    private List<FigureLine> OperatorLines() =>
        [
            .. figures!
                .ByOperator.Select(one =>
                    (
                        Name: one.Operator is { } code ? Operators.Find(code)?.Name ?? code : reader["area.operator.unknown"],
                        Cell: ChosenAccess is { } access ? one.ByAccess.FirstOrDefault(part => part.Access == access)?.Cell : one.Cell
                    )
                )
                .Where(one => one.Cell is not null)
                .OrderBy(one => one.Name, StringComparer.CurrentCulture)
                .Select(one => AreaLines.Of(reader, one.Name, one.Cell!, ChosenAccess)),
        ];

    private List<FigureLine> AccessLines() =>
        [.. figures!.ByAccess.Select(part => AreaLines.Of(reader, reader[AccessKey(part.Access)], part.Cell, part.Access))];

    private (List<FigureLine> Known, List<Area> Unknown) Communes()
    {
        var byCode = figures!.Communes.ToDictionary(commune => commune.Code, StringComparer.Ordinal);
        var all = Areas.Communes(area!.Code, figures.To.AddDays(-1) is var last && last < today ? last : today);
        return (
            [
                .. all.Where(one => byCode.ContainsKey(one.Code))
                    .Select(one => AreaLines.Of(reader, one.FullName, PageOf(one.Code), byCode[one.Code])),
            ],
            [.. all.Where(one => !byCode.ContainsKey(one.Code))]
        );
    }

    private string LeftOutNumber(LeftOutCount count) =>
        count.Runs is { } runs
            ? reader.Count(runs)
            : reader[count.Withheld is Withholding.CoversAnother ? "area.left.cover" : "area.left.withheld"];

    private string PageOf(string code) => reader.Link($"/areas/{code}") + (Month is null ? "" : $"?month={period.Name}");

    private static string AccessKey(string word) => word == AccessFigures.Mobile ? "area.access.mobile" : "access." + word;

    private static string WordOf<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value).GetString()!;
}
