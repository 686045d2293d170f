using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Ispeed.Figures.Bench;

/// <summary>A kind of question; each asking names another area.</summary>
internal sealed record Question(string Name, Func<int, string> PathOf)
{
    public static IReadOnlyList<Question> All { get; } =
    [
        new("one commune, JSON", at => $"/api/v1/figures?month=2026-10&area={FillStore.CommuneAt(at)}&operator=all"),
        new("one commune, all operators, CSV", at => $"/api/v1/figures.csv?month=2026-10&area={FillStore.CommuneAt(at)}"),
        new(
            "one commune in three months",
            at => $"/api/v1/figures?from=2026-08&to=2026-10&area={FillStore.CommuneAt(at)}&operator=all&access=all&hours=all"
        ),
        new("20 communes of a province", at => $"/api/v1/figures?month=2026-10&within={FillStore.ProvinceAt(at)}&operator=all&limit=20"),
        new("the country", _ => "/api/v1/figures?month=2026-10&level=nation"),
        new("sampling plan of a commune", at => $"/api/v1/sampling-plan?commune={FillStore.CommuneAt(at)}"),
        new("100 black spots", at => $"/api/v1/black-spots?province={FillStore.ProvinceAt(at)}&limit=100"),
    ];
}

/// <summary>Several clients that ask one after another, as fast as they are answered.</summary>
internal static class Load
{
    public static async Task<string> RunAsync(HttpClient client, Question question, int clients, TimeSpan time)
    {
        var (took, bytes, next) = (new ConcurrentBag<double>(), 0L, 0);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(AskAsync)));
        var sorted = took.Order().ToArray();
        double Quantile(double share) => sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(share * sorted.Length) - 1)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {question.Name} | {sorted.Length / clock.Elapsed.TotalSeconds:0} | {Quantile(0.5):0.0} | {Quantile(0.99):0.0} | {bytes / sorted.Length:N0} |"
        );

        async Task AskAsync()
        {
            while (clock.Elapsed < time)
            {
                var path = question.PathOf(Interlocked.Increment(ref next));
                var from = Stopwatch.GetTimestamp();
                var answer = await client.GetByteArrayAsync(path); // throws for any refusal
                took.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                Interlocked.Add(ref bytes, answer.Length);
            }
        }
    }
}
