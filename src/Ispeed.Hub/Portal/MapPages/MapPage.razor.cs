using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Cartography;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Portal.AreaPages;
using Ispeed.Hub.Portal.Figures;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Portal.MapPages;

/// <summary>The country by province, a province by commune: coloured by the public bands, with a table of the same figures. (Public only because Razor makes it so.)</summary>
public sealed partial class MapPage
{
    private const int MostMonths = 24;

    private Area? province;
    private MapQuestion question = null!;
    private MapFigures figures = null!;
    private DrawnMap? drawn;
    private MapView? view;
    private IReadOnlyList<Area> areas = [];
    private List<(Area Area, Cell? Cell)> places = [];
    private List<Period> months = [];

    /// <summary>The code of a province; null for the country.</summary>
    [Parameter]
    public string? Code { get; set; }

    [SupplyParameterFromQuery(Name = "month")]
    private string? Month { get; set; }

    [SupplyParameterFromQuery(Name = "access")]
    private string? Access { get; set; }

    [SupplyParameterFromQuery(Name = "operator")]
    private string? Operator { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private HubDb Db { get; set; } = null!;

    [Inject]
    private AreaDirectory Areas { get; set; } = null!;

    [Inject]
    private MapDrawings Drawings { get; set; } = null!;

    [Inject]
    private MapShelf Shelf { get; set; } = null!;

    [Inject]
    private OperatorDirectory Operators { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string Heading => province is null ? reader["map.title"] : reader["map.title.of", province.FullName];

    private string Here => reader.Link(province is null ? "/map" : "/map/" + province.Code);

    private bool IsWithoutBoundaries => drawn is null;

    private int Known => places.Count(place => MapFigures.StrengthOf(place.Cell) is not MapStrength.None);

    private int Firm => places.Count(place => MapFigures.StrengthOf(place.Cell) is MapStrength.Firm);

    private FigureValue? WholeMedian =>
        MapFigures.StrengthOf(figures.Whole) is MapStrength.None ? null : AreaLines.ValueOf(figures.Whole!.Down!.Median);

    private string WholeAbsence => reader["area.withheld.samples"];

    private string Caption =>
        reader[
            "map.caption",
            AccessName(question.Access),
            question.Operator == Figure.AllOperators ? reader["map.caption.all"] : Operators.Find(question.Operator)!.Name,
            reader.Month(question.Period.First.Year, question.Period.First.Month)
        ];

    private string DataFile =>
        reader.File(
            $"/api/v1/figures.csv?month={question.Period.Name}&within={province?.Code ?? Figure.Nation}&operator={question.Operator}&access={question.Access}&hours=all&limit=200&bom=1"
        );

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var today = VietnamTime.DayOf(Time.GetUtcNow());
        if (Code is not null && Areas.Find(Code, today) is not { Level: AreaLevel.Province })
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var latest = await LatestMonth.OfAsync(Db, today, Context.RequestAborted);
        question = MapQuestion.Read(Month, Access, Operator, Sort, latest, Operators);
        months = await MonthsAsync(today);
        var day = question.Period.Last;
        province = Code is null ? null : Areas.Find(Code, day) ?? Areas.Find(Code, today);
        areas = province is null ? Areas.Provinces(day) : Areas.Communes(province.Code, day);
        figures = await Shelf.ReadAsync(Db, province?.Code ?? Figure.Nation, question, Context.RequestAborted);
        places = [.. areas.Select(area => (area, figures.Parts.GetValueOrDefault(area.Code)))];
        drawn = province is null ? Drawings.Country : Drawings.Province(province.Code);
        view = new MapColours(reader, question, FiguresOf).View(province, drawn, places);
    }

    private async Task<List<Period>> MonthsAsync(DateOnly today)
    {
        var (first, running) = (MapQuestion.FirstMonth, Period.Of(today).First);
        var published = await Db
            .PublishedMonths.AsNoTracking()
            .Where(month => month.Month >= first && month.Month <= running)
            .OrderByDescending(month => month.Month)
            .Select(month => month.Month)
            .Take(MostMonths)
            .ToListAsync(Context.RequestAborted);
        return [.. published.Append(question.Period.First).Distinct().OrderDescending().Select(Period.Of)];
    }

    private List<Area> Unmeasured() => [.. places.Where(place => place.Cell is null).Select(place => place.Area)];

    private List<FigureLine> Lines()
    {
        var lines = places
            .Where(place => place.Cell is not null)
            .Select(place =>
                AreaLines.Of(reader, place.Area.FullName, place.Cell!, question.Access) with
                {
                    Link = FiguresOf(place.Area.Code),
                }
            );
        // What has no figure, or one for orientation only, stands last and in the order of names: it must not be ranked.
        var ordered = question.Order switch
        {
            MapOrder.Download => lines.OrderByDescending(line => AreaLines.MayRank(line) ? line.Download?.Mbps ?? -1 : -1),
            MapOrder.Samples => lines.OrderByDescending(line => line.Samples ?? -1),
            _ => lines,
        };
        return [.. ordered];
    }

    private string FiguresOf(string code) =>
        reader.Link("/areas/" + code)
        + $"?month={question.Period.Name}"
        + (AreaPage.Accesses.Contains(question.Access, StringComparer.Ordinal) ? $"&access={question.Access}" : "");

    private string AccessName(string access) => reader[AreaPage.AccessKey(access)];

    private static string Capital(string words) => char.ToUpper(words[0], CultureInfo.CurrentCulture) + words[1..];
}
