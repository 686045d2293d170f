using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Reporting;

/// <summary>Exponential waits with jitter: after an outage of the hub its test points do not all come back in the same second.</summary>
internal sealed class Retry(PointLimits limits, Random seed)
{
    private readonly Random random = new(seed.Next()); // its own: a Random is not safe for threads
    private TimeSpan ceiling = limits.FirstRetry;

    public TimeSpan Next()
    {
        var wait = ceiling * (0.5 + random.NextDouble() / 2);
        ceiling = ceiling * 2 < limits.LongestRetry ? ceiling * 2 : limits.LongestRetry;
        return wait;
    }

    public void Reset() => ceiling = limits.FirstRetry;
}
