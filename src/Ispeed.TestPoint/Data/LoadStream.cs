using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Data;

/// <summary>What download and upload streams share: the watch over progress and age, the hold, and the reports.</summary>
internal abstract class LoadStream : RunStream
{
    /// <summary>After so many bytes a stream that never had to wait lets others of its thread have their turn.</summary>
    protected const int TurnBytes = 4 << 20;

    private readonly TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long openedAt;
    private long startedAt;
    private long progressAt;
    private long progressMark = -1;

    protected LoadStream(DataChannel channel, Run run, Load load, int number, StreamRequest request, PointLimits limits, TimeProvider time)
    {
        Channel = channel;
        Run = run;
        Load = load;
        Request = request;
        Limits = limits;
        Time = time;
        StreamId = $"{run.Id:D}-{number}";
        Frames = new(channel);
        openedAt = time.GetTimestamp();
        progressAt = openedAt;
        CongestionControl = TcpSample.CongestionControlOf(channel.Socket);
        if (!request.Hold)
        {
            Start();
        }
    }

    protected DataChannel Channel { get; }

    protected Run Run { get; }

    protected Load Load { get; }

    protected StreamRequest Request { get; }

    protected PointLimits Limits { get; }

    protected TimeProvider Time { get; }

    protected TextFrames Frames { get; }

    protected string StreamId { get; }

    protected string? CongestionControl { get; }

    protected Task Started => start.Task;

    protected bool HasStarted => start.Task.IsCompleted;

    protected TimeSpan Elapsed => HasStarted ? Time.GetElapsedTime(Interlocked.Read(ref startedAt)) : TimeSpan.Zero;

    protected bool IsTimeUp => Elapsed >= Request.Duration;

    /// <summary>Serves the stream to its end. The channel is closed afterwards.</summary>
    /// <param name="greeting">The answer to the upgrade.</param>
    /// <param name="early">Bytes that came together with the request.</param>
    public async Task ServeAsync(ReadOnlyMemory<byte> greeting, ReadOnlyMemory<byte> early)
    {
        try
        {
            await Channel.SendAsync(greeting, Cutting);
            await CarryAsync(early);
        }
        catch (Exception ended)
            when (ended is OperationCanceledException or IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            Cut(CutReason.Broken); // does nothing when it was cut for another reason, which is then the cause of this
        }
        finally
        {
            Run.Leave(Load.Direction, this);
            if (Reason is CutReason.Finished)
            {
                await Channel.CloseGentlyAsync(Limits.StallTime, Time);
            }
            else if (Reason is CutReason.Garbage or CutReason.TooLarge or CutReason.BudgetSpent)
            {
                // Liveness: long enough for the close code to arrive, too short to be worth abusing.
                await Channel.CloseGentlyAsync(TimeSpan.FromMilliseconds(200), Time);
            }
            else
            {
                Channel.Reset();
            }

            Frames.Dispose();
        }
    }

    protected abstract Task CarryAsync(ReadOnlyMemory<byte> early);

    /// <summary>Lets a held stream go.</summary>
    protected void Start()
    {
        if (Interlocked.CompareExchange(ref startedAt, Time.GetTimestamp(), 0) == 0)
        {
            start.TrySetResult();
        }
    }

    /// <summary>Cuts a stream that is held, idle or old beyond its limit.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="mark">Anything that changes when bytes move.</param>
    protected void Watch(long now, long mark)
    {
        if (mark != progressMark || !HasStarted)
        {
            progressMark = mark;
            progressAt = now;
        }

        if (!HasStarted && Time.GetElapsedTime(openedAt, now) > Limits.HoldTime)
        {
            Cut(CutReason.NeverStarted);
        }
        else if (Time.GetElapsedTime(progressAt, now) > Limits.StallTime)
        {
            Cut(CutReason.Stalled);
        }
        else if (Time.GetElapsedTime(openedAt, now) > Limits.StreamTime)
        {
            Cut(CutReason.TooOld);
        }
    }

    /// <summary>A report that carries nothing but the run's count.</summary>
    protected ThroughputMessage Count(long runBytes) =>
        new(
            null,
            null,
            null,
            null,
            Elapsed.Ticks / TimeSpan.TicksPerMicrosecond,
            null,
            null,
            new(Load.Micros(Time.GetTimestamp()), runBytes, LeftStartUp: false)
        );

    protected ThroughputMessage Report(ByteCounters application, in TcpSample? tcp, bool leftStartUp)
    {
        var now = Time.GetTimestamp();
        var runBytes = Load.Moved;
        return new(
            CongestionControl,
            StreamId,
            application,
            new(Channel.SocketBytesSent, Channel.SocketBytesReceived),
            Elapsed.Ticks / TimeSpan.TicksPerMicrosecond,
            tcp?.ToFacts(),
            tcp?.Bbr?.ToFacts(),
            new(Load.Micros(now), runBytes, leftStartUp)
        );
    }
}
