using System.Net;
using System.Text.RegularExpressions;

namespace Ispeed.Hub.Tests.Portal;

/// <summary>The pages as they leave the hub.</summary>
public sealed partial class PageTests(RunningPortal hub) : IClassFixture<RunningPortal>
{
    private const string October = "month=2026-10";

    public static TheoryData<string> Pages =>
        [
            "/",
            "/map",
            $"/map/{SeededFigures.Province}",
            "/areas",
            "/areas?q=nha+trang",
            $"/areas/{SeededFigures.Province}",
            $"/areas/{SeededFigures.Commune}",
            "/points",
            "/operators",
            "/operators/viettel",
            "/black-spots",
            "/help",
            "/accessibility",
            "/design",
            "/method",
            "/privacy",
            "/open-data",
            $"/areas/{SeededFigures.Province}/plan",
            $"/areas/{SeededFigures.Commune}/plan",
            "/r/whole",
            "/r/failed",
            "/r/limited",
            "/r/abroad",
            "/r/disputed",
        ];

    [Theory, MemberData(nameof(Pages))]
    public async Task Every_page_stands_in_both_languages(string path)
    {
        (await PageAsync(path)).ShouldContain("<html lang=\"vi\">");
        (await PageAsync("/en" + path)).ShouldContain("<html lang=\"en\">");
    }

