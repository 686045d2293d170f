namespace Ispeed.TestPoint.Runs;

/// <summary>What a run without a ticket lives on.</summary>
/// <param name="Protocol">What its client speaks.</param>
/// <param name="TrySpend">Takes payload bytes out of what the client's address prefix may use; false when it is used up.</param>
/// <param name="End">Told once when the run is sealed.</param>
internal sealed record ForeignLeave(string Protocol, Func<long, bool> TrySpend, Action End);
