using Ispeed.Measure;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Responsiveness;

/// <summary>One request with load on a connection that others may share: it ends by itself, by its time or budget, or when nothing moves.</summary>
internal abstract class ResponsivenessTransfer(
    HttpContext context,
    ResponsivenessConnection connection,
    Run run,
    Load load,
    PointLimits limits,
    TimeProvider time
) : RunStream
{
    private readonly TransferWatch watch = new(limits, time);
    private readonly string? congestionControl = TcpSample.CongestionControlOf(connection.Socket);
    private readonly Lock gate = new();
    private TcpSample first;
    private TcpSample sample;
    private bool hasSample;
    private long moved;
    private long arrived;

    public Direction Direction => load.Direction;

    protected HttpContext Context { get; } = context;

    /// <summary>Serves the request to its end. What is cut before is reset, because half a body must not look whole.</summary>
    public async Task ServeAsync()
    {
        // Liveness: the ticker cuts what does not move or has taken too long, the end of the client's connection cancels too.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(Cutting, Context.RequestAborted);
        try
        {
            if (!await CarryAsync(either.Token))
            {
                Context.Abort();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            Cut(CutReason.Broken); // without effect when it was cut for another reason, which is then the cause of this
            Context.Abort();
        }
        finally
        {
            run.Leave(load.Direction, this); // looks at the socket for the last time
            connection.Release(this);
        }
    }

    public override void Tick(long now)
    {
        lock (gate)
        {
            if (connection.IsCountedBy(this) && TcpSample.TryTake(connection.Socket, out var taken))
            {
                first = hasSample ? first : taken;
                (sample, hasSample) = (taken, true);
            }

            // A download's bytes that the kernel has sent and nobody has acknowledged are under way; of an upload everything is here.
            var underWay = Direction == Direction.Down && hasSample ? Math.Max(0, sample.BytesLeft - sample.BytesAcked) : 0;
            arrived = Math.Max(arrived, moved - underWay);
            if (watch.Look(now, moved) is { } reason)
            {
                Cut(reason);
            }
        }
    }

    public override StreamCount Count()
    {
        lock (gate)
        {
            return new(
                arrived,
                moved - arrived,
                hasSample ? sample.MinRtt : 0,
                hasSample && Direction == Direction.Down ? Math.Max(0, sample.BytesRetransmitted - first.BytesRetransmitted) : 0,
                congestionControl,
                hasSample && Direction == Direction.Down ? sample.Limited - first.Limited : default
            );
        }
    }

    /// <summary>Whether the request came to its own end.</summary>
    protected abstract Task<bool> CarryAsync(CancellationToken cancellationToken);

    /// <summary>Takes bytes off the budget; false when it is used up, which cuts.</summary>
    protected bool TrySpend(long bytes)
    {
        if (run.TrySpend(bytes))
        {
            return true;
        }

        Cut(CutReason.BudgetSpent);
        return false;
    }

    protected void Moved(long bytes)
    {
        load.Move(bytes, time.GetTimestamp());
        lock (gate)
        {
            moved += bytes;
        }
    }
}

/// <summary>The large object: random bytes until the client has had enough.</summary>
internal sealed class ResponsivenessDownload(
    HttpContext context,
    ResponsivenessConnection connection,
    Run run,
    Load load,
    PointLimits limits,
    TimeProvider time
) : ResponsivenessTransfer(context, connection, run, load, limits, time)
{
    private const int PieceBytes = 64 << 10;

    private static readonly ReadOnlyMemory<byte> Payload = LoadFrames.OfStep(LoadFrames.LastStep)[
        ^Measure.Wire.Limits.LargestMessageBytes..
    ];

    protected override async Task<bool> CarryAsync(CancellationToken cancellationToken)
    {
        Context.Response.ContentType = "application/octet-stream";
        Context.Response.ContentLength = Measure.Wire.ForeignLimits.ResponsivenessBytes;
        for (var left = Measure.Wire.ForeignLimits.ResponsivenessBytes; left > 0; left -= PieceBytes)
        {
            if (!TrySpend(PieceBytes))
            {
                return false;
            }

            var at = (int)(left % Payload.Length);
            await Context.Response.BodyWriter.WriteAsync(Payload.Slice(at, PieceBytes), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested(); // Kestrel takes writes of a connection that has ended, and drops them
            Moved(PieceBytes);
        }

        return true;
    }
}

/// <summary>The upload sink: what comes is counted and dropped.</summary>
internal sealed class ResponsivenessUpload(
    HttpContext context,
    ResponsivenessConnection connection,
    Run run,
    Load load,
    PointLimits limits,
    TimeProvider time
) : ResponsivenessTransfer(context, connection, run, load, limits, time)
{
    protected override async Task<bool> CarryAsync(CancellationToken cancellationToken)
    {
        var body = Context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var bytes = read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
            if (bytes > 0)
            {
                Moved(bytes);
                if (!TrySpend(bytes))
                {
                    return false;
                }
            }

            if (read.IsCompleted)
            {
                return true;
            }
        }
    }
}
