namespace Ispeed.TestPoint.Foreign;

/// <summary>Times between samples that fall into step with nothing: exponential, cut to a shortest and a longest (RFC 2330 section 11.1.1).</summary>
internal sealed class RandomGaps(Random random, TimeSpan mean, TimeSpan shortest, TimeSpan longest)
{
    public TimeSpan Next()
    {
        var gap = mean * -Math.Log(1 - random.NextDouble());
        return gap < shortest ? shortest
            : gap > longest ? longest
            : gap;
    }
}
