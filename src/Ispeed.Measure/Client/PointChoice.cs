using System.Net;
using System.Net.Sockets;
using Ispeed.Measure.Numbers;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>A candidate that answered.</summary>
/// <param name="Candidate">Which.</param>
/// <param name="Address">How it is reached.</param>
/// <param name="HandshakeMillis">Median time of its TCP handshakes.</param>
internal sealed record ReachedPoint(Candidate Candidate, PointAddress Address, double HandshakeMillis);

/// <summary>Ranks candidates by the time of their TCP handshakes (spec/method.md, "Phases").</summary>
internal static class PointChoice
{
    private const int Handshakes = 3;
    private const double TieMillis = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Those that answered, the best first; a failure that says why when there is none.</summary>
    public static async Task<IReadOnlyList<ReachedPoint>> RankAsync(
        IReadOnlyList<Candidate> candidates,
        TrafficMeter meter,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (candidates.Count == 0)
        {
            throw new PointFailure(FailureReason.NoPoint, "The hub offers no test point now. Try again in a few minutes.");
        }

        var tries = await Task.WhenAll(candidates.Select(candidate => TryAsync(candidate, meter, time, cancellationToken)))
            .ConfigureAwait(false);
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
        return
        [
            .. reached.Where(point => point.HandshakeMillis <= tie).OrderBy(point => point.Candidate.Load),
            .. reached.Where(point => point.HandshakeMillis > tie),
        ];
    }

    private static async Task<(ReachedPoint? Point, PointFailure? Failure)> TryAsync(
        Candidate candidate,
        TrafficMeter meter,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // A program checks certificates only where the plain port is not offered: payload is random either way, and TLS costs what is measured.
        if (!PointAddress.TryParse(candidate.Url ?? candidate.SecureUrl, out var address, out var complaint))
        {
            return (null, new PointFailure(FailureReason.NoPoint, complaint));
        }

        var millis = new List<double>();
        IPAddress? remote = null;

        // Liveness: all handshakes of all candidates together end after Patience.
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        PointFailure? failure = null;
        try
        {
            for (var i = 0; i < Handshakes; i++)
            {
                (var took, remote) = await HandshakeAsync(address, remote, meter, time, either.Token).ConfigureAwait(false);
                millis.Add(took);
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            failure = PointFailure.OnConnect(address, late);
        }
        catch (SocketException refused)
        {
            failure = PointFailure.OnConnect(address, refused);
        }

        return millis.Count == 0
            ? (null, failure)
            : (new(candidate, address with { Remote = remote }, Quantile.Median(millis.ToArray())), null);
    }

    private static async Task<(double Millis, IPAddress Remote)> HandshakeAsync(
        PointAddress address,
        IPAddress? known,
        TrafficMeter meter,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var ip =
            known
            ?? (
                IPAddress.TryParse(address.Host, out var literal)
                    ? literal
                    : (await Dns.GetHostAddressesAsync(address.Host, cancellationToken).ConfigureAwait(false))[0]
            );
        meter.Connection();
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var started = time.GetTimestamp();
        await socket.ConnectAsync(ip, address.Port, cancellationToken).ConfigureAwait(false);
        return (time.GetElapsedTime(started).TotalMilliseconds, ip);
    }
}
