namespace Ispeed.Measure.Client.Foreign;

/// <summary>One connection of a load against another project's server. It counts; when to stop is decided elsewhere.</summary>
internal abstract class ForeignStream(PointConnection connection, TimeProvider time) : IDisposable
{
    private long firstByteAt;
    private volatile bool ended;
    private volatile bool stopping;
    private volatile PointFailure? failure;

    /// <summary>Payload bytes known to have arrived at the receiver.</summary>
    public abstract long Bytes { get; }

    /// <summary>Timestamp of the first payload byte, 0 before.</summary>
    public long FirstByteAt => Volatile.Read(ref firstByteAt);

    /// <summary>Whether the server ended it as its protocol has it.</summary>
    public bool Ended => ended;

    /// <summary>What broke it, null as long as it works.</summary>
    public PointFailure? Failure => failure;

    protected PointConnection Connection { get; } = connection;

    protected bool IsStopping => stopping;

    /// <summary>Carries load until it ends; whatever ends it is kept, not thrown.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CarryAsync(cancellationToken).ConfigureAwait(false);
            ended = true;
        }
        catch (PointFailure broken)
        {
            failure = stopping ? null : broken; // an end that was asked for is not a failure
        }
        catch (OperationCanceledException)
        {
            ended = true; // the run is over
        }
    }

    /// <summary>Ends it with a reset: what is queued anywhere is thrown away and not billed.</summary>
    public void Drop()
    {
        stopping = true;
        Connection.Drop();
    }

    public void Dispose()
    {
        Connection.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task CarryAsync(CancellationToken cancellationToken);

    protected void NoteFirstByte()
    {
        if (firstByteAt == 0)
        {
            Volatile.Write(ref firstByteAt, time.GetTimestamp());
        }
    }
}
