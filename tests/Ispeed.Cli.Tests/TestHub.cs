using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.Cli.Tests;

/// <summary>The hub's half of the protocol, for answers that a real hub gives only with test points all over the world: it keeps what it was asked.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpListener listener = new();
    private readonly Func<TicketRequest, IReadOnlyList<Candidate>> candidates;
    private readonly Task answering;

    private TestHub(Func<TicketRequest, IReadOnlyList<Candidate>> candidates)
    {
        this.candidates = candidates;
        using var any = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        any.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)any.LocalEndpoint).Port}/";
        any.Stop();
        listener.Prefixes.Add(Url);
        listener.Start();
        answering = AnswerAsync();
    }

    /// <summary>What a test point knows of this hub after registration.</summary>
    public static PointWelcome Welcome { get; } = new("fixture", "hub-1", Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo()));

    public string Url { get; }

    public List<TicketRequest> Asked { get; } = [];

    public List<Submission> Submitted { get; } = [];

    /// <summary>A hub that offers these; none is <c>no-point</c>.</summary>
    public static TestHub Offering(Func<TicketRequest, IReadOnlyList<Candidate>> candidates) => new(candidates);

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            // Liveness: ends when the listener is closed.
            while (true)
            {
                var exchange = await listener.GetContextAsync();
                var (status, body) = await AnswerAsync(exchange.Request);
                exchange.Response.StatusCode = status;
                await exchange.Response.OutputStream.WriteAsync(body);
                exchange.Response.Close();
            }
        }
        catch (HttpListenerException)
        {
            // closed
        }
        catch (ObjectDisposedException)
        {
            // closed
        }
    }

    private async Task<(int Status, byte[] Body)> AnswerAsync(HttpListenerRequest request)
    {
        if (request.Url!.AbsolutePath == "/api/v1/measurements")
        {
            var submission = (await JsonSerializer.DeserializeAsync(request.InputStream, MeasureJson.Default.Submission))!;
            Submitted.Add(submission);
            var answer = new SubmissionAnswer(submission.Measurement.Id, $"/vi/results/{submission.Measurement.Id}", Proof.Claimed);
            return (201, JsonSerializer.SerializeToUtf8Bytes(answer, MeasureJson.Default.SubmissionAnswer));
        }

        var asked = (await JsonSerializer.DeserializeAsync(request.InputStream, MeasureJson.Default.TicketRequest))!;
        Asked.Add(asked);
        var offered = candidates(asked);
        if (offered.Count == 0)
        {
            var problem = new Problem("spec/protocol.md#refusals", "No test point is alive.", 503, "no-point", "Try again in a minute.");
            return (503, JsonSerializer.SerializeToUtf8Bytes(problem, MeasureJson.Default.Problem));
        }

        var now = TimeProvider.System.GetUtcNow();
        var expires = now.AddMinutes(3);
        var budget = asked.BudgetBytes ?? 40_000_000;
        var leave = new Ticket(Url, ["fixture"], asked.Id, asked.Device, budget, now.ToUnixTimeSeconds(), expires.ToUnixTimeSeconds());
        var ticket = new TicketAnswer(TestPointFixture.SignTicket(leave, Key, Welcome.KeyId), expires, budget, null, offered);
        return (200, JsonSerializer.SerializeToUtf8Bytes(ticket, MeasureJson.Default.TicketAnswer));
    }
}
