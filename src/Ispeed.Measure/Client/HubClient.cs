using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>The hub's answer to a request, or why there is none.</summary>
/// <typeparam name="T">What is answered.</typeparam>
public abstract record HubAnswer<T>
{
    private HubAnswer() { }

    /// <summary>Done.</summary>
    /// <param name="Value">What was asked for.</param>
    public sealed record Given(T Value) : HubAnswer<T>;

    /// <summary>The hub understood and said no.</summary>
    /// <param name="Problem">Why, with a code to decide on.</param>
    public sealed record Refused(Problem Problem) : HubAnswer<T>;

    /// <summary>No answer, or none that a hub gives: worth another try later.</summary>
    /// <param name="Message">A plain English sentence.</param>
    public sealed record Away(string Message) : HubAnswer<T>;
}

/// <summary>A test point as the hub lists it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Operator">Whose network it stands in; null for a neutral place.</param>
/// <param name="Url">Plain data port.</param>
/// <param name="SecureUrl">TLS data port.</param>
/// <param name="State">As the hub spells it.</param>
/// <param name="Load">Share of its capacity in use, 0 to 1.</param>
public sealed record ListedPoint(string Id, string Name, string? Operator, string? Url, string? SecureUrl, string State, double Load);

/// <summary>Talks to a hub. Every call ends within <see cref="Patience"/>, and everything that can go wrong is a value.</summary>
/// <param name="http">Whose lifetime is the caller's.</param>
/// <param name="hub">The hub's address, <c>http://</c> or <c>https://</c>.</param>
/// <param name="time">The clock of the patience.</param>
public sealed class HubClient(HttpClient http, Uri hub, TimeProvider time)
{
    /// <summary>The longest that a call takes.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(6);

    /// <summary>The hub's address.</summary>
    public Uri Hub => hub;

    /// <summary>Asks where to measure.</summary>
    public Task<HubAnswer<TicketAnswer>> RequestTicketAsync(TicketRequest request, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/tickets",
            JsonSerializer.SerializeToUtf8Bytes(request, MeasureJson.Default.TicketRequest),
            AnswerJson.Default.TicketAnswer,
            cancellationToken
        );

    /// <summary>Hands a result in; the same one twice is stored once.</summary>
    public Task<HubAnswer<SubmissionAnswer>> SubmitAsync(Submission submission, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/measurements",
            JsonSerializer.SerializeToUtf8Bytes(submission, MeasureJson.Default.Submission),
            AnswerJson.Default.SubmissionAnswer,
            cancellationToken
        );

    /// <summary>The hub's test points.</summary>
    public Task<HubAnswer<ListedPoint[]>> PointsAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "api/v1/points", body: null, AnswerJson.Default.ListedPointArray, cancellationToken);

    /// <summary>Whether the hub knows an area by its code: refused with 404 when it does not.</summary>
    public Task<HubAnswer<JsonElement>> AreaAsync(string code, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Get,
            "api/v1/areas/" + Uri.EscapeDataString(code),
            body: null,
            AnswerJson.Default.JsonElement,
            cancellationToken
        );

    private async Task<HubAnswer<T>> SendAsync<T>(
        HttpMethod method,
        string path,
        byte[]? body,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        // Liveness: Patience covers connecting, sending and reading the whole answer.
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, new Uri(hub, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        }

        try
        {
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Read(response.StatusCode, bytes, type);
        }
        catch (HttpRequestException away)
        {
            return new HubAnswer<T>.Away($"The hub at {hub} cannot be reached: {away.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HubAnswer<T>.Away($"The hub at {hub} did not answer within {Patience.TotalSeconds:0} seconds.");
        }
    }

    private HubAnswer<T> Read<T>(HttpStatusCode status, byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            if ((int)status is >= 200 and <= 299 && JsonSerializer.Deserialize(body, type) is { } value)
            {
                return new HubAnswer<T>.Given(value);
            }

            if (JsonSerializer.Deserialize(body, MeasureJson.Default.Problem) is { Code.Length: > 0 } problem)
            {
                // Both pass by themselves, so a result that meets them is kept and sent again.
                return problem.Code is "unavailable" or "too-many"
                    ? new HubAnswer<T>.Away(problem.Title)
                    : new HubAnswer<T>.Refused(problem);
            }
        }
        catch (JsonException)
        {
            // whoever answered is no hub: a captive portal, a proxy, another program on the port
        }

        return new HubAnswer<T>.Away($"What answers at {hub} is not a hub of i-Speed (HTTP status {(int)status}). Check the address.");
    }
}
