using System.Net;

namespace Ispeed.TestPoint.Foreign;

/// <summary>What each address prefix may still take: a bucket that refills evenly. What nobody has drawn from for long enough to be full again is forgotten.</summary>
/// <param name="capacity">What a full bucket holds.</param>
/// <param name="refill">The time in which an empty one is full again.</param>
/// <param name="time">The clock.</param>
internal sealed class PrefixBuckets(long capacity, TimeSpan refill, TimeProvider time)
{
    private const int DrawsPerForgetting = 4096;

    private readonly Dictionary<AddressPrefix, (double Used, long At)> buckets = [];
    private readonly Lock gate = new();
    private int draws;

    /// <summary>Takes so much out; false, and nothing taken, when it is not there.</summary>
    public bool TryTake(AddressPrefix prefix, long amount)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            var used = UsedOf(prefix, now);
            if (used + amount > capacity)
            {
                return false;
            }

            buckets[prefix] = (used + amount, now);
            if (++draws % DrawsPerForgetting == 0)
            {
                Forget(now);
            }

            return true;
        }
    }

    public bool TryTake(IPAddress address, long amount) => TryTake(AddressPrefix.Of(address), amount);

    public bool IsEmpty(AddressPrefix prefix)
    {
        lock (gate)
        {
            return UsedOf(prefix, time.GetTimestamp()) >= capacity * (1 - LeastLeft);
        }
    }

    // With less than this left a run would end before it says anything.
    private const double LeastLeft = 0.001;

    private double UsedOf(AddressPrefix prefix, long now)
    {
        if (!buckets.TryGetValue(prefix, out var bucket))
        {
            return 0;
        }

        return Math.Max(0, bucket.Used - capacity * (time.GetElapsedTime(bucket.At, now) / refill));
    }

    private void Forget(long now)
    {
        foreach (var (prefix, _) in buckets)
        {
            if (UsedOf(prefix, now) <= 0)
            {
                buckets.Remove(prefix); // a dictionary may be thinned out while it is walked through
            }
        }
    }
}
