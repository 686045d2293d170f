using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Runs;

/// <summary>One clock for all runs: samples every socket each sample spacing, cuts what stalls, seals what is over.</summary>
internal sealed class RunTicker(RunRegistry registry, PointLimits limits, TimeProvider time) : BackgroundService
{
    private const int TicksPerForgetting = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(limits.SampleSpacing, time);
        for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            registry.Tick();
            if (tick % TicksPerForgetting == 0)
            {
                registry.Forget();
            }
        }
    }
}
