using System.Net;
using Ispeed.Measure;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Foreign.Http;
using Ispeed.TestPoint.Foreign.Ndt7;
using Ispeed.TestPoint.Foreign.Responsiveness;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign;

/// <summary>From a request of another project's client to its answer.</summary>
internal sealed class ForeignRouter(
    ForeignRuns runs,
    LibreSpeedAnswers libreSpeed,
    ResponsivenessAnswers responsiveness,
    PointLimits limits,
    PointCounters counters,
    TimeProvider time
)
{
    private const string NdtProtocol = "net.measurementlab.ndt.v7";

    /// <summary>Null for a path that is none of theirs.</summary>
    public Answer? Find(RequestHead head, DataChannel channel, IPAddress address)
    {
        var direction = head.Path switch
        {
            "/ndt/v7/download" => Direction.Down,
            "/ndt/v7/upload" => Direction.Up,
            _ => default,
        };
        if (direction == default)
        {
            return libreSpeed.Find(head, channel, address) ?? responsiveness.Find(head);
        }

        if (head.Method == "OPTIONS")
        {
            return new(HttpAnswer.Options(head.KeepAlive), head.KeepAlive);
        }

        return head.Method == "GET" ? Ndt(head, channel, address, direction) : Refuse(Refusal.MethodNotAllowed);
    }

    private Answer Ndt(RequestHead head, DataChannel channel, IPAddress address, Direction direction)
    {
        if (NdtQuery.TryParse(head.Query, out var fault) is not { } query)
        {
            return Refuse(Refusal.Malformed(fault));
        }

        var refusal = DataRouter.CheckUpgrade(head, NdtProtocol);
        RunStream? stream = null;
        refusal ??= runs.Join(
            ForeignProtocol.Ndt7,
            address,
            query.Tag,
            direction,
            (run, load, number) =>
                direction == Direction.Down
                    ? new NdtDownload(channel, run, load, number, query.EarlyExit, limits, time)
                    : new NdtUpload(channel, run, load, number, limits, time),
            out stream
        );
        if (refusal is not null)
        {
            return Refuse(refusal);
        }

        counters.StreamOpened(direction);
        var greeting = HttpAnswer.SwitchToWebSocket(head.WebSocketKey!, NdtProtocol);
        return new(default, Serve: early => ServeAsync((NdtStream)stream!, direction, greeting, early));
    }

    private async Task ServeAsync(NdtStream stream, Direction direction, byte[] greeting, ReadOnlyMemory<byte> early)
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

    private Answer Refuse(Refusal refusal)
    {
        counters.Refused(refusal);
        return new(HttpAnswer.Refuse(refusal));
    }
}
