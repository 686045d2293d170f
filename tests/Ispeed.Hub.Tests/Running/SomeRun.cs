using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Running;

/// <summary>A run on an even line, told by both sides so that they agree; tests change one thing.</summary>
internal sealed record SomeRun
{
    private const int Steps = 100;
    private const int StepMillis = 20;
    private const long DownPerStep = 250_000; // 100 Mbit/s
    private const long UpPerStep = 125_000; // 50 Mbit/s

    private SomeRun(Submission submission, RunRecord record)
    {
        Submission = submission;
        Record = record;
    }

    public Submission Submission { get; init; }

    public RunRecord Record { get; init; }

    public Guid Id => Submission.Measurement.Id;

    public static SomeRun At(RunningHub hub, SomePoint? point = null) => At(hub.Time.GetUtcNow() - TimeSpan.FromSeconds(10), point);

    public static SomeRun At(DateTimeOffset started, SomePoint? point = null)
    {
        var id = Guid.CreateVersion7(started);
        var device = Guid.NewGuid();
        var measurement = new Measurement(
            id,
            started,
            new(point?.Id, "Điểm đo", "ws://127.0.0.1:9"),
            Measurement.CurrentMethod,
            Figure(100, DownPerStep),
            Figure(50, UpPerStep),
            new(4.2, 20, 30, 0.4),
            new(0, 0.5),
            38_000_000,
            null,
            null
        );
        var submission = new Submission(
            device,
            null,
            Access.Fixed,
            AccessSource.Declared,
            null,
            null,
            new("ispeed-cli", "0.1.0", "Linux"),
            measurement,
            Detail(),
            null
        );
        var record = new RunRecord(
            id,
            point?.Id ?? "none",
            device,
            "203.0.113.7",
            started,
            started + TimeSpan.FromSeconds(8),
            Side(DownPerStep),
            Side(UpPerStep),
            20,
            "ispeed-testpoint 0.1.0"
        );
        return new(submission, record);
    }

    public SomeRun With(Func<Measurement, Measurement> change) =>
        this with
        {
            Submission = Submission with { Measurement = change(Submission.Measurement) },
        };

    /// <summary>The same run with something else at the test point.</summary>
    public SomeRun Seen(Func<RunRecord, RunRecord> change) => this with { Record = change(Record) };

    private static Throughput Figure(double mbps, long perStep) =>
        new(mbps, mbps * 0.98, mbps * 1.02, perStep * Steps, Steps * StepMillis / 1000.0, StopReason.Interval);

    private static MeasurementDetail Detail() =>
        new(CurveOf(DownPerStep), CurveOf(UpPerStep), [4.1, 4.2, 4.3], [20], [30], "udp", [new(RunPhase.Latency, 20, 20, 20)], 40_000_000);

    private static Curve CurveOf(long perStep) =>
        new(2, 4_000, 500_000, Steps * StepMillis * 1000L, 0, StepMillis, Enumerable.Repeat(perStep, Steps).ToArray());

    private static RunSide Side(long perStep) =>
        new(perStep * Steps, 0, Steps * StepMillis * 1000L, 2, "bbr", 3_900, 0, StepMillis, Enumerable.Repeat(perStep, Steps).ToArray());
}
