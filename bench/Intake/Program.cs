using System.Globalization;
using Ispeed.IntakeBench;

// bench/intake builds and starts this:
//   intake rate HUB POSTGRES-BINARIES [--seconds S] [--only postgres|sqlite] [--batch N] [--write FILE]
if (args.Length < 3 || !OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("Start it with bench/intake, on Linux.");
    return 2;
}

var seconds = TimeSpan.FromSeconds(double.Parse(Option("--seconds") ?? "10", CultureInfo.InvariantCulture));
foreach (var name in new[] { "postgres", "sqlite" })
{
    if (Option("--only") is { } only && only != name)
    {
        continue;
    }

    var folder = Directory.CreateTempSubdirectory("ispeed-intake-").FullName;
    await using (Database database = name == "postgres" ? await PostgresDatabase.StartAsync(args[2]) : new SqliteDatabase(folder))
    await using (var hub = new RunningHub(args[1], folder, database.Settings))
    {
        await hub.StartAsync();
        Console.WriteLine(await Rate.MeasureAsync(hub, database, seconds, Option("--batch")));
    }

    Directory.Delete(folder, recursive: true);
}

return 0;

string? Option(string option) => Array.IndexOf(args, option) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
