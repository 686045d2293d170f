using System.Net;
using System.Net.Sockets;
using Ispeed.Measure.Numbers;

namespace Ispeed.Measure.Client;

/// <summary>TCP handshakes with one address of a test point.</summary>
/// <param name="Remote">The address.</param>
/// <param name="Millis">Their median.</param>
internal sealed record Handshakes(IPAddress Remote, double Millis);

/// <summary>Which address of a name is measured: both families try at once, and the one with the shorter handshake is taken (after RFC 8305).</summary>
/// <remarks>
/// RFC 8305 gives IPv6 a head start and takes what answers first; a measurement can afford to look at both. IPv6 is taken within <see cref="TieMillis"/>, as
/// the person's other programs would, and once one family is known the other has <see cref="Grace"/>, so that a dead one costs no more than that.
/// </remarks>
internal sealed class FamilyChoice(PointAddress address, int? only, TrafficMeter meter, TimeProvider time)
{
    private const int Repetitions = 3;
    private const int MostAddresses = 4; // of one family; a name with more is a load balancer's, and any of them will do
    private const double TieMillis = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5); // a SYN that was lost goes again after one second and after three (RFC 6298)
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250); // RFC 8305 section 8, Connection Attempt Delay

    /// <summary>The address to measure; throws the <see cref="PointFailure"/> that says most when none answers.</summary>
    /// <param name="enough">Ends the trying: what is known by then is the answer.</param>
    /// <param name="cancellationToken">Ends it without an answer.</param>
    public async Task<Handshakes> BestAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        // Liveness: every handshake ends after Longest, and those of the second family after the grace.
        using var deadline = new CancellationTokenSource(Longest, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, enough, cancellationToken);
        var tries = Families().Select(family => TryAsync(family, over.Token)).ToList();
        await FirstSuccessAsync(tries).ConfigureAwait(false);
        var all = Task.WhenAll(tries);
        await Task.WhenAny(all, Task.Delay(Grace, time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        var ended = await all.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Best([.. ended.Select(one => one.Reached).OfType<Handshakes>()])
            ?? throw ended.OrderBy(one => one.HasNoAddress).First().Failure!;
    }

    private static async Task FirstSuccessAsync(List<Task<Try>> tries)
    {
        await foreach (var one in Task.WhenEach(tries).ConfigureAwait(false))
        {
            if ((await one.ConfigureAwait(false)).Reached is not null)
            {
                return;
            }
        }
    }

    /// <summary>The shorter handshake, IPv6 within the tie; null of none.</summary>
    internal static Handshakes? Best(IReadOnlyCollection<Handshakes> reached) =>
        reached.Count == 0
            ? null
            : reached
                .Where(one => one.Millis <= reached.Min(other => other.Millis) + TieMillis)
                .OrderByDescending(one => IpFamily.Of(one.Remote))
                .First();

    private int[] Families() =>
        only is { } one ? [one]
        : IPAddress.TryParse(address.Host, out var literal) ? [IpFamily.Of(literal)]
        : [IpFamily.V6, IpFamily.V4];

    private async Task<Try> TryAsync(int family, CancellationToken cancellationToken)
    {
        var millis = new List<double>();
        IPAddress? remote = null;
        try
        {
            var addresses = await ResolveAsync(family, cancellationToken).ConfigureAwait(false);
            if (addresses.Length == 0)
            {
                return new(null, NoAddress(family), HasNoAddress: true);
            }

            (remote, var took) = await FirstAsync(addresses, cancellationToken).ConfigureAwait(false);
            millis.Add(took);
            while (millis.Count < Repetitions)
            {
                millis.Add(await HandshakeAsync(remote, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (SocketException refused) when (millis.Count == 0)
        {
            return new(null, PointFailure.OnConnect(address, refused, only), HasNoAddress: IsNoAddress(refused));
        }
        catch (OperationCanceledException late) when (millis.Count == 0)
        {
            return new(null, PointFailure.OnConnect(address, late, only), HasNoAddress: false);
        }
        catch (SocketException)
        {
            // the handshakes before this one are what is known
        }
        catch (OperationCanceledException)
        {
            // the same
        }

        return new(new(remote!, Quantile.Median(millis.ToArray())), null, HasNoAddress: false);
    }

    private async Task<IPAddress[]> ResolveAsync(int family, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(address.Host, out var literal))
        {
            return IpFamily.Of(literal) == family ? [literal] : [];
        }

        // A resolver that is slow for one family must not hold the other: WaitAsync lets the lookup go, which Linux cannot cancel.
        var all = await Dns.GetHostAddressesAsync(address.Host, IpFamily.ToAddressFamily(family), cancellationToken)
            .WaitAsync(cancellationToken)
            .ConfigureAwait(false);
        return [.. all.Distinct().Take(MostAddresses)];
    }

    /// <summary>The first of the addresses that answers, so that one that is out of order does not stand for its family.</summary>
    private async Task<(IPAddress Remote, double Millis)> FirstAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tries = addresses.ToDictionary(one => HandshakeAsync(one, over.Token));
        try
        {
            // Liveness: every handshake carries the caller's deadline.
            await foreach (var ended in Task.WhenEach(tries.Keys).ConfigureAwait(false))
            {
                if (ended.IsCompletedSuccessfully)
                {
                    return (tries[ended], await ended.ConfigureAwait(false));
                }
            }

            return (addresses[0], await tries.Keys.First().ConfigureAwait(false)); // throws what was wrong with the first
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(tries.Keys.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<double> HandshakeAsync(IPAddress remote, CancellationToken cancellationToken)
    {
        meter.Connection();
        using var socket = (address with { Remote = remote }).OpenSocket(SocketType.Stream, ProtocolType.Tcp);
        var started = time.GetTimestamp();
        await socket.ConnectAsync(remote, address.Port, cancellationToken).ConfigureAwait(false);
        return time.GetElapsedTime(started).TotalMilliseconds;
    }

    private static bool IsNoAddress(SocketException lookup) => lookup.SocketErrorCode is SocketError.NoData or SocketError.HostNotFound;

    private PointFailure NoAddress(int family) =>
        new(
            FailureReason.Unreachable,
            $"{address.Host} has no IPv{family} address, so nothing can be measured over IPv{family}. Name a test point that has one, or measure over the other."
        );

    private sealed record Try(Handshakes? Reached, PointFailure? Failure, bool HasNoAddress);
}
