using System.Globalization;

namespace Ispeed.Measure.Client;

/// <summary>Whether this program had to wait for a processor: what Linux counts in /proc/self/task/*/schedstat and /proc/stat (proc(5)).</summary>
internal static class ProcessorWait
{
    private const string Tasks = "/proc/self/task";

    /// <summary>Ticks that the processors of this device had nothing to do, and all of their ticks, since it started; zeros where the kernel does not count.</summary>
    public static (long Idle, long All) OfThisDevice()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/proc/stat"))
        {
            return (0, 0);
        }

        // cpu user nice system idle iowait irq softirq steal …
        long[] ticks =
        [
            .. File.ReadLines("/proc/stat")
                .First()
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var count) ? count : 0),
        ];
        return ticks.Length < 5 ? (0, 0) : (ticks[3] + ticks[4], ticks.Sum());
    }

    /// <summary>How long the threads were ready to run and had no processor, summed; zero where the kernel does not count.</summary>
    public static TimeSpan OfThisProgram()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Tasks))
        {
            return TimeSpan.Zero;
        }

        long nanos = 0;
        foreach (var task in Directory.EnumerateDirectories(Tasks))
        {
            try
            {
                var numbers = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ');
                nanos += numbers.Length > 1 && long.TryParse(numbers[1], CultureInfo.InvariantCulture, out var waited) ? waited : 0;
            }
            catch (IOException)
            {
                // the thread has just ended, or the kernel keeps no such account
            }
        }

        return TimeSpan.FromTicks(nanos / 100);
    }
}
