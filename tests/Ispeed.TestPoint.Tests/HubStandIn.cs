using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Tests;

/// <summary>The part of a hub that a test point talks to, over a real socket; it can go away and come back at the same address.</summary>
internal sealed class HubStandIn : IAsyncDisposable
{
    public const string KeyId = "hub-1";
    public const string EnrolmentKey = "let-me-in";

    private readonly int port;
    private HttpListener? listener;
    private Task serving = Task.CompletedTask;
    private ECDsa? pointKey;

    public HubStandIn()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Uri Address => new($"http://127.0.0.1:{port}/");

    public PointWelcome Welcome => new("fixture", KeyId, Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo()));

    public ConcurrentQueue<RunRecord> Records { get; } = new();

    public ConcurrentQueue<Heartbeat> Heartbeats { get; } = new();

    public ConcurrentQueue<PointRegistration> Registrations { get; } = new();

    /// <summary>What records are answered with from now on.</summary>
    public int RecordStatus { get; set; } = 201;

    /// <summary>What heartbeats are answered with; null: nothing (204).</summary>
    public IReadOnlyList<string>? Alternatives { get; set; }

    /// <summary>Forgets the point, as a hub with an empty database does.</summary>
    public void Forget() => pointKey = null;

    public void Start()
    {
        listener = new HttpListener();
        listener.Prefixes.Add(Address.AbsoluteUri);
        listener.Start();
        serving = ServeAsync(listener);
    }

    public async Task StopAsync()
    {
        listener?.Close();
        listener = null;
        await serving;
    }

    public string Ticket(
        Guid run,
        Guid? device = null,
        string point = "fixture",
        long budget = 1L << 40,
        int seconds = 180,
        ECDsa? signer = null,
        string kind = "ispeed-ticket",
        string keyId = KeyId,
        long rate = 0
    )
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var ticket = new Ticket("http://hub", [point], run, device ?? Guid.CreateVersion7(), budget, now, now + seconds, rate);
        return CompactSignature.Sign(ticket, MeasureJson.Default.Ticket, signer ?? Key, keyId, kind);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        pointKey?.Dispose();
        Key.Dispose();
    }

    private async Task ServeAsync(HttpListener from)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await from.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return; // the hub is away
            }

            try
            {
                using var reader = new StreamReader(context.Request.InputStream);
                var body = await reader.ReadToEndAsync();
                var (status, answer) = Answer(context.Request, body);
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(answer);
                context.Response.Close();
            }
            catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
            {
                // the point stopped before it had its answer: the next one may come
            }
        }
    }

    private (int Status, byte[] Body) Answer(HttpListenerRequest request, string body) =>
        request.Url!.AbsolutePath switch
        {
            "/api/v1/points" => Register(request, body),
            "/api/v1/points/fixture/heartbeat" => Beat(body),
            "/api/v1/points/fixture/records" when RecordStatus >= 300 => (RecordStatus, Problem(RecordStatus, "signature-invalid")),
            "/api/v1/points/fixture/records" => Take(body, MeasureJson.Default.RunRecord, RunRecord.Kind, Records, RecordStatus),
            _ => (404, Problem(404, "unknown-path")),
        };

    private (int Status, byte[] Body) Beat(string body)
    {
        var answer = Take(body, MeasureJson.Default.Heartbeat, Heartbeat.Kind, Heartbeats, 204);
        return answer.Status == 204 && Alternatives is { } others
            ? (200, JsonSerializer.SerializeToUtf8Bytes(new HeartbeatAnswer(others), MeasureJson.Default.HeartbeatAnswer))
            : answer;
    }

    private (int Status, byte[] Body) Register(HttpListenerRequest request, string body)
    {
        if (request.Headers["Authorization"] != $"Enrolment {EnrolmentKey}")
        {
            return (401, Problem(401, "enrolment-invalid"));
        }

        var registration = JsonSerializer.Deserialize(body, MeasureJson.Default.PointRegistration)!;
        pointKey = ECDsa.Create();
        pointKey.ImportSubjectPublicKeyInfo(Convert.FromBase64String(registration.PublicKey), out _);
        Registrations.Enqueue(registration);
        return (201, JsonSerializer.SerializeToUtf8Bytes(Welcome, MeasureJson.Default.PointWelcome));
    }

    private (int Status, byte[] Body) Take<T>(string body, JsonTypeInfo<T> type, string kind, ConcurrentQueue<T> kept, int status)
        where T : class
    {
        var token = JsonSerializer.Deserialize(body, MeasureJson.Default.SignedMessage)!.Token;
        if (pointKey is null)
        {
            return (404, Problem(404, "unknown-point"));
        }

        if (!CompactSignature.TryVerify(token, type, pointKey, kind, out var message))
        {
            return (401, Problem(401, "signature-invalid"));
        }

        kept.Enqueue(message!);
        return (status, []);
    }

    private static byte[] Problem(int status, string code) =>
        JsonSerializer.SerializeToUtf8Bytes(new Problem("about:blank", "Refused.", status, code, null), MeasureJson.Default.Problem);
}
