namespace Ispeed.Measure.Client;

/// <summary>The test points of a run in the order in which they are asked, each once: first its candidates, then those that a full open one names.</summary>
internal sealed class PointQueue(MeasurementTarget target, IReadOnlyList<ReachedPoint> ranked, TrafficMeter meter, TimeProvider time)
{
    private const int MostNamed = 3; // spec/protocol.md: a point names at most three
    private const int MostAsked = 8; // points that name each other in a ring must not keep a person waiting

    private readonly Queue<ReachedPoint> waiting = new(ranked);
    private readonly HashSet<PointAddress> known = [.. ranked.Select(point => Bare(point.Address))];
    private int asked;

    /// <summary>The next; only after construction with at least one, or after <see cref="HasNextAsync"/>.</summary>
    public ReachedPoint Next()
    {
        asked++;
        return waiting.Dequeue();
    }

    /// <summary>Whether there is one to ask after a full one.</summary>
    /// <param name="named">Addresses that the full one named. They are asked only by a run without a ticket: a ticket is good for its candidates alone.</param>
    /// <param name="cancellationToken">The person's stop.</param>
    public async Task<bool> HasNextAsync(IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0 && target.Ticket is null && asked < MostAsked)
        {
            var fresh = named.Take(MostNamed).Select(Parse).OfType<PointAddress>().Where(known.Add).ToList();
            foreach (var point in await ReachAsync(fresh, cancellationToken).ConfigureAwait(false))
            {
                waiting.Enqueue(point);
            }
        }

        return waiting.Count > 0;
    }

    private async Task<IReadOnlyList<ReachedPoint>> ReachAsync(List<PointAddress> addresses, CancellationToken cancellationToken)
    {
        if (addresses.Count == 0)
        {
            return [];
        }

        try
        {
            var named = target with { Candidates = [.. addresses.SelectMany(one => MeasurementTarget.At(one).Candidates)] };
            return await PointChoice.RankAsync(named, meter, time, cancellationToken).ConfigureAwait(false);
        }
        catch (PointFailure)
        {
            return []; // none of them answers: that the first was full stays the reason
        }
    }

    /// <summary>An address of the kind that was asked for: nobody who wanted TLS is sent to a plain port.</summary>
    private PointAddress? Parse(string text) =>
        PointAddress.TryParse(text, out var address, out _) && known.All(one => one.IsSecure == address.IsSecure) ? address : null;

    private static PointAddress Bare(PointAddress address) => address with { Remote = null, Local = null };
}
