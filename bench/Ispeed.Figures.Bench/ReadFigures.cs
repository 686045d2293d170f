using System.Globalization;

namespace Ispeed.Figures.Bench;

/// <summary><c>bench/api</c>: how long a published figure takes through the API of a hub with many measurements.</summary>
internal static class ReadFigures
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(Options options)
    {
        var (data, rows, clients) = (options.Data, options.Number("--rows", 1_000_000), options.Number("--clients", 4));
        var file = Path.Combine(data, "ispeed.db");
        if (!File.Exists(file))
        {
            await FillStore.WithAsync(data, rows);
        }

        if (options.Has("--only-fill"))
        {
            return;
        }

        await using var hub = await ServedHub.StartAsync(data);
        using var client = new HttpClient { BaseAddress = hub.Address };
        var size = new FileInfo(file).Length / 1e9;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} measurements, {size:0.0} GB, {clients} clients"));
        Console.WriteLine();
        Console.WriteLine("| What is read | answers/s | p50, ms | p99, ms | bytes |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var question in Question.All)
        {
            await Load.RunAsync(client, question, clients, WarmUp); // until the compiler is done with its way
            Console.WriteLine(await Load.RunAsync(client, question, clients, TimeSpan.FromSeconds(options.Number("--seconds", 10))));
        }
    }
}
