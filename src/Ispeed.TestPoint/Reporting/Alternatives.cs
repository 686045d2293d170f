namespace Ispeed.TestPoint.Reporting;

/// <summary>Where a client may go when this point is full, as the hub said last.</summary>
internal sealed class Alternatives
{
    private const int Most = 3;

    private volatile IReadOnlyList<string>? now;

    /// <summary>Null when the hub named none.</summary>
    public IReadOnlyList<string>? Now => now;

    public void Learn(IReadOnlyList<string>? addresses) => now = addresses is { Count: > 0 } ? [.. addresses.Take(Most)] : null;
}
