using Ispeed.Hub.Api;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>What a submission must keep to before anything else looks at it. Behind it every number is finite and every needed member is there.</summary>
internal static partial class SubmissionRules
{
    private const int LongestName = 100;
    private const int LongestText = 1000;
    private const int LongestList = 20_000;

    /// <summary>A clock may be this much ahead of the hub's.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(10);

    /// <summary>Faster than any access that is sold; protects the sums, not the truth.</summary>
    private const double FastestMbps = 1_000_000;

    /// <summary>Null when the submission can be looked at further.</summary>
    public static Refusal? WhyNot(Submission submission, DateTimeOffset now) =>
        Unreadable(submission) is { } member ? Refusal.Malformed(member)
        : Impossible(submission, now) is { } reason ? Refusal.Implausible(reason)
        : null;

    private static string? Unreadable(Submission submission) =>
        submission switch
        {
            { Measurement: null } => Missing("measurement"),
            { Client: null } => Missing("client"),
            { Client: { Name: null } or { Version: null } or { System: null } } => Missing("client.name, client.version or client.system"),
            { Device: var device } when device == Guid.Empty => Missing("device"),
            { Group: { } group } when group == Guid.Empty => Missing("group"),
            { Code: { } code } when !ReferralCode.IsCanonical(code) =>
                "The member code is no referral code: seven capital symbols, the last of which checks the others.",
            { Code: null, Participant: not null } => "The member participant says nothing without the member code.",
            { Measurement.Id: var id } when id == Guid.Empty => Missing("measurement.id"),
            { Measurement.Method: null } => Missing("measurement.method"),
            { Measurement.StartedAt: var at } when at == default => Missing("measurement.startedAt"),
            { Measurement.Server: { Name: null } or { Url: null } } => Missing("measurement.server.name or measurement.server.url"),
            { Measurement.Error: { Message: null } } => Missing("measurement.error.message"),
            _ when !EnumsAreKnown(submission) =>
                "An enumerated member (access, accessSource, participant, stoppedBy, limitedBy, error.reason, error.phase, probes.phase) has a value that the protocol does not name.",
            { Client: var client, Measurement.Method: var method }
                when client.Name.Contains('\0') || client.Version.Contains('\0') || client.System.Contains('\0') || method.Contains('\0') =>
                "A name has the character U+0000, which PostgreSQL cannot keep.",
            _ when TooLong(submission) is { } name => $"The member {name} is too long.",
            _ when NotFinite(submission.Measurement) is { } name => $"The member measurement.{name} is not a finite number.",
            { Detail: { } detail } when Unreadable(detail) is { } name => $"The member detail.{name} is missing, too long or not finite.",
            { Location: { } place }
                when !double.IsFinite(place.Latitude) || !double.IsFinite(place.Longitude) || !double.IsFinite(place.AccuracyMeters) =>
                "The member location is not made of finite numbers.",
            _ => null,
        };

    private static string Missing(string member) => $"The member {member} is missing.";

    private static bool EnumsAreKnown(Submission submission) =>
        Enum.IsDefined(submission.Access)
        && Enum.IsDefined(submission.AccessSource)
        && (submission.Participant is not { } participant || Enum.IsDefined(participant))
        && (submission.Measurement.Error is not { } error || (Enum.IsDefined(error.Reason) && Enum.IsDefined(error.Phase)))
        && (submission.Measurement.Download is not { } down || Enum.IsDefined(down.StoppedBy))
        && (submission.Measurement.Upload is not { } up || Enum.IsDefined(up.StoppedBy))
        && (submission.Measurement.LimitedBy is not { } limits || limits.All(Enum.IsDefined))
        && (submission.Detail?.Probes is not { } probes || probes.All(count => count is null || Enum.IsDefined(count.Phase)));

    private static string? TooLong(Submission submission) =>
        submission switch
        {
            { Client.Name.Length: > LongestName } => "client.name",
            { Client.Version.Length: > LongestName } => "client.version",
            { Client.System.Length: > LongestName } => "client.system",
            { Area.Length: > LongestName } => "area",
            { Sim.Length: > LongestName } => "sim",
            { Measurement.Method.Length: > LongestName } => "measurement.method",
            { Measurement.Server: { Id.Length: > LongestName } or { Name.Length: > LongestText } or { Url.Length: > LongestText } } =>
                "measurement.server",
            { Measurement.LimitedBy.Count: > MostLimits } => "measurement.limitedBy",
            { Measurement.Latency.Grade.Length: > LongestName } => "measurement.latency.grade",
            { Measurement.Link.Length: > LongestText } => "measurement.link",
            { Measurement.Error.Message.Length: > LongestText } => "measurement.error.message",
            _ => null,
        };

