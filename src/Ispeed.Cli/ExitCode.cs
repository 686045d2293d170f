namespace Ispeed.Cli;

/// <summary>How the program ends; docs/cli.md and --help state the same.</summary>
internal static class ExitCode
{
    /// <summary>Measured (and sent, where that was asked).</summary>
    public const int Measured = 0;

    /// <summary><c>ispeed recompute</c>: a stored figure is another than its detail gives.</summary>
    public const int Different = 1;

    /// <summary>The command line asks for something that cannot be.</summary>
    public const int Usage = 2;

    /// <summary>No network, no hub or no test point: nothing was measured.</summary>
    public const int Unreachable = 3;

    /// <summary>The test point or the line failed in the middle.</summary>
    public const int Broken = 4;

    /// <summary>The hub or the test point refused.</summary>
    public const int Refused = 5;

    /// <summary>Measured, but not sent: the result is kept and the next run sends it.</summary>
    public const int Kept = 6;

    /// <summary>Stopped by the person, as shells count it (128 + SIGINT).</summary>
    public const int Cancelled = 130;

    /// <summary>The code of a sitting: what failed first, else what became of the results.</summary>
    /// <remarks>An IP version or a place that cannot be reached while another can is an answer and no failure.</remarks>
    public static int OfSitting(IReadOnlyList<KeptResult> kept)
    {
        var errors = kept.Select(one => one.Submission.Measurement.Error).ToList();
        var first = errors.Exists(error => error is null)
            ? errors.Find(error => error is not (null or { Reason: Measure.FailureReason.Unreachable }))
            : errors[0];
        var code = errors.Exists(error => error is { Reason: Measure.FailureReason.Abandoned }) ? Cancelled : Of(first);
        return code != Measured ? code
            : kept.Any(one => one.Delivery == Delivery.Refused) ? Refused
            : kept.Any(one => one.Delivery == Delivery.Waiting) ? Kept
            : Measured;
    }

    /// <summary>The code of one measurement.</summary>
    public static int Of(Measure.Failure? error) =>
        error?.Reason switch
        {
            null => Measured,
            Measure.FailureReason.Unreachable or Measure.FailureReason.NoPoint => Unreachable,
            Measure.FailureReason.Refused => Refused,
            Measure.FailureReason.Abandoned => Cancelled,
            _ => Broken,
        };
}
