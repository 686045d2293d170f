using Ispeed.Measure;

namespace Ispeed.TestPoint.Runs;

/// <summary>What is settled about a run when it is admitted.</summary>
/// <param name="Id">The measurement id.</param>
/// <param name="Expected">What is reserved for it until it shows what it moves.</param>
/// <param name="CongestionControl">The arm of its downloads.</param>
internal readonly record struct RunPlan(Guid Id, BitRate Expected, string CongestionControl);
