using System.Collections.Concurrent;
using System.Net;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint.Reporting;
using Ispeed.TestPoint.SelfChecks;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Runs;

/// <summary>The runs that go on, and those sealed a short while ago: nobody measures twice with one ticket.</summary>
internal sealed partial class RunRegistry(
    PointSettings settings,
    PointLimits limits,
    PointKey key,
    RecordSpool spool,
    Admission admission,
    UsedTickets tickets,
    OwnRun own,
    PointCounters counters,
    TimeProvider time,
    Random random,
    ILogger<RunRegistry> logger
)
{
    private readonly ConcurrentDictionary<Guid, Run> running = new();
    private readonly ConcurrentDictionary<Guid, Sealed> remembered = new();
    private readonly AddressCounts addresses = new(limits.RunsPerAddress);
    private readonly Random arms = new(random.Next()); // its own: a Random is not safe for threads
    private readonly Lock gate = new();
    private bool stopping;

    public int Count => running.Count;

    public IEnumerable<Run> Running => running.Values;

    /// <summary>Of all runs together.</summary>
    public BitRate Reserved
    {
        get
        {
            double sum = 0;
            foreach (var (_, run) in running)
            {
                sum += run.Reserved.BitsPerSecond;
            }

            return new(sum);
        }
    }

    public double Load => admission.Load(running.Count, Reserved);

    /// <summary>Whether a new run of which nothing is known would be refused now.</summary>
    public bool IsBusy => stopping || !admission.Takes(running.Count, Reserved, limits.DefaultRate);

    /// <summary>The run of a measurement, made when it is the first request of it; a refusal otherwise.</summary>
    public Refusal? Admit(Guid id, Ticket? ticket, IPAddress address, out Run? run, ForeignLeave? foreign = null)
    {
        lock (gate)
        {
            if (remembered.ContainsKey(id))
            {
                run = null;
                return Refusal.TicketUsed;
            }

            if (running.TryGetValue(id, out run))
            {
                return RefusalOf(run, ticket);
            }

            if (tickets.Holds(id))
            {
                return Refusal.TicketUsed; // begun before a restart
            }

            var expected = own.Is(id) ? default : admission.Expected(ticket?.Rate ?? 0);
            if (stopping || !admission.Takes(running.Count, Reserved, expected))
            {
                return admission.Busy;
            }

            if (!addresses.TryEnter(address))
            {
                return Refusal.TooManyOfAddress;
            }

            if (ticket is not null)
            {
                tickets.Add(id, ticket.Expires);
            }

            var arm = arms.NextDouble() < limits.CubicShare ? "cubic" : "bbr";
            run = new(new RunPlan(id, expected, arm), ticket, address, limits, time, foreign);
            running[id] = run;
            counters.RunStarted();
            return null;
        }
    }

    /// <summary>Seals the run of a measurement; a second time gives the same record.</summary>
    public async Task<(Refusal? Refusal, string? Record)> FinishAsync(Guid id, Ticket? ticket)
    {
        if (running.TryGetValue(id, out var run))
        {
            run.UsesOurExtensions();
            return run.Device != ticket?.Device ? (Refusal.TicketMismatch, null) : (null, await run.SealAsync(SealAsync));
        }

        if (!remembered.TryGetValue(id, out var kept))
        {
            return (Refusal.UnknownRun, null);
        }

        return kept.Device != ticket?.Device ? (Refusal.TicketMismatch, null) : (null, kept.Record);
    }

    /// <summary>Looks at every run; seals those that nothing belongs to any more.</summary>
    public void Tick()
    {
        var now = time.GetTimestamp();
        foreach (var (_, run) in running)
        {
            if (!run.Tick(now))
            {
                _ = run.SealAsync(SealAsync); // owned by the run: FinishAsync and StopAsync await the same task
            }
        }
    }

    /// <summary>Forgets sealed runs whose tickets have expired long ago.</summary>
    public void Forget()
    {
        var now = time.GetTimestamp();
        foreach (var (id, kept) in remembered)
        {
            if (time.GetElapsedTime(kept.SealedAt, now) > limits.SealedMemory)
            {
                remembered.TryRemove(id, out _);
            }
        }

        tickets.Forget();
    }

    /// <summary>Takes no more runs and seals those that go on.</summary>
    public Task SealAllAsync()
    {
        lock (gate)
        {
            stopping = true;
        }

        return Task.WhenAll(running.Values.Select(run => run.SealAsync(SealAsync)));
    }

    private static Refusal? RefusalOf(Run run, Ticket? ticket)
    {
        if (run.Device != ticket?.Device)
        {
            return Refusal.TicketMismatch;
        }

        return run.IsSealed || run.IsSpent ? Refusal.TicketUsed : null;
    }

    private async Task<string> SealAsync(Run run)
    {
        await run.EndStreamsAsync();
        var token = key.Sign(run.ToRecord(settings.Id, PointSettings.Software), MeasureJson.Default.RunRecord, RunRecord.Kind);
        try
        {
            if (!own.Is(run.Id))
            {
                spool.Add(run.Id, token);
            }
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            Log.NotSpooled(logger, full, run.Id); // the client still gets the record, and submits it with its result
        }

        lock (gate)
        {
            remembered[run.Id] = new(run.Device, token, time.GetTimestamp());
            running.TryRemove(run.Id, out _);
        }

        addresses.Leave(run.Address);
        run.Foreign?.End();
        counters.RunSealed();
        return token;
    }

    private sealed record Sealed(Guid? Device, string Record, long SealedAt);

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Error, "The record of run {RunId} could not be written to the spool")]
        public static partial void NotSpooled(ILogger logger, Exception reason, Guid runId);
    }
}