    private static string? NotFinite(Measurement measurement) =>
        measurement switch
        {
            { Download: { } down } when !IsFinite(down.Mbps, down.Low, down.High, down.Seconds) => "download",
            { Upload: { } up } when !IsFinite(up.Mbps, up.Low, up.High, up.Seconds) => "upload",
            { Latency: { } latency } when !IsFinite(NumbersOf(latency)) => "latency",
            { Loss: { } loss } when !IsFinite(NumbersOf(loss)) => "loss",
            _ => null,
        };

    private static string? Unreadable(MeasurementDetail detail) =>
        detail switch
        {
            { IdleMs: null or { Count: > LongestList } } => "idleMs",
            { LoadedDownMs: null or { Count: > LongestList } } => "loadedDownMs",
            { LoadedUpMs: null or { Count: > LongestList } } => "loadedUpMs",
            { Probes: null or { Count: > LongestList } } => "probes",
            { LatencyOver.Length: > LongestName } => "latencyOver",
            { Down: { Series: null or { Count: > LongestList } } } => "down.series",
            { Up: { Series: null or { Count: > LongestList } } } => "up.series",
            _ when detail.Probes.Any(count => count is null) => "probes",
            { Down.Conditions: { } conditions } when !IsReadable(conditions) => "down.conditions",
            { Up.Conditions: { } conditions } when !IsReadable(conditions) => "up.conditions",
            _ when !detail.IdleMs.Concat(detail.LoadedDownMs).Concat(detail.LoadedUpMs).All(double.IsFinite) =>
                "idleMs, loadedDownMs or loadedUpMs",
            _ => null,
        };

    private static string? Impossible(Submission submission, DateTimeOffset now)
    {
        var measurement = submission.Measurement;
        return measurement switch
        {
            _ when measurement.StartedAt > now + ClockSlack => "measurement.startedAt lies in the future. Set the device's clock.",
            _ when measurement.StartedAt < now - Limits.SubmitTime - ClockSlack =>
                "measurement.startedAt is older than a kept result may be.",
            _ when TimedId.TimeOf(measurement.Id) is not { } made || (made - measurement.StartedAt).Duration() > TimedId.Slack =>
                "measurement.id must be a UUID of version 7 that was made with the run: its time lies more than a day from measurement.startedAt.",
            { BytesTotal: < 0 } => "measurement.bytesTotal is negative.",
            { Download: { } down } when Impossible(down) is { } what => $"measurement.download: {what}",
            { Upload: { } up } when Impossible(up) is { } what => $"measurement.upload: {what}",
            { Latency: { } latency } when Impossible(latency) is { } what => $"measurement.latency: {what}",
            { Loss: { } loss } when Impossible(loss) is { } what => $"measurement.loss: {what}",
            { Family: not (null or 4 or 6) } => "measurement.family is 4, 6 or null.",
            { Error: null, Download: null, Upload: null, Latency: null } => "The measurement has neither a figure nor an error.",
            _ => submission switch
            {
                { Location: { } place }
                    when place is not { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180, AccuracyMeters: >= 0 } =>
                    "location: latitude lies within 90, longitude within 180 degrees, the accuracy is not negative.",
                { Detail: { } detail } when IsImpossible(detail.Down) || IsImpossible(detail.Up) =>
                    "detail: a curve has negative times or bytes, ends before it starts or after any stream, or its spans are not in order within it.",
                { Detail.Down.Conditions: { } conditions } when Impossible(conditions) is { } what => $"detail.down.conditions: {what}",
                { Detail.Up.Conditions: { } conditions } when Impossible(conditions) is { } what => $"detail.up.conditions: {what}",
                { Detail: { BudgetBytes: < 0 } } => "detail: a count is negative.",
                { Detail.Probes: var probes } when !probes.All(IsPlausible) =>
                    "detail.probes: answered <= received <= sent, and none negative.",
                _ => null,
            },
        };
    }

    private static string? Impossible(Throughput side) =>
        side switch
        {
            { Mbps: < 0 or > FastestMbps } => "the figure is negative or beyond any line.",
            _ when side.Mbps < side.Low || side.Mbps > side.High => "the figure lies outside its interval.",
            { Low: < 0 } => "the interval begins below 0.",
            { Bytes: < 0 } => "the bytes are negative.",
            { Seconds: < 0 or > 3600 } => "the time is negative or longer than a stream lives.",
            _ => null,
        };

    private static bool IsImpossible(Curve? curve) => curve is not null && !OwnCurve.IsPossible(curve);

    private static bool IsPlausible(ProbeCount count) =>
        count.Answered >= 0 && count.Answered <= count.Received && count.Received <= count.Sent;

    private static bool IsFinite(params ReadOnlySpan<double?> values)
    {
        foreach (var value in values)
        {
            if (value is { } number && !double.IsFinite(number))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Negative(params ReadOnlySpan<double?> values)
    {
        foreach (var value in values)
        {
            if (value < 0)
            {
                return true;
            }
        }

        return false;
    }
}
