using System.Globalization;

namespace Ispeed.Measure.Client;

/// <summary>How long the threads of this program were ready to run and had no processor: the second number of Linux' /proc/self/task/*/schedstat, in nanoseconds.</summary>
internal static class ProcessorWait
{
    private const string Tasks = "/proc/self/task";

    /// <summary>The sum over all threads; zero where the kernel does not count.</summary>
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