    [Fact]
    public async Task A_page_answers_a_question_for_its_head()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/en/points");
        using var answer = await hub.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task Links_of_the_english_pages_stay_english(string path)
    {
        var page = await PageAsync("/en" + path);
        var links = Links()
            .Matches(page)
            .Select(match => WebUtility.HtmlDecode(match.Groups["to"].Value))
            .Where(link => link.StartsWith('/'))
            .ToList();
        links.ShouldNotBeEmpty();
        var other = WebUtility.HtmlDecode(SwitchLink().Match(page).Groups["to"].Value);
        links
            .Where(link =>
                link != other
                && link != "/api"
                && !link.StartsWith("/api/", StringComparison.Ordinal)
                && link != "/en"
                && !link.StartsWith("/en/", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
        other.ShouldBe(Actual(path));
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task Nothing_inline_and_nothing_from_elsewhere_is_loaded(string path)
    {
        var page = await PageAsync(path);
        page.ShouldNotContain(" style=");
        page.ShouldNotContain("<style");
        HandlerAttributes().IsMatch(page).ShouldBeFalse();
        InlineScripts()
            .Matches(page)
            .Select(match => match.Value)
            .Where(script => !script.Contains("application/json", StringComparison.Ordinal))
            .ShouldBeEmpty();
        Loaded().Matches(page).Select(match => match.Groups["to"].Value).Where(source => !source.StartsWith('/')).ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_isolate_the_page_and_let_it_reach_test_points()
    {
        using var answer = await hub.Client.GetAsync("/", TestContext.Current.CancellationToken);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("connect-src 'self' ws: wss: http: https:");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"]);
        answer.Headers.GetValues("Cross-Origin-Embedder-Policy").ShouldBe(["require-corp"]);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task A_result_is_written_as_its_reader_writes_numbers()
    {
        var vietnamese = await PageAsync("/r/whole");
        foreach (
            var expected in new[]
            {
                "94,2",
                "91,0\u00A0–\u00A097,4",
                "38,4",
                "12\u00A0ms",
                "288\u00A0ms",
                "31\u00A0MB",
                "Viettel",
                "Phường Nha Trang",
                "VNIX Hà Nội",
                "Hai bên khớp",
                "15/10/2026 12:00",
                "Xếp loại D",
            }
        )
        {
            vietnamese.ShouldContain(expected);
        }

        var english = await PageAsync("/en/r/whole");
        foreach (var expected in new[] { "94.2", "91.0\u00A0–\u00A097.4", "Attested", "15 Oct 2026, 12:00" })
        {
            english.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task A_result_tells_delay_variation_loss_with_its_interval_and_short_RPM_by_their_names()
    {
        var page = await PageAsync("/en/r/whole");
        foreach (
            var expected in new[]
            {
                "lowest 11\u00A0ms",
                "Delay variation (PDV)",
                "3.4\u00A0ms",
                "95 %: 0\u00A0% – 1.9\u00A0%",
                "95 %: 0.1\u00A0% – 2.8\u00A0%",
                "Short RPM",
                "412",
                "not to be compared with a full RPM run",
                "Grade D",
                "IPv6",
                "at a neutral place in the country",
            }
        )
        {
            page.ShouldContain(expected);
        }

        (await PageAsync("/r/whole")).ShouldContain("RPM ngắn");
    }

    [Fact]
    public async Task Runs_of_one_sitting_stand_side_by_side()
    {
        var page = await PageAsync("/en/r/whole");
        page.ShouldContain("Runs of the same sitting");
        page.ShouldContain($"<a href=\"/en/r/{hub.Limited}\">IPv4 · in your operator's network</a>");
        page.ShouldContain($"<a href=\"/en/r/{hub.Abroad}\">IPv6 · in another country</a>");
        page.ShouldContain("61.3");
        (await PageAsync("/en/r/failed")).ShouldNotContain("Runs of the same sitting");
    }

    [Fact]
    public async Task A_run_that_does_not_count_says_why_and_what_to_do()
    {
        var limited = await PageAsync("/en/r/limited");
        limited.ShouldContain("This result does not count in figures");
        limited.ShouldContain("The device was too busy or too slow during the run.");
        limited.ShouldContain("its receive buffer is small");
        limited.ShouldContain("for the reason above");
        (await PageAsync("/r/limited")).ShouldContain("Máy quá bận hoặc quá chậm");
        (await PageAsync("/en/r/abroad")).ShouldContain("Measured against a point abroad");
        (await PageAsync("/en/r/disputed")).ShouldContain("does not follow from its own curve");
        (await PageAsync("/en/r/whole")).ShouldNotContain("does not count in figures");
    }

    [Fact]
    public async Task An_area_tells_how_many_runs_are_left_out_and_not_of_whom()
    {
        var page = await PageAsync($"/en/areas/{SeededFigures.Commune}?{October}");
        page.ShouldContain("Runs left out");
        page.ShouldContain("they come from too few devices to tell how many");
        page.ShouldContain("too few devices");
    }

    [Fact]
    public async Task A_test_point_that_limits_itself_says_so_with_the_reason()
    {
        var page = await PageAsync("/en/points");
        page.ShouldContain("Limited");
        page.ShouldContain("It sends 240 Mbit/s; 1000 are promised.");
        page.ShouldContain("JP · Abroad");
    }

    [Fact]
    public async Task A_failed_run_says_what_happened_what_to_do_and_keeps_what_was_measured()
    {
        var page = await PageAsync("/en/r/failed");
        page.ShouldContain("Nothing moved for too long.");
        page.ShouldContain("measuring upload");
        page.ShouldContain("Measure again;");
        page.ShouldContain("3.21");
        page.ShouldContain("Not measured");
    }

    [Fact]
    public async Task An_area_shows_median_interval_samples_and_what_is_missing()
    {
        // 60 devices at 70 to 129, 25 at 180 to 204, 3 at 777.7 to 779.7 and one at 94.21.
        var page = await PageAsync($"/areas/{SeededFigures.Commune}?{October}");
        page.ShouldContain("Phường Nha Trang");
        page.ShouldContain("Không đủ số mẫu để đánh giá");
        page.ShouldContain("Còn thiếu 211 mẫu đại diện.");
        page.ShouldContain("89 trên 300 mẫu đại diện");
        page.ShouldContain("Khoảng tin cậy 95%");
        page.ShouldContain("Dữ liệu ngừng truyền quá lâu.");
        page.ShouldContain($"/api/v1/areas/{SeededFigures.Commune}/figures?month=2026-10");
        page.ShouldContain("/method#figures");
    }

    [Fact]
    public async Task A_withheld_operator_has_a_name_and_no_number()
    {
        foreach (var language in new[] { "", "/en" })
        {
            var page = await PageAsync($"{language}/areas/{SeededFigures.Commune}?{October}");
            var row = Rows().Matches(page).Select(match => match.Value).Single(found => found.Contains("NetNam", StringComparison.Ordinal));
            row.ShouldContain("withheld");
            Digits().IsMatch(Tags().Replace(row, "").Replace("NetNam", "", StringComparison.Ordinal)).ShouldBeFalse(row);
            page.ShouldNotContain("77" + (language.Length == 0 ? "8," : "8."));
        }
    }

    [Fact]
    public async Task An_area_without_measurements_says_so_and_shows_no_figure()
    {
        var page = await PageAsync($"/en/areas/{SeededFigures.EmptyProvince}?{October}");
        page.ShouldContain("Not enough samples for an assessment");
        page.ShouldNotContain("class=\"digits\"");
    }

    [Fact]
    public async Task A_search_works_without_scripts_and_without_diacritics() =>
        (await PageAsync("/areas?q=nha+trang")).ShouldContain($"href=\"/areas/{SeededFigures.Commune}\"");

    [Fact]
    public async Task Points_show_their_state_in_words()
    {
        var page = await PageAsync("/points");
        page.ShouldContain("1 trên 3 điểm đo đang hoạt động.");
        page.ShouldContain("Điểm đo cũ");
        page.ShouldContain("VNPT");
    }

    [Theory]
    [InlineData("/nowhere", "Không có trang này")]
    [InlineData("/en/nowhere/at/all", "There is no such page")]
    [InlineData("/missing", "Không có trang này")]
    [InlineData("/areas/99999", "Không có đơn vị hành chính này")]
    [InlineData("/en/areas/x", "There is no such area")]
    [InlineData("/r/not-an-id", "Không có kết quả này")]
    [InlineData("/en/r/0190a0a0-0000-7000-8000-000000000000", "There is no such result")]
    public async Task What_is_not_there_says_so_and_where_to_go(string path, string expected)
    {
        using var answer = await hub.Client.GetAsync(path, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var page = await RunningPortal.TextOfAsync(answer);
        page.ShouldContain(expected);
        page.ShouldContain(path.StartsWith("/en", StringComparison.Ordinal) ? "href=\"/en/areas\"" : "href=\"/areas\"");
    }

    [Fact]
    public async Task The_method_page_is_the_specification() =>
        (await PageAsync("/method")).ShouldContain("What a run does and how its figures are computed.");

    [Fact]
    public async Task Styles_have_fingerprints_and_are_there()
    {
        var page = await PageAsync("/");
        var sheet = Sheet().Match(page).Groups["to"].Value;
        sheet.ShouldMatch(@"^/site\.[a-z0-9]+\.css$");
        using var answer = await hub.Client.GetAsync(sheet, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private string Actual(string path) =>
        path.Replace("/r/whole", $"/r/{hub.Whole}", StringComparison.Ordinal)
            .Replace("/r/failed", $"/r/{hub.Failed}", StringComparison.Ordinal)
            .Replace("/r/limited", $"/r/{hub.Limited}", StringComparison.Ordinal)
            .Replace("/r/abroad", $"/r/{hub.Abroad}", StringComparison.Ordinal)
            .Replace("/r/disputed", $"/r/{hub.Disputed}", StringComparison.Ordinal);

    private Task<string> PageAsync(string path) => hub.PageAsync(Actual(path));

    [GeneratedRegex("<(?:a|form)[^>]* (?:href|action)=\"(?<to>[^\"]*)\"", RegexOptions.None, 5000)]
    private static partial Regex Links();

    [GeneratedRegex("<a href=\"(?<to>[^\"]*)\"[^>]* rel=\"alternate\"", RegexOptions.None, 5000)]
    private static partial Regex SwitchLink();

    [GeneratedRegex("\\son[a-z]+=\"", RegexOptions.None, 5000)]
    private static partial Regex HandlerAttributes();

    [GeneratedRegex("<script(?![^>]*src=)[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex InlineScripts();

    [GeneratedRegex(
        "<(?:script|img|link(?=[^>]*rel=\"(?:stylesheet|icon|preload)\"))[^>]* (?:src|href)=\"(?<to>[^\"]*)\"",
        RegexOptions.None,
        5000
    )]
    private static partial Regex Loaded();

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline, 5000)]
    private static partial Regex Rows();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex Tags();

    [GeneratedRegex("[0-9]", RegexOptions.None, 5000)]
    private static partial Regex Digits();

    [GeneratedRegex("href=\"(?<to>/site[^\"]*)\"", RegexOptions.None, 5000)]
    private static partial Regex Sheet();
}
