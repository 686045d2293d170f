using System.Diagnostics;
using System.Globalization;
using Ispeed.LineRate;
using Ispeed.Measure;

// bench/linerate and bench/concurrent build and start this:
//   linerate rate POINT [--rounds N] [--seconds S] [--only plain|tls] [--write FILE]
//   linerate rate POINT --profile [--write FILE]
//   linerate start POINT [--write FILE]
//   linerate crowd-key FOLDER
//   linerate crowd FOLDER PID [--runs N] [--seconds S] [--write FILE]
if (args.Length < 2 || !OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("Start it with bench/linerate or bench/concurrent, on Linux.");
    return 2;
}

switch (args[0])
{
    case "rate":
        await MeasureRateAsync(args[1]);
        return 0;
    case "start":
        await SayAsync("start", await StartUp.MeasureAsync(args[1]));
        return 0;
    case "crowd-key":
        Crowd.MakeKey(args[1]);
        return 0;
    case "crowd":
        await MeasureCrowdAsync(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
        return 0;
    default:
        return 2;
}

async Task MeasureRateAsync(string point)
{
    var rounds = int.Parse(Option("--rounds") ?? "5", CultureInfo.InvariantCulture);
    var seconds = Seconds("1.5");
    Process.GetCurrentProcess().ProcessorAffinity = 2; // processor 1; the servers have processor 0
    var folder = Directory.CreateTempSubdirectory("ispeed-linerate-").FullName;
    var servers = new Dictionary<Contestant, Server>();
    try
    {
        string[] command =
        [
            point,
            "--open",
            "--no-self-check",
            "--id=bench",
            "--bind=127.0.0.1",
            $"--port={Contest.PointPort}",
            $"--tls-port={Contest.PointTlsPort}",
            $"--admin-port={Contest.PointAdminPort}",
            $"--data={Path.Combine(folder, "point")}",
        ];
        servers[Contestant.Ispeed] = await Server.StartAsync(Contest.PointTlsPort, command);
        var config = Nginx.Prepare(folder, Path.Combine(folder, "point", "tls.pem"));
        servers[Contestant.Nginx] = await Server.StartAsync(Contest.NginxPort, "nginx", "-c", config);
        servers[Contestant.Iperf] = await Server.StartAsync(Contest.IperfPort, "iperf3", "-s", "-p", $"{Contest.IperfPort}");
        if (args.Contains("--profile"))
        {
            await SayAsync("profile", await Profile.MeasureAsync(new Contest(servers, seconds), servers, folder));
            return;
        }

        var table = await Table.MeasureAsync(new Contest(servers, seconds), rounds, Option("--only"));
        var how = string.Create(
            CultureInfo.InvariantCulture,
            $"{rounds} rounds of {seconds.TotalSeconds:0.#} s a cell; median (least–most)."
        );
        await SayAsync("linerate", $"{how}\n\n{table.ToMarkdown()}");
    }
    finally
    {
        foreach (var server in servers.Values)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}

async Task MeasureCrowdAsync(string folder, int process)
{
    var runs = int.Parse(Option("--runs") ?? "1000", CultureInfo.InvariantCulture);
    var length = Seconds("10");
    using var key = Crowd.ReadKey(folder);
    var crowd = new Crowd(key, runs, length);
    var down = await crowd.MeasureAsync(Direction.Down, () => Server.CpuSecondsOf(process));
    var up = await crowd.MeasureAsync(Direction.Up, () => Server.CpuSecondsOf(process));
    var head =
        "| | runs at once | lost | error, median | error, P95 | error, most | processors of the point |\n|---|---|---|---|---|---|---|\n";
    await SayAsync("concurrent", $"{head}{down}\n{up}\n");
}

async Task SayAsync(string mark, string words)
{
    await Console.Out.WriteLineAsync(words);
    if (Option("--write") is { } file)
    {
        Page.Put(file, mark, words);
    }
}

TimeSpan Seconds(string otherwise) => TimeSpan.FromSeconds(double.Parse(Option("--seconds") ?? otherwise, CultureInfo.InvariantCulture));

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
