using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.OpenData;

public sealed class OpenFiguresTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Figures_are_read_by_month_area_operator_access_and_hours(Engine engine)
    {
        await using var hub = await SeededAsync(engine);

        var answer = await ReadAsync(hub, "/api/v1/figures?month=2026-10&within=56&operator=all&access=all&hours=peak");

        answer.Items.Select(item => (item.AreaCode, item.Cell.Hours)).ShouldBe([("22333", "peak"), ("22366", "peak")]);
        answer.Items[1].AreaName.ShouldBe("Phường Nha Trang");
        answer.Items[1].Cell.Down!.Median!.Value.ShouldBe(66.4);
        answer.Months.ShouldHaveSingleItem().Method.ShouldBe("1/1");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Paging_over_months_meets_every_figure_once(Engine engine)
    {
        await using var hub = await SeededAsync(engine);
        var seen = new List<string>();
        for (var next = "/api/v1/figures?from=2026-09&to=2026-10&limit=3"; next is not null; )
        {
            var page = await ReadAsync(hub, next);
            seen.AddRange(page.Items.Select(item => $"{item.Month} {item.AreaCode} {item.Operator} {item.Cell.Hours}"));
            next = page.Next;
        }

        seen.Count.ShouldBe(2 * 7 * 2);
        seen.ShouldBeUnique(StringComparer.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_release_is_read_as_it_was_released(Engine engine)
    {
        await using var hub = await SeededAsync(engine);
        await using (var db = hub.OpenDb())
        {
            db.Add(
                new FigureRow
                {
                    Month = SeededMonth.October,
                    Level = FigureLevel.Commune,
                    AreaCode = SeededMonth.Commune,
                    AreaFrom = new(2025, 7, 1),
                    ParentCode = "56",
                    Operator = Figure.AllOperators,
                    Generation = 9, // above what the hub itself may publish meanwhile
                    Hash = "",
                    Content = "",
                }
            );
            (await db.PublishedMonths.FindAsync([SeededMonth.October], Ending))!.Generation = 9;
            await db.SaveChangesAsync(Ending);
        }

        (await ReadAsync(hub, "/api/v1/figures?month=2026-10&area=22366&operator=all")).Items.ShouldBeEmpty();
        (await ReadAsync(hub, "/api/v1/figures?month=2026-10&release=1&area=22366&operator=all")).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Csv_comes_by_ending_and_by_accept_with_a_point_and_a_mark_only_when_asked_for()
    {
        await using var hub = await SeededAsync(Engine.Sqlite);
        const string Query = "?month=2026-10&area=22366&operator=viettel&hours=all";

        var byEnding = await BytesAsync(hub, "/api/v1/figures.csv" + Query);
        var byAccept = await BytesAsync(hub, "/api/v1/figures" + Query, CsvFile.MediaType);
        var marked = await BytesAsync(hub, "/api/v1/figures.csv" + Query + "&bom=1");

        byAccept.ShouldBe(byEnding);
        marked.ShouldBe([0xEF, 0xBB, 0xBF, .. byEnding]);
        var lines = System.Text.Encoding.UTF8.GetString(byEnding).Split("\r\n");
        lines[0].ShouldStartWith("month,level,area_code,area_from,area_name,parent_code,operator,access,hours,withheld,");
        lines[1]
            .ShouldStartWith(
                "2026-10,commune,22366,2025-07-01,Phường Nha Trang,56,viettel,all,all,shown,220,215,110,110,direct,190,110,direct,67.3,64.8,69.8,1,"
            );
        lines.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Who_has_an_answer_already_is_told_so_and_anybody_may_ask_from_any_page()
    {
        await using var hub = await SeededAsync(Engine.Sqlite);
        using var first = await SendAsync(hub, "/api/v1/figures?month=2026-10", null);
        first.Headers.CacheControl!.Public.ShouldBeTrue();
        first.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);

        using var again = await SendAsync(hub, "/api/v1/figures?month=2026-10", first.Headers.ETag);
        using var other = await SendAsync(hub, "/api/v1/figures?month=2026-09", first.Headers.ETag);

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync(Ending)).ShouldBeEmpty();
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("month=2026-13", "month", "YYYY-MM")]
    [InlineData("month=2026-08", "month", "2026-09, 2026-10")]
    [InlineData("month=2026-10&from=2026-09", "month", "either")]
    [InlineData("from=2026-10&to=2026-09", "from", "after to")]
    [InlineData("level=street", "level", "nation, province, district, commune")]
    [InlineData("area=99999", "area", "ever had")]
    [InlineData("areaFrom=2025-07-01", "areaFrom", "Give area")]
    [InlineData("area=22366&areaFrom=2024-01-01", "areaFrom", "2025-07-01")]
    [InlineData("operator=nobody", "operator", "viettel")]
    [InlineData("access=6g", "access", "5g")]
    [InlineData("hours=noon", "hours", "peak")]
    [InlineData("limit=201", "limit", "200")]
    [InlineData("release=2&month=2026-10", "release", "no release 2")]
    [InlineData("release=1&from=2026-09", "release", "one month")]
    [InlineData("after=x", "after", "next")]
    [InlineData("commune=22366", "commune", "no such filter")]
    public async Task An_impossible_filter_is_named_with_what_is_possible(string query, string field, string possible)
    {
        await using var hub = await SeededAsync(Engine.Sqlite);
        var reply = await hub.GetAsync("/api/v1/figures?" + query);
        reply.ShouldRefuse(400, "impossible-filter");
        var problem = reply.As(MeasureJson.Default.Problem);
        problem.Field.ShouldBe(field);
        problem.Detail!.ShouldContain(possible);
    }

    [Fact]
    public async Task Every_example_of_the_description_of_open_data_runs()
    {
        await using var hub = await SeededAsync(Engine.Sqlite);
        using var description = JsonDocument.Parse((await hub.GetAsync("/openapi/v1.json")).Body);
        var tried = 0;
        foreach (var path in description.RootElement.GetProperty("paths").EnumerateObject())
        {
            if (
                !path.Value.TryGetProperty("get", out var get)
                || get.GetProperty("tags")[0].GetString() != "Open data"
                || path.Name.Contains('{', StringComparison.Ordinal)
            )
            {
                continue;
            }

            var filters = get.TryGetProperty("parameters", out var parameters)
                ? parameters
                    .EnumerateArray()
                    .Where(filter => filter.TryGetProperty("example", out var example) && example.GetString() is { Length: > 0 })
                    .Select(filter => $"{filter.GetProperty("name").GetString()}={filter.GetProperty("example").GetString()}")
                : [];
            (await hub.GetAsync($"{path.Name}?{string.Join('&', filters)}")).ShouldBe(HttpStatusCode.OK);
            tried++;
        }

        tried.ShouldBe(12);
    }

    private async Task<RunningHub> SeededAsync(Engine engine)
    {
        var hub = await hubs.AloneAsync(engine);
        await SeededMonth.StoreAsync(hub);
        return hub;
    }

    private static async Task<ShowOpenFigures.Answer> ReadAsync(RunningHub hub, string path)
    {
        var reply = await hub.GetAsync(path);
        reply.ShouldBe(HttpStatusCode.OK);
        return JsonSerializer.Deserialize<ShowOpenFigures.Answer>(reply.Body, OpenAnswer.Json)!;
    }

    private static async Task<byte[]> BytesAsync(RunningHub hub, string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.Accept.Add(new(accept));
        }

        using var response = await hub.Client.SendAsync(request, Ending);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsByteArrayAsync(Ending);
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningHub hub, string path, EntityTagHeaderValue? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", "https://example.org");
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await hub.Client.SendAsync(request, Ending);
    }
}
