using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ispeed.Measure;

namespace Ispeed.LineRate;

/// <summary>Where the processor seconds of the sinks go: perf(1) looks at the serving process while it takes one stream.</summary>
internal static class Profile
{
    private const int SamplesPerSecond = 4999; // no divisor of the kernel's ticks
    private const double LeastShare = 0.02;

    public static async Task<string> MeasureAsync(Contest contest, IReadOnlyDictionary<Contestant, Server> servers, string folder)
    {
        var page = new StringBuilder();
        foreach (var tls in new[] { false, true })
        {
            foreach (var who in new[] { Contestant.Ispeed, tls ? Contestant.Nginx : Contestant.Iperf })
            {
                var one = new Case(who, Direction.Up, tls, Streams: 1);
                var file = Path.Combine(folder, "perf.data");
                using var perf = Start("record", "-q", "-F", $"{SamplesPerSecond}", "-p", $"{servers[who].Worker}", "-o", file);
                var gigabits = await contest.RunAsync(one);
                using (var interrupt = Process.Start("kill", ["-INT", perf.Id.ToString(CultureInfo.InvariantCulture)]))
                {
                    await interrupt.WaitForExitAsync();
                }

                await perf.WaitForExitAsync();
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"{(tls ? "TLS 1.3" : "plain")} sink, {who switch { Contestant.Ispeed => "i-Speed", Contestant.Iperf => "iperf3", _ => "nginx" }}, {gigabits:0.0} Gbit a second under perf:\n\n| of its samples | symbol | in |\n|---|---|---|\n"
                );
                await AppendSymbolsAsync(page, file);
                page.Append('\n');
            }
        }

        return page.ToString();
    }

    private static async Task AppendSymbolsAsync(StringBuilder page, string file)
    {
        using var report = Start("report", "-q", "-i", file, "--stdio", "-F", "overhead,sym,dso", "-t", "|");
        var lines = (await report.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await report.WaitForExitAsync();
        foreach (var parts in lines.Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 3))
        {
            if (
                double.TryParse(parts[0].TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
                && percent >= 100 * LeastShare
            )
            {
                page.Append(CultureInfo.InvariantCulture, $"| {percent:0.0} % | `{parts[1]}` | {parts[2]} |\n");
            }
        }
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("perf", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
}
