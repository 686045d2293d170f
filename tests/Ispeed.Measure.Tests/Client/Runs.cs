using Ispeed.Measure.Client;
using Ispeed.Testing;

namespace Ispeed.Measure.Tests.Client;

/// <summary>Runs of the engine as tests want them.</summary>
internal static class Runs
{
    /// <summary>So much data that a load on the loopback lasts until something else ends it.</summary>
    public static MeasurementPlan Endless { get; } = MeasurementPlan.PreciseFor(Access.Fixed) with { Budget = new(1L << 40) };

    public static MeasurementTarget At(string url)
    {
        PointAddress.TryParse(url, out var address, out var complaint).ShouldBeTrue(complaint);
        return MeasurementTarget.At(address!);
    }

    public static MeasurementTarget At(TestPointFixture point) => At(point.Url);

    public static Task<MeasurementOutcome> RunAsync(
        MeasurementTarget target,
        MeasurementPlan plan,
        Action<MeasurementProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        MeasurementRun.RunAsync(
            Guid.CreateVersion7(),
            target,
            plan,
            progress is null ? null : new Told(progress),
            TimeProvider.System,
            new Random(1),
            cancellationToken
        );

    /// <summary>Tells at once, on the thread that reports.</summary>
    private sealed class Told(Action<MeasurementProgress> told) : IProgress<MeasurementProgress>
    {
        public void Report(MeasurementProgress value) => told(value);
    }
}
