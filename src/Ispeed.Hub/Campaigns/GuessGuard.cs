using System.Collections.Concurrent;
using System.Net;
using Ispeed.Hub.Api;

namespace Ispeed.Hub.Campaigns;

/// <summary>
/// Stops a network that tries code after code. Only codes that fit and are unknown count: a mistyped one does not fit, and whoever has a real one never
/// sees this. Over the limit nothing is looked up for that network, so that an answer tells nothing.
/// </summary>
internal sealed partial class GuessGuard(TimeProvider time, ILogger<GuessGuard> log)
{
    // Of 32⁶ codes a country uses some ten thousand: 60 guesses at once and 10 a minute then find one in a week or more.
    private const double Most = 60;
    private const double PerMinute = 10;
    private const int MostNetworks = 10_000;

    private readonly ConcurrentDictionary<string, Guesses> networks = new(StringComparer.Ordinal);

    private readonly record struct Guesses(double Left, DateTimeOffset At);

    public bool Refuses(IPAddress? address) => Of(RateLimits.NetworkOf(address), time.GetUtcNow()) < 1;

    /// <summary>A code that fits and that nobody has.</summary>
    public void Missed(IPAddress? address)
    {
        var network = RateLimits.NetworkOf(address);
        var now = time.GetUtcNow();
        if (networks.Count >= MostNetworks)
        {
            Forget(now);
        }

        var left = networks.AddOrUpdate(network, _ => new(Most - 1, now), (key, _) => new(Math.Max(0, Of(key, now) - 1), now)).Left;
        if (left < 1)
        {
            Log.Guessing(log, (int)Most);
        }
    }

    private double Of(string network, DateTimeOffset now) =>
        networks.TryGetValue(network, out var guesses)
            ? Math.Min(Most, guesses.Left + Math.Max(0, (now - guesses.At).TotalMinutes) * PerMinute)
            : Most;

    private void Forget(DateTimeOffset now)
    {
        foreach (var network in networks.Keys.Where(network => Of(network, now) >= Most))
        {
            networks.TryRemove(network, out _);
        }

        if (networks.Count >= MostNetworks)
        {
            networks.Clear(); // an attack from ten thousand networks is not stopped by counting each
            Log.Everywhere(log, MostNetworks);
        }
    }

    private static partial class Log
    {
        // No address: logs carry none (docs/privacy.md); the proxy's log has it.
        [LoggerMessage(
            1531,
            LogLevel.Warning,
            "One network tried {Count} referral codes that do not exist; its look-ups are refused for a while"
        )]
        public static partial void Guessing(ILogger logger, int count);

        [LoggerMessage(1532, LogLevel.Error, "More than {Count} networks try referral codes that do not exist")]
        public static partial void Everywhere(ILogger logger, int count);
    }
}
