using System.Net;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Foreign;
using Ispeed.TestPoint.Foreign.Latency1;
using Ispeed.TestPoint.Probes;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.SelfChecks;
using Ispeed.TestPoint.Settings;
using Ispeed.TestPoint.Tickets;

namespace Ispeed.TestPoint.Data;

/// <summary>From a request to its answer: every path of the data port stands here.</summary>
internal sealed class DataRouter(
    PointSettings settings,
    PointLimits limits,
    DataPorts ports,
    TicketGate tickets,
    RunRegistry runs,
    ProbeSessions probes,
    ForeignRouter foreign,
    ForeignRuns foreignRuns,
    LatencyPort latency,
    SelfCheckResult check,
    PointCounters counters,
    TimeProvider time
)
{
    private const string ThroughputProtocol = "net.measurementlab.throughput.v1";
    private const string PingProtocol = "vn.ispeed.ping.v1";

    public byte[] Refuse(Refusal refusal)
    {
        counters.Refused(refusal);
        return HttpAnswer.Refuse(refusal);
    }

    public async Task<Answer> AnswerAsync(RequestHead head, DataChannel channel, IPAddress address)
    {
        if (foreign.Find(head, channel, address) is { } found)
        {
            return found;
        }

        if (head.IsChunked || head.ContentLength > Limits.BodyBytes)
        {
            return new(
                Refuse(
                    head.IsChunked
                        ? Refusal.Malformed("This path takes no chunked body.")
                        : Refusal.TooLarge("The limits are in spec/protocol.md.")
                )
            );
        }

        var method = head.Path == "/ispeed/v1/finish" ? "POST" : "GET";
        if (
            head.Path
            is not (
                "/ispeed/v1/hello"
                or "/throughput/v1/download"
                or "/throughput/v1/upload"
                or "/latency/v1/authorize"
                or "/latency/v1/result"
                or "/ispeed/v1/ping"
                or "/ispeed/v1/finish"
            )
        )
        {
            return new(Refuse(Refusal.UnknownPath));
        }

        if (head.Method == "OPTIONS")
        {
            return new(HttpAnswer.Options(head.KeepAlive), head.KeepAlive);
        }

        if (head.Method != method)
        {
            return new(Refuse(Refusal.MethodNotAllowed));
        }

        if (head.Path == "/ispeed/v1/hello")
        {
            var hello = new PointHello(settings.Id, settings.Name, PointSettings.Software, settings.Open, runs.IsBusy, check.Limitation);
            return new(HttpAnswer.Ok(hello, MeasureJson.Default.PointHello, head.KeepAlive), head.KeepAlive);
        }

        if (RequestQuery.TryParse(head.Query, out var fault) is not { } query)
        {
            return new(Refuse(Refusal.Malformed(fault)));
        }

        var id = query.Run ?? Guid.Empty;
        if (query.Run is null && !IsNamedFreely(head, query))
        {
            return new(Refuse(Refusal.Malformed("The parameter 'mid' is missing: the measurement id, a UUID.")));
        }

        return head.Path switch
        {
            "/throughput/v1/download" => Load(head, query, id, channel, address, Direction.Down),
            "/throughput/v1/upload" => Load(head, query, id, channel, address, Direction.Up),
            "/latency/v1/authorize" => Authorize(head, query, id, address),
            "/latency/v1/result" => Result(head, query, id, address),
            "/ispeed/v1/ping" => Ping(head, query, id, channel, address),
            _ => await FinishAsync(head, query, id),
        };
    }

    private Answer Load(RequestHead head, RequestQuery query, Guid id, DataChannel channel, IPAddress address, Direction direction)
    {
        var refusal = CheckUpgrade(head, ThroughputProtocol);
        if (refusal is null && query.Streams is null)
        {
            refusal = Refusal.Malformed("The parameter 'streams' is missing: how many streams there will be in this direction.");
        }

        if (refusal is null && query.Streams > limits.StreamsPerRun)
        {
            refusal = Refusal.TooManyStreams;
        }

        Run? run = null;
        refusal ??= Enter(query, id, address, out run);
        if (refusal is not null)
        {
            return new(Refuse(refusal));
        }

        if ((query.CongestionControl ?? (direction == Direction.Down ? run!.CongestionControl : null)) is { } wanted)
        {
            TcpSample.UseCongestionControl(channel.Socket, wanted); // before the stream looks which one it got
        }

        if (query.Hold)
        {
            run!.UsesOurExtensions();
        }

        var request = new StreamRequest(query.Duration, query.Bytes, query.Hold);
        if (!run!.TryJoin(direction, query.Streams!.Value, (load, number) => Make(channel, run, load, number, request), out var stream))
        {
            return new(Refuse(run.IsSealed ? Refusal.TicketUsed : Refusal.TooManyStreams));
        }

        counters.StreamOpened(direction);
        var greeting = HttpAnswer.SwitchToWebSocket(head.WebSocketKey!, ThroughputProtocol);
        return new(default, Serve: early => ServeAsync((LoadStream)stream!, direction, greeting, early));
    }

    private LoadStream Make(DataChannel channel, Run run, Load load, int number, StreamRequest request) =>
        load.Direction == Direction.Down
            ? new DownloadStream(channel, run, load, number, request, limits, time)
            : new UploadStream(channel, run, load, number, request, limits, time);

    private async Task ServeAsync(LoadStream stream, Direction direction, byte[] greeting, ReadOnlyMemory<byte> early)
    {
        try
        {
            await stream.ServeAsync(greeting, early);
        }
        finally
        {
            counters.StreamEnded(direction, stream.Reason, stream.Count().Bytes);
            stream.Dispose();
        }
    }

    private Answer Authorize(RequestHead head, RequestQuery query, Guid id, IPAddress address)
    {
        var refusal = Enter(query, id, address, out var run);
        if (refusal is null && !run!.TryOpenProbeSession())
        {
            refusal = run.IsSealed ? Refusal.TicketUsed : Refusal.TooManyStreams;
        }

        if (refusal is not null)
        {
            return new(Refuse(refusal));
        }

        var session = new ProbeSession(ports.PlainPort, probes.Open(run!));
        latency.Authorise(run!, address, session.Key);
        var authorization = new LatencyAuthorization("c2s", run!.Id, 0, session);
        return new(HttpAnswer.Ok(authorization, MeasureJson.Default.LatencyAuthorization, head.KeepAlive), head.KeepAlive);
    }

    private Answer Result(RequestHead head, RequestQuery query, Guid id, IPAddress address)
    {
        var run = query.FreeName is { } name ? foreignRuns.Find(ForeignProtocol.Throughput1, address, name)?.Id : id;
        return run is { } known && latency.TakeResult(known) is { } summary
            ? new(HttpAnswer.Ok(summary, LatencyJson.Default.LatencySummary, head.KeepAlive), head.KeepAlive)
            : new(Refuse(Refusal.UnknownRun));
    }

    private Answer Ping(RequestHead head, RequestQuery query, Guid id, DataChannel channel, IPAddress address)
    {
        Run? run = null;
        var refusal = CheckUpgrade(head, PingProtocol) ?? Enter(query, id, address, out run);
        run?.UsesOurExtensions();
        if (refusal is null && !run!.TryAttach())
        {
            refusal = Refusal.TicketUsed;
        }

        if (refusal is not null)
        {
            return new(Refuse(refusal));
        }

        var greeting = HttpAnswer.SwitchToWebSocket(head.WebSocketKey!, PingProtocol);
        return new(default, Serve: early => new PingStream(channel, run!, limits, time).ServeAsync(greeting, early));
    }

    private async Task<Answer> FinishAsync(RequestHead head, RequestQuery query, Guid id)
    {
        var refusal = tickets.Check(query.AccessToken, id, starts: false, out var ticket);
        string? record = null;
        if (refusal is null)
        {
            (refusal, record) = await runs.FinishAsync(id, ticket);
        }

        return refusal is null
            ? new(HttpAnswer.Ok(new FinishAnswer(record!), MeasureJson.Default.FinishAnswer, head.KeepAlive), head.KeepAlive)
            : new(Refuse(refusal));
    }

    // MSAK's clients may call a run as they like; ours, and whoever has a ticket, call it by a UUID.
    private bool IsNamedFreely(RequestHead head, RequestQuery query) =>
        query.FreeName is not null
        && query.AccessToken is null
        && foreignRuns.AreTaken
        && !head.Path.StartsWith("/ispeed/", StringComparison.Ordinal);

    private Refusal? Enter(RequestQuery query, Guid id, IPAddress address, out Run? run)
    {
        run = null;
        if (query.FreeName is { } name)
        {
            return foreignRuns.Enter(ForeignProtocol.Throughput1, address, name, out run);
        }

        if (query.AccessToken is null && !settings.Open && settings.Foreign)
        {
            return foreignRuns.Enter(ForeignProtocol.Throughput1, address, id, out run);
        }

        var refusal = tickets.Check(query.AccessToken, id, starts: true, out var ticket);
        return refusal ?? runs.Admit(id, ticket, address, out run);
    }

    internal static Refusal? CheckUpgrade(RequestHead head, string protocol)
    {
        if (!head.UpgradesToWebSocket || head.WebSocketVersion != "13" || head.WebSocketKey is not { Length: 24 })
        {
            return Refusal.Malformed("Open this path as a WebSocket (RFC 6455), version 13.");
        }

        return head.WebSocketProtocols is { } offered && RequestHead.Lists(offered, protocol)
            ? null
            : Refusal.Malformed($"Offer the subprotocol {protocol}.");
    }
}
