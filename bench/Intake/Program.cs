using System.Globalization;
using Ispeed.IntakeBench;
using Ispeed.LineRate;

// bench/intake and bench/kills build and start this:
//   intake rate HUB POSTGRES-BINARIES [--seconds S] [--only postgres|sqlite] [--write FILE]
//   intake kills HUB POSTGRES-BINARIES [--rounds N] [--only postgres|sqlite] [--write FILE]
if (args.Length < 3 || !OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("Start it with bench/intake or bench/kills, on Linux.");
    return 2;
}

var isRate = args[0] == "rate";
var rows = new List<string> { isRate ? Rate.Head : Kills.Head };
foreach (var name in new[] { "postgres", "sqlite" }.Where(name => Option("--only") is not { } only || only == name))
{
    var folder = Directory.CreateTempSubdirectory("ispeed-intake-").FullName;
    await using (Database database = name == "postgres" ? await PostgresDatabase.StartAsync(args[2]) : new SqliteDatabase(folder))
    await using (var hub = new RunningHub(args[1], folder, database.Settings))
    {
        await hub.StartAsync();
        if (isRate)
        {
            var seconds = TimeSpan.FromSeconds(double.Parse(Option("--seconds") ?? "8", CultureInfo.InvariantCulture));
            rows.AddRange(await Rate.MeasureAsync(hub, database, seconds));
        }
        else
        {
            rows.Add(await Kills.CountAsync(hub, database, int.Parse(Option("--rounds") ?? "100", CultureInfo.InvariantCulture), seed: 1));
        }
    }

    Directory.Delete(folder, recursive: true);
}

var table = string.Join('\n', rows) + "\n";
await Console.Out.WriteLineAsync(table);
if (Option("--write") is { } file)
{
    Page.Put(file, isRate ? "intake" : "kills", table);
}

return 0;

string? Option(string option) => Array.IndexOf(args, option) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
