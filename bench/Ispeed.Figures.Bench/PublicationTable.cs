using System.Diagnostics;
using System.Globalization;

namespace Ispeed.Figures.Bench;

/// <summary><c>bench/publication</c>: one month of measurements to all cells, a day more, and whether both ways give the same.</summary>
internal static class PublicationTable
{
    private const string Head =
        "| measurements | whole, s | processors, s | µs each | peak, MB | a day of 50,000 more, s | processors, s | of the whole | peak, MB | documents | differ |\n|---|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>Prints the table; 1 when a document of the step-by-step way differs from the whole.</summary>
    public static async Task<int> RunAsync(Options options)
    {
        var sizes = (options.Text("--sizes") ?? "150000,1500000,5000000").Split(',');
        var isEqual = true;
        Console.WriteLine(Head);
        foreach (var size in sizes)
        {
            var rows = int.Parse(size, CultureInfo.InvariantCulture);
            var data = Path.Combine(options.Data, size);
            await StepAsync("fill", "--data", data, "--rows", size);
            if (options.Has("--only-fill"))
            {
                continue;
            }

            var first = await StepAsync("publish", "--data", data);
            var again = await StepAsync("again", "--data", data);
            var (whole, wholeWork, peak, day, dayWork, peakAfter) = (first[0], first[1], first[2], first[3], first[4], first[5]);
            isEqual &= again[2] == 0;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {rows:N0} | {whole:0.0} | {wholeWork:0.0} | {whole / rows * 1e6:0.0} | {peak:0} | {day:0.00} | {dayWork:0.0} | 1/{whole / day:0.0} | {peakAfter:0} | {again[1]:N0} | {again[2]:0} |"
                )
            );
        }

        return isEqual ? 0 : 1;
    }

    private static async Task<double[]> StepAsync(string step, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(PublicationTable).Assembly.Location, step, .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(); // Liveness: its output has ended, so it ends
        return process.ExitCode == 0
            ?
            [
                .. said.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
                    .Select(one => double.Parse(one, CultureInfo.InvariantCulture)),
            ]
            : throw new InvalidOperationException($"The step {step} ended with {process.ExitCode}.");
    }
}
