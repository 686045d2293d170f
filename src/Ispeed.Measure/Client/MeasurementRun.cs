namespace Ispeed.Measure.Client;

/// <summary>Carries out the method (spec/method.md): choose, latency, download, upload, report.</summary>
public static class MeasurementRun
{
    /// <summary>Runs one measurement. What the network does to it is part of the result, never an exception.</summary>
    /// <param name="id">UUID version 7; the ticket, if there is one, is for it.</param>
    /// <param name="target">Where to measure.</param>
    /// <param name="plan">What to do and what it may cost.</param>
    /// <param name="progress">Told at every step and 50 times a second during loads; null for nobody.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Makes the payload and the WebSocket keys.</param>
    /// <param name="cancellationToken">The person's stop: the result then holds what was measured before.</param>
    public static async Task<MeasurementOutcome> RunAsync(
        Guid id,
        MeasurementTarget target,
        MeasurementPlan plan,
        IProgress<MeasurementProgress>? progress,
        TimeProvider time,
        Random random,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(random);
        using var steps = new MeasurementSteps(id, target, plan, progress, time, random);
        return await steps.CarryOutAsync(cancellationToken).ConfigureAwait(false);
    }
}
