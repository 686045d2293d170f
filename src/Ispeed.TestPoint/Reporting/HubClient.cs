using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Reporting;

/// <summary>How the hub answered.</summary>
internal enum HubReply
{
    /// <summary>2xx.</summary>
    Taken,

    /// <summary>No answer, 5xx, 408 or 429: the same again later may do.</summary>
    Away,

    /// <summary>It does not know this test point (any more): register first.</summary>
    Unknown,

    /// <summary>Another 4xx: the same again will not do.</summary>
    Refused,
}

/// <summary>What a test point says to its hub.</summary>
internal sealed class HubClient(HttpClient http, PointSettings settings, int dataPort)
{
    private string AnnouncedUrl => settings.PublicUrl ?? $"ws://{settings.Bind?.ToString() ?? Dns.GetHostName()}:{dataPort}";

    public async Task<(HubReply Reply, PointWelcome? Welcome, string Words)> RegisterAsync(
        string publicKey,
        CancellationToken cancellationToken
    )
    {
        var registration = new PointRegistration(
            settings.Id,
            settings.Name,
            settings.Operator,
            AnnouncedUrl,
            settings.PublicSecureUrl,
            publicKey,
            PointSettings.Software
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/points")
        {
            Content = JsonContent.Create(registration, MeasureJson.Default.PointRegistration),
        };
        if (settings.EnrolmentKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Enrolment", key);
        }

        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            var reply = await ReplyOfAsync(answer, cancellationToken);
            return reply.Reply == HubReply.Taken
                ? (reply.Reply, await answer.Content.ReadFromJsonAsync(MeasureJson.Default.PointWelcome, cancellationToken), reply.Words)
                : (reply.Reply == HubReply.Unknown ? HubReply.Refused : reply.Reply, null, reply.Words);
        }
        catch (Exception away) when (IsAway(away, cancellationToken))
        {
            return (HubReply.Away, null, away.Message);
        }
    }

    /// <summary>The answer is null where the hub says nothing more than that it heard.</summary>
    public async Task<(HubReply Reply, string Words, HeartbeatAnswer? Answer)> SendHeartbeatAsync(
        string token,
        CancellationToken cancellationToken
    )
    {
        HeartbeatAnswer? heard = null;
        var (reply, words) = await SendAsync(
            $"api/v1/points/{settings.Id}/heartbeat",
            token,
            async answer =>
                heard =
                    answer.StatusCode == HttpStatusCode.OK
                        ? await answer.Content.ReadFromJsonAsync(MeasureJson.Default.HeartbeatAnswer, cancellationToken)
                        : null,
            cancellationToken
        );
        return (reply, words, heard);
    }

    public Task<(HubReply Reply, string Words)> SendRecordAsync(string token, CancellationToken cancellationToken) =>
        SendAsync($"api/v1/points/{settings.Id}/records", token, static _ => Task.CompletedTask, cancellationToken);

    private async Task<(HubReply Reply, string Words)> SendAsync(
        string path,
        string token,
        Func<HttpResponseMessage, Task> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var content = JsonContent.Create(new SignedMessage(token), MeasureJson.Default.SignedMessage);
            using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
            var reply = await ReplyOfAsync(answer, cancellationToken);
            if (reply.Reply == HubReply.Taken)
            {
                await read(answer);
            }

            return reply;
        }
        catch (Exception away) when (IsAway(away, cancellationToken))
        {
            return (HubReply.Away, away.Message);
        }
    }

    private static async Task<(HubReply Reply, string Words)> ReplyOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        if (status is >= 200 and < 300)
        {
            return (HubReply.Taken, string.Empty);
        }

        var (code, words) = await ReadProblemAsync(answer, cancellationToken);
        if (status is < 400 or >= 500 or 408 or 429)
        {
            return (HubReply.Away, words);
        }

        return (code == "unknown-point" ? HubReply.Unknown : HubReply.Refused, words);
    }

    private static async Task<(string Code, string Words)> ReadProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = $"HTTP {(int)answer.StatusCode}";
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync(MeasureJson.Default.Problem, cancellationToken);
            return problem is null ? (string.Empty, status) : (problem.Code, $"{problem.Code}: {problem.Title}");
        }
        catch (JsonException)
        {
            return (string.Empty, status); // not a problem of ours: a proxy in between, perhaps
        }
    }

    private static bool IsAway(Exception reason, CancellationToken cancellationToken) =>
        reason is HttpRequestException or JsonException or IOException
        || (reason is OperationCanceledException && !cancellationToken.IsCancellationRequested); // its own time limit
}
