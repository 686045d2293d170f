using System.Runtime.InteropServices;

namespace Ispeed.Cli;

/// <summary>Ctrl+C and its like ask the run to end; the run has three seconds to become a result, a second signal ends the process at once.</summary>
/// <remarks>
/// Registered before anything is printed. The command line library registers its own handler only after the command has begun, so that a quick
/// Ctrl+C would kill the process and lose the result.
/// </remarks>
internal sealed class StopSignal : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource asked = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private readonly ITimer deadline;

    public StopSignal(TimeProvider time)
    {
        // Liveness: once asked, the process ends when the grace is over, whatever the run waits for.
        deadline = time.CreateTimer(_ => Environment.Exit(ExitCode.Cancelled), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Take);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => asked.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        deadline.Dispose();
        asked.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        if (asked.IsCancellationRequested)
        {
            Environment.Exit(ExitCode.Cancelled);
        }

        signal.Cancel = true;
        deadline.Change(Grace, Timeout.InfiniteTimeSpan);
        asked.Cancel();
    }
}
