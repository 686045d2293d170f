using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>A candidate that answered.</summary>
/// <param name="Candidate">Which.</param>
/// <param name="Address">How it is reached.</param>
/// <param name="HandshakeMillis">Median time of its TCP handshakes.</param>
internal sealed record ReachedPoint(Candidate Candidate, PointAddress Address, double HandshakeMillis)
{
    /// <summary>As it goes into the result.</summary>
    public MeasuredServer ToServer() =>
        new(Candidate.Id.Length > 0 ? Candidate.Id : null, Candidate.Name, Address.ToString(), Candidate.Place);
}

/// <summary>Ranks candidates by the time of their TCP handshakes (spec/method.md, "Phases").</summary>
internal static class PointChoice
{
    private const double TieMillis = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Those that answered, the best first; a failure that says why when there is none.</summary>
    public static async Task<IReadOnlyList<ReachedPoint>> RankAsync(
        MeasurementTarget target,
        TrafficMeter meter,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (target.Candidates.Count == 0)
        {
            throw new PointFailure(FailureReason.NoPoint, "The hub offers no test point now. Try again in a few minutes.");
        }

        var tries = await TryAllAsync(target, meter, time, cancellationToken).ConfigureAwait(false);
        var reached = tries.Select(one => one.Point).OfType<ReachedPoint>().OrderBy(point => point.HandshakeMillis).ToList();
        if (reached.Count == 0)
        {
            var why = tries[0].Failure!;
            throw tries.Length == 1
                ? why
                : new PointFailure(FailureReason.Unreachable, $"None of {tries.Length} test points answered. {why.Message}");
        }

        // Within the tie the less loaded comes first; behind it the order is by time alone.
        var tie = reached[0].HandshakeMillis + TieMillis;
        // Where another measurement of the sitting has chosen already, the two are only comparable against the same point.
        return
        [
            .. reached.Where(point => IsPreferred(point, target)),
            .. reached.Where(point => !IsPreferred(point, target) && point.HandshakeMillis <= tie).OrderBy(point => point.Candidate.Load),
            .. reached.Where(point => !IsPreferred(point, target) && point.HandshakeMillis > tie),
        ];
    }

    // Those that have answered within a second; where none has, as on a line that lost their handshakes, the first that does.
    private static async Task<(ReachedPoint? Point, PointFailure? Failure)[]> TryAllAsync(
        MeasurementTarget target,
        TrafficMeter meter,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var enough = new CancellationTokenSource();
        var tries = target
            .Candidates.Select(candidate => TryAsync(candidate, target, meter, time, enough.Token, cancellationToken))
            .ToList();
        var all = Task.WhenAll(tries);
        // Liveness: a second, then until one answers; each try is known within FamilyChoice's limit.
        await Task.WhenAny(all, Task.Delay(Patience, time, cancellationToken)).ConfigureAwait(false);
        // Ended tries come first, so that this waits only while none has an answer.
        await foreach (var one in Task.WhenEach(tries).ConfigureAwait(false))
        {
            if ((await one.ConfigureAwait(false)).Point is not null)
            {
                break;
            }
        }

        await enough.CancelAsync().ConfigureAwait(false);
        return await all.ConfigureAwait(false);
    }

    private static bool IsPreferred(ReachedPoint point, MeasurementTarget target) => target.Preferred is { } id && point.Candidate.Id == id;

    private static async Task<(ReachedPoint? Point, PointFailure? Failure)> TryAsync(
        Candidate candidate,
        MeasurementTarget target,
        TrafficMeter meter,
        TimeProvider time,
        CancellationToken enough,
        CancellationToken cancellationToken
    )
    {
        // A program checks certificates only where the plain port is not offered: payload is random either way, and TLS costs what is measured.
        if (!PointAddress.TryParse(candidate.Url ?? candidate.SecureUrl, out var address, out var complaint))
        {
            return (null, new PointFailure(FailureReason.NoPoint, complaint));
        }

        address = address with { Local = target.Local };

        try
        {
            var choice = new FamilyChoice(address, target.Family ?? target.Local?.Family, meter, time);
            var best = await choice.BestAsync(enough, cancellationToken).ConfigureAwait(false);
            return (new(candidate, address with { Remote = best.Remote }, best.Millis), null);
        }
        catch (PointFailure none)
        {
            return (null, none);
        }
    }
}
