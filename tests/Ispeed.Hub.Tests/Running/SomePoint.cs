using System.Security.Cryptography;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Running;

/// <summary>A test point as the hub sees one: an id and a key.</summary>
internal sealed class SomePoint(string? id = null) : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Id { get; } = id ?? $"point-{Guid.NewGuid():N}"[..20];

    public string PublicKey => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    public PointRegistration Registration(string? @operator = null, string? country = null) =>
        new(Id, $"Điểm đo {Id}", @operator, "ws://127.0.0.1:9", null, PublicKey, "ispeed-testpoint 0.1.0", country);

    public static async Task<SomePoint> RegisteredAsync(RunningHub hub, string? @operator = null, string? id = null, string? country = null)
    {
        var point = new SomePoint(id);
        (await point.RegisterAsync(hub, @operator, country)).ShouldBe(System.Net.HttpStatusCode.Created);
        return point;
    }

    public Task<Reply> RegisterAsync(RunningHub hub, string? @operator = null, string? country = null) =>
        hub.PostAsync(
            "/api/v1/points",
            Registration(@operator, country),
            MeasureJson.Default.PointRegistration,
            authorization: $"Enrolment {hub.EnrolmentKey}"
        );

    public string Sign(RunRecord record) => CompactSignature.Sign(record, MeasureJson.Default.RunRecord, key, Id, RunRecord.Kind);

    public string Sign(Heartbeat heartbeat) => CompactSignature.Sign(heartbeat, MeasureJson.Default.Heartbeat, key, Id, Heartbeat.Kind);

    public Task<Reply> BeatAsync(RunningHub hub, double load = 0, DateTimeOffset? at = null, SelfCheck? check = null) =>
        PostHeartbeatAsync(
            hub,
            Sign(new Heartbeat(Id, (at ?? hub.Time.GetUtcNow()).ToUnixTimeSeconds(), 1, load, 0, "ispeed-testpoint 0.1.0", check))
        );

    /// <summary>What a point says of itself that cannot measure others.</summary>
    public static SelfCheck Poor(DateTimeOffset at) =>
        new(at.ToUnixTimeSeconds(), 240, 180, -12.5, LimitsItself: true, "It sends 240 Mbit/s; 1000 are promised.");

    public static SelfCheck Fine(DateTimeOffset at) => new(at.ToUnixTimeSeconds(), 9_400, 9_300, 0.1, LimitsItself: false, null);

    public Task<Reply> PostHeartbeatAsync(RunningHub hub, string token) =>
        hub.PostAsync($"/api/v1/points/{Id}/heartbeat", new(token), MeasureJson.Default.SignedMessage);

    public Task<Reply> PostRecordAsync(RunningHub hub, RunRecord record) => PostRecordAsync(hub, Sign(record));

    public Task<Reply> PostRecordAsync(RunningHub hub, string token) =>
        hub.PostAsync($"/api/v1/points/{Id}/records", new(token), MeasureJson.Default.SignedMessage);

    public void Dispose() => key.Dispose();
}
