using System.Collections.Concurrent;

namespace Ispeed.Hub.Referrals;

/// <summary>How often each code was opened, measured with and handed in since it was last asked: counts of steps, never of people.</summary>
internal sealed class CodeSteps
{
    // A province has some 4,000 codes; made-up ones must not fill the memory before they are thrown away.
    private const int MostAtOnce = 100_000;

    private readonly ConcurrentDictionary<(string Code, CodeStep Step), long> counts = new();

    public void Count(string? code, CodeStep step)
    {
        if (code is not null && counts.Count < MostAtOnce)
        {
            counts.AddOrUpdate((code, step), 1, (_, count) => count + 1);
        }
    }

    /// <summary>What was counted since, which is counted from zero again.</summary>
    public IReadOnlyList<(string Code, CodeStep Step, long Count)> Take()
    {
        var taken = new List<(string, CodeStep, long)>();
        foreach (var (code, step) in counts.Keys)
        {
            if (counts.TryRemove((code, step), out var count))
            {
                taken.Add((code, step, count));
            }
        }

        return taken;
    }

    /// <summary>Gives back what could not be written down.</summary>
    public void GiveBack(IEnumerable<(string Code, CodeStep Step, long Count)> taken)
    {
        foreach (var (code, step, count) in taken)
        {
            counts.AddOrUpdate((code, step), count, (_, standing) => standing + count);
        }
    }
}

/// <summary>From the poster to the result. The numbers are stored: never renumber.</summary>
internal enum CodeStep
{
    /// <summary>The code's page was opened.</summary>
    Opened = 1,

    /// <summary>A ticket for a run with the code was given out.</summary>
    Started = 2,

    /// <summary>A result with the code was stored.</summary>
    Finished = 3,
}
