using System.Globalization;
using Ispeed.Api.Bench;

var options = Options.Read(args);
var file = Path.Combine(options.Data, "ispeed.db");
if (!File.Exists(file))
{
    await FillStore.WithAsync(options.Data, options.Rows);
}

if (options.OnlyFill)
{
    return;
}

await using var hub = await ServedHub.StartAsync(options.Data);
using var client = new HttpClient { BaseAddress = hub.Address };
var size = new FileInfo(file).Length / 1e9;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Rows:N0} measurements, {size:0.0} GB, {options.Clients} clients"));
Console.WriteLine();
Console.WriteLine("| What is read | answers/s | p50, ms | p99, ms | bytes |");
Console.WriteLine("|---|---|---|---|---|");
foreach (var question in Question.All)
{
    await Load.RunAsync(client, question, options.Clients, TimeSpan.FromSeconds(2)); // warm-up
    Console.WriteLine(await Load.RunAsync(client, question, options.Clients, options.Time));
}
