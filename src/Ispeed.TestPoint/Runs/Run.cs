using System.Net;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Runs;

/// <summary>Everything that belongs to one measurement at this test point, until it is sealed.</summary>
#pragma warning disable CA1001 // a token source without timer and wait handle holds nothing; disposing it would race with ping connections that read its token
internal sealed class Run
#pragma warning restore CA1001
{
    private readonly Lock gate = new();
    private readonly PointLimits limits;
    private readonly TimeProvider time;
    private readonly long startedTicks;
    private readonly DateTimeOffset startedAt;
    private readonly Load down;
    private readonly Load up;
    private readonly ReservedRate reserved;
    private readonly CancellationTokenSource ending = new();
    private int attached;
    private int probeSessions;
    private long probesReceived;
    private long spent;
    private long lastActivity;
    private Task<string>? sealing;
    private volatile bool speaksOurs;

    public Run(RunPlan plan, Ticket? ticket, IPAddress address, PointLimits limits, TimeProvider time, ForeignLeave? foreign = null)
    {
        Id = plan.Id;
        CongestionControl = plan.CongestionControl;
        reserved = new(plan.Expected, time);
        Foreign = foreign;
        speaksOurs = ticket is not null;
        Device = ticket?.Device;
        Budget = ticket?.Budget ?? long.MaxValue;
        Address = address;
        this.limits = limits;
        this.time = time;
        startedTicks = time.GetTimestamp();
        startedAt = time.GetUtcNow();
        lastActivity = startedTicks;
        down = new(Direction.Down, time);
        up = new(Direction.Up, time);
    }

    public Guid Id { get; }

    public Guid? Device { get; }

    /// <summary>Of all downloads of the run, unless the client asks for another: the arm that chance gave it.</summary>
    public string CongestionControl { get; }

    /// <summary>What it may need of the point's capacity.</summary>
    public BitRate Reserved => reserved.Now;

    /// <summary>Payload bytes of both directions.</summary>
    public long Budget { get; }

    public IPAddress Address { get; }

    /// <summary>Null for a run that has a ticket, or needs none because the point is open.</summary>
    public ForeignLeave? Foreign { get; }

    /// <summary>What the client speaks, as it stands in the record.</summary>
    public string Protocol => Foreign?.Protocol ?? (speaksOurs ? "ispeed" : "throughput1");

    /// <summary>Cancelled when the run is sealed: ends its ping connections.</summary>
    public CancellationToken Ending => ending.Token;

    public bool IsSealed
    {
        get
        {
            lock (gate)
            {
                return sealing is not null;
            }
        }
    }

    /// <summary>Takes payload bytes off the ticket's budget; false, and nothing taken, when it does not hold so many.</summary>
    public bool TrySpend(long bytes)
    {
        if (Interlocked.Add(ref spent, bytes) <= Budget && Foreign?.TrySpend(bytes) != false)
        {
            return true;
        }

        Interlocked.Add(ref spent, -bytes);
        return false;
    }

    public bool IsSpent => Interlocked.Read(ref spent) >= Budget;

    public Load LoadOf(Direction direction) => direction == Direction.Down ? down : up;

    /// <summary>Whether the client is one of ours, as far as it has shown.</summary>
    public bool IsOurs => speaksOurs;

    /// <summary>Told when the client uses something that only our own clients know: before that, one without a ticket may be anybody's throughput1.</summary>
    public void UsesOurExtensions() => speaksOurs = true;

    /// <summary>What has been counted so far; null when no payload byte moved.</summary>
    public RunSide? SideOf(Direction direction)
    {
        lock (gate)
        {
            return LoadOf(direction).ToSide();
        }
    }

    public void CountProbe()
    {
        speaksOurs = true;
        Interlocked.Increment(ref probesReceived);
        Touch();
    }

    /// <summary>Takes a stream in; false when the direction has as many as the client announced or the limit allows, or the run is sealed.</summary>
    public bool TryJoin(Direction direction, int announced, Func<Load, int, RunStream> make, out RunStream? stream) =>
        TryJoin(direction, announced, limits.StreamsPerRun, make, out stream);

    /// <summary>The same where the protocol says how many streams may be open, and how many there may have been.</summary>
    public bool TryJoin(Direction direction, int open, int ever, Func<Load, int, RunStream> make, out RunStream? stream)
    {
        lock (gate)
        {
            var load = LoadOf(direction);
            if (sealing is not null || load.Open >= open || load.Opened >= ever)
            {
                stream = null;
                return false;
            }

            stream = make(load, load.Opened + 1);
            load.Add(stream, time.GetTimestamp());
            Touch();
            return true;
        }
    }

    public void Leave(Direction direction, RunStream stream)
    {
        lock (gate)
        {
            LoadOf(direction).Remove(stream, time.GetTimestamp());
            Touch();
        }

        stream.End();
    }

    public bool TryAttach()
    {
        lock (gate)
        {
            attached += sealing is null ? 1 : 0;
            return sealing is null;
        }
    }

    public void Detach()
    {
        lock (gate)
        {
            attached--;
            Touch();
        }
    }

    public bool TryOpenProbeSession()
    {
        lock (gate)
        {
            Touch();
            return sealing is null && probeSessions++ < limits.ProbeSessionsPerRun;
        }
    }

    /// <summary>Looks at every stream; false when nothing belongs to the run any more and it is to be sealed.</summary>
    public bool Tick(long now)
    {
        lock (gate)
        {
            if (sealing is not null)
            {
                return true;
            }

            down.Tick(now);
            up.Tick(now);
            reserved.Look(down.Moved + up.Moved, now);
            var idle =
                down.Open + up.Open + attached == 0 && time.GetElapsedTime(Interlocked.Read(ref lastActivity), now) > limits.RunLinger;
            return !idle && time.GetElapsedTime(startedTicks, now) <= limits.RunTime;
        }
    }

    /// <summary>Seals once; whoever asks again gets the same answer.</summary>
    public Task<string> SealAsync(Func<Run, Task<string>> seal)
    {
        lock (gate)
        {
            return sealing ??= Task.Run(() => seal(this));
        }
    }

    /// <summary>Cuts what is open and waits until it has been counted.</summary>
    public async Task EndStreamsAsync()
    {
        List<Task> ends = [];
        lock (gate)
        {
            down.Cut(CutReason.Sealed);
            up.Cut(CutReason.Sealed);
            down.CollectEnds(ends);
            up.CollectEnds(ends);
        }

        await ending.CancelAsync();
        try
        {
            // Liveness: a cut stream ends by cancellation at once; one that does not within a second is counted as it stands.
            await Task.WhenAll(ends).WaitAsync(TimeSpan.FromSeconds(1), time);
        }
        catch (TimeoutException)
        {
            // counted as it stands, below
        }
    }

    public RunRecord ToRecord(string point, string software)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            down.Tick(now);
            up.Tick(now);
            return new(
                Id,
                point,
                Device,
                Address.ToString(),
                startedAt,
                time.GetUtcNow(),
                down.ToSide(),
                up.ToSide(),
                Interlocked.Read(ref probesReceived),
                software,
                Protocol
            );
        }
    }

    private void Touch() => Interlocked.Exchange(ref lastActivity, time.GetTimestamp());
}
