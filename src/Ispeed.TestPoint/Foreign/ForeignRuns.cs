using System.Net;
using Ispeed.Measure;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign;

/// <summary>
/// Admits clients without a ticket, within what their address prefix may use, and puts their streams together to runs:
/// those of one protocol, address and tag that follow each other within the linger time.
/// </summary>
internal sealed class ForeignRuns(PointSettings settings, PointLimits limits, RunRegistry runs, TimeProvider time)
{
    private readonly PrefixBuckets budgets = new(settings.ForeignBudget.Bytes, TimeSpan.FromHours(1), time);
    private readonly Dictionary<Key, Run> current = [];
    private readonly Dictionary<AddressPrefix, int> running = [];
    private readonly Lock gate = new();

    /// <summary>Whether clients of other projects are served at all.</summary>
    public bool AreTaken => settings.TakesForeign;

    /// <summary>A stream of a foreign client, in the run that it belongs to.</summary>
    public Refusal? Join(
        ForeignProtocol protocol,
        IPAddress address,
        string tag,
        Direction direction,
        Func<Run, Load, int, RunStream> make,
        out RunStream? stream
    )
    {
        stream = null;
        lock (gate)
        {
            var key = new Key(protocol.Name, address, tag);
            if (Running(key) is { } known && TryJoin(known, out stream))
            {
                return null;
            }

            if (Running(key) is { } full && protocol.Ever == int.MaxValue)
            {
                return full.IsSealed ? Refusal.Busy(null) : Refusal.TooManyOfAddress;
            }

            var refusal = Admit(protocol, address, out var run);
            if (refusal is not null)
            {
                return refusal;
            }

            current[key] = run!;
            return TryJoin(run!, out stream) ? null : Refusal.Busy(null);
        }

        bool TryJoin(Run run, out RunStream? joined) =>
            run.TryJoin(direction, protocol.OpenAtOnce, protocol.Ever, (load, number) => make(run, load, number), out joined);
    }

    /// <summary>The run of a client that names it by a text of its own.</summary>
    public Refusal? Enter(ForeignProtocol protocol, IPAddress address, string tag, out Run? run)
    {
        lock (gate)
        {
            var key = new Key(protocol.Name, address, tag);
            run = Running(key);
            var refusal = run is null ? Admit(protocol, address, out run) : null;
            if (refusal is null)
            {
                current[key] = run!;
            }

            return refusal;
        }
    }

    /// <summary>The run that was entered by such a text and goes on; null for none.</summary>
    public Run? Find(ForeignProtocol protocol, IPAddress address, string tag)
    {
        lock (gate)
        {
            return Running(new Key(protocol.Name, address, tag));
        }
    }

    /// <summary>A run that the client names by a UUID.</summary>
    public Refusal? Enter(ForeignProtocol protocol, IPAddress address, Guid id, out Run? run)
    {
        lock (gate)
        {
            return Admit(protocol, address, id, out run);
        }
    }

    private Run? Running(Key key) => current.TryGetValue(key, out var run) && !run.IsSealed ? run : null;

    private Refusal? Admit(ForeignProtocol protocol, IPAddress address, out Run? run) =>
        Admit(protocol, address, Guid.CreateVersion7(time.GetUtcNow()), out run);

    private Refusal? Admit(ForeignProtocol protocol, IPAddress address, Guid id, out Run? run)
    {
        run = null;
        if (!AreTaken)
        {
            return Refusal.TicketMissing;
        }

        Forget();
        var prefix = AddressPrefix.Of(address);
        if (budgets.IsEmpty(prefix) || running.GetValueOrDefault(prefix) >= limits.ForeignRunsPerPrefix)
        {
            return Refusal.TooMuchOfPrefix;
        }

        var leave = new ForeignLeave(protocol.Name, bytes => budgets.TryTake(prefix, bytes), () => Leave(prefix));
        var refusal = runs.Admit(id, ticket: null, address, out run, leave);
        if (refusal is null && ReferenceEquals(run!.Foreign, leave))
        {
            running[prefix] = running.GetValueOrDefault(prefix) + 1;
        }

        return refusal;
    }

    // Called when a run is sealed, which never happens under the gate.
    private void Leave(AddressPrefix prefix)
    {
        lock (gate)
        {
            if (running.GetValueOrDefault(prefix) > 1)
            {
                running[prefix]--;
            }
            else
            {
                running.Remove(prefix);
            }
        }
    }

    private void Forget()
    {
        foreach (var (key, run) in current)
        {
            if (run.IsSealed)
            {
                current.Remove(key);
            }
        }
    }

    private readonly record struct Key(string Protocol, IPAddress Address, string Tag);
}
