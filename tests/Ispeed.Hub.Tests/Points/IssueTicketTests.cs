using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Points;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Points;

public sealed class IssueTicketTests(Hubs hubs)
{
    private const string ViettelAddress = "171.224.17.45";
    private static readonly HubCountry Country = new("VN");
    private static readonly NetworkOrigin Viettel = new(
        7552,
        "Viettel",
        new("viettel", "Viettel", true, true),
        NetworkKind.Access,
        LineKind.Unknown
    );

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_client_gets_a_ticket_that_points_can_check_and_the_budget_of_its_access(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var welcome = (await point.RegisterAsync(hub)).As(MeasureJson.Default.PointWelcome);
        var asked = new TicketRequest(Guid.CreateVersion7(), Guid.NewGuid(), Access.Mobile4G);

        var answer = await AskAsync(hub, asked, ViettelAddress);

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(welcome.PublicKey), out _);
        CompactSignature.TryVerify(answer.Ticket, MeasureJson.Default.Ticket, key, Ticket.Kind, out var ticket).ShouldBeTrue();
        (ticket!.Run, ticket.Device).ShouldBe((asked.Id, asked.Device));
        ticket.Points.ShouldBe([point.Id]);
        ticket.Budget.ShouldBeGreaterThan(answer.BudgetBytes);
        ticket.Expires.ShouldBe(answer.Expires.ToUnixTimeSeconds());
        (ticket.Expires - ticket.IssuedAt).ShouldBe((long)Limits.TicketTime.TotalSeconds);
        answer.BudgetBytes.ShouldBe(8_000_000);
        answer.Operator.ShouldBe(new OperatorHint("viettel", "Viettel", 7552));
    }

    [Theory]
    [InlineData(Access.Mobile4G, 2_000_000L, 2_000_000L)] // less than the access allows
    [InlineData(Access.Mobile4G, 80_000_000L, 80_000_000L)] // a precise run, an explicit choice
    [InlineData(Access.Mobile4G, 5_000_000_000L, 80_000_000L)]
    [InlineData(Access.Fixed, -1L, 0L)]
    public void A_person_may_choose_a_budget_up_to_a_precise_run(Access access, long wanted, long given) =>
        IssueTicket.Budget(new(Guid.CreateVersion7(), Guid.NewGuid(), access, wanted)).Bytes.ShouldBe(given);

    [Fact]
    public async Task Without_a_living_point_there_is_none_to_measure_at()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        var request = new TicketRequest(Guid.CreateVersion7(), Guid.NewGuid(), Access.Unknown);
        (await PostAsync(hub, request)).ShouldRefuse(503, "no-point");
        using var point = await SomePoint.RegisteredAsync(hub);
        (await PostAsync(hub, request)).ShouldBe(HttpStatusCode.OK);
        hub.Time.Move(PointRules.AliveFor + TimeSpan.FromSeconds(1));
        var reply = await PostAsync(hub, request);
        reply.ShouldRefuse(503, "no-point");
        reply.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_request_without_its_ids_is_malformed()
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        (await PostAsync(hub, new(Guid.Empty, Guid.NewGuid(), Access.Unknown))).ShouldRefuse(400, "malformed");
        (await PostAsync(hub, new(Guid.NewGuid(), Guid.Empty, Access.Unknown))).ShouldRefuse(400, "malformed");
    }

    [Fact]
    public void Points_abroad_come_only_where_nothing_else_is_left_or_where_they_are_asked_for()
    {
        PointRow[] points = [Row("tokyo", null, 0, country: "JP"), Row("hanoi", null, 0.9), Row("own", "viettel", 0.5, country: "VN")];
        Chosen(points, Viettel).ShouldBe(["hanoi", "own"]);
        Chosen(points[..1], Viettel).ShouldBe(["tokyo"]);
        Chosen(points, Viettel, PointPlace.Abroad).ShouldBe(["tokyo"]);
        Chosen(points, Viettel, PointPlace.OnNet).ShouldBe(["own"]);
        Chosen(points, Viettel, PointPlace.Exchange).ShouldBe(["hanoi"]);
        Chosen(points, new(18403, "FPT", new("fpt", "FPT", false, true), NetworkKind.Access, LineKind.Unknown), PointPlace.OtherNet)
            .ShouldBe(["own"]);
        IssueTicket.Prefer(points, null, Country).ConvertAll(candidate => candidate.Place).ShouldBe([PointPlace.Exchange, null]);
        // Registered without a country, a point stands in the hub's.
        IssueTicket.Prefer(points, Viettel, new HubCountry("JP")).ConvertAll(candidate => candidate.Id).ShouldBe(["tokyo", "hanoi"]);
    }

    [Fact]
    public void Points_that_are_full_come_last() =>
        Chosen([Row("full", null, 1), Row("other", "fpt", 0.99)], Viettel).ShouldBe(["other", "full"]);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_point_that_limits_itself_is_not_offered_until_it_finds_itself_well(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        using var point = await SomePoint.RegisteredAsync(hub);
        var request = new TicketRequest(Guid.CreateVersion7(), Guid.NewGuid(), Access.Unknown);
        (await point.BeatAsync(hub, check: SomePoint.Poor(hub.Time.GetUtcNow()))).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(hub, request)).ShouldRefuse(503, "no-point");
        var listed = JsonNode.Parse((await hub.GetAsync($"/api/v1/points/{point.Id}")).Body)!;
        ((string?)listed["state"], (bool?)listed["check"]!["limitsItself"]).ShouldBe(("limited", true));
        ((string?)listed["check"]!["reason"]).ShouldBe("It sends 240 Mbit/s; 1000 are promised.");

        hub.Time.Move(TimeSpan.FromSeconds(10));
        (await point.BeatAsync(hub, check: SomePoint.Fine(hub.Time.GetUtcNow()))).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(hub, request)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_place_where_no_point_stands_is_told_apart_from_no_point_at_all()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        using var point = await SomePoint.RegisteredAsync(hub);
        var request = new TicketRequest(Guid.CreateVersion7(), Guid.NewGuid(), Access.Unknown, Place: PointPlace.Abroad);
        var refused = await PostAsync(hub, request);
        refused.ShouldRefuse(503, "no-point");
        refused.Body.ShouldContain("at that place");
        (await PostAsync(hub, request with { Place = PointPlace.Exchange })).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(hub, request with { Place = (PointPlace)9 })).ShouldRefuse(400, "malformed");
    }

    [Theory]
    [InlineData(Access.Mobile2G, 1)]
    [InlineData(Access.Mobile3G, 20)]
    [InlineData(Access.Mobile4G, 150)]
    [InlineData(Access.Mobile5G, 600)]
    [InlineData(Access.WiFi, 300)]
    [InlineData(Access.Fixed, 300)]
    [InlineData(Access.Unknown, 300)]
    public async Task A_ticket_reserves_what_is_usual_for_the_access(Access access, double mbps)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        using var point = await SomePoint.RegisteredAsync(hub);
        var answer = await AskAsync(hub, new(Guid.CreateVersion7(), Guid.NewGuid(), access), ViettelAddress);
        hub.Services.GetRequiredService<HubKey>().TryVerify(answer.Ticket, out var ticket).ShouldBeTrue();
        ticket!.Rate.ShouldBe((long)(mbps * 1e6));
    }

    [Fact]
    public void Neutral_points_come_first_then_those_of_the_operator_then_the_less_loaded()
    {
        PointRow[] points =
        [
            Row("other", "vnpt", 0),
            Row("own-full", "viettel", 0.9),
            Row("own", "viettel", 0.1),
            Row("neutral-full", null, 0.8),
            Row("neutral", null, 0.2),
            Row("other-2", "fpt", 0.5),
        ];
        Chosen(points, Viettel).ShouldBe(["neutral", "neutral-full", "own", "own-full"]);
        Chosen(points, null).ShouldBe(["neutral", "neutral-full", "other", "own"]);
    }

    [Fact]
    public async Task A_network_that_asks_too_often_is_told_when_to_come_again()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite, new(StringComparer.Ordinal) { ["Limits:TicketsPerMinute"] = "2" });
        using var point = await SomePoint.RegisteredAsync(hub);
        var request = new TicketRequest(Guid.CreateVersion7(), Guid.NewGuid(), Access.Unknown);
        (await PostAsync(hub, request, "203.0.113.1")).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(hub, request, "203.0.113.1")).ShouldBe(HttpStatusCode.OK);
        var refused = await PostAsync(hub, request, "203.0.113.1");
        refused.ShouldRefuse(429, "too-many");
        refused.RetryAfter.ShouldNotBeNull();
        (await PostAsync(hub, request, "203.0.113.2")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_is_not_a_named_proxy_cannot_say_where_a_client_is()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite, new(StringComparer.Ordinal) { ["Proxies:0"] = "10.9.0.0/16" });
        using var point = await SomePoint.RegisteredAsync(hub);
        (await AskAsync(hub, new(Guid.CreateVersion7(), Guid.NewGuid(), Access.Unknown), ViettelAddress)).Operator.ShouldBeNull();
    }

    private static List<string> Chosen(IEnumerable<PointRow> points, NetworkOrigin? client, PointPlace? place = null) =>
        IssueTicket.Prefer(points, client, Country, place).ConvertAll(candidate => candidate.Id);

    private static PointRow Row(string id, string? @operator, double load, string? country = null) =>
        new()
        {
            Country = country,
            Id = id,
            Name = id,
            Operator = @operator,
            PublicKey = string.Empty,
            Software = string.Empty,
            Load = load,
        };

    private static Task<Reply> PostAsync(RunningHub hub, TicketRequest request, string? from = null) =>
        hub.PostAsync("/api/v1/tickets", request, MeasureJson.Default.TicketRequest, from);

    private static async Task<TicketAnswer> AskAsync(RunningHub hub, TicketRequest request, string from)
    {
        var reply = await PostAsync(hub, request, from);
        reply.ShouldBe(HttpStatusCode.OK);
        return reply.As(MeasureJson.Default.TicketAnswer);
    }
}
