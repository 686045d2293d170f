namespace Ispeed.TestPoint.SelfChecks;

/// <summary>The run of a self-check: it needs no ticket, reserves nothing, and its record goes nowhere. Its id is random and known to this program alone.</summary>
internal sealed class OwnRun
{
    private readonly Lock gate = new();
    private Guid? current;

    public Guid Begin()
    {
        lock (gate)
        {
            current = Guid.NewGuid(); // 122 random bits, unlike a version 7
            return current.Value;
        }
    }

    public bool Is(Guid run)
    {
        lock (gate)
        {
            return current == run;
        }
    }
}
