using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Ispeed.Hub.Tests.Running;

/// <summary>A PostgreSQL for the tests: the server of ISPEED_TEST_POSTGRES, else a private cluster in a temporary folder that ends with them.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private string? administration;
    private string? folder;
    private string? binaries;

    /// <summary>The connection string of a new, empty database; skips the test when there is no PostgreSQL on this machine.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var server = await StartedAsync();
        var name = $"ispeed_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 10 }.ConnectionString;
    }

    /// <summary>As the server's administrator, outside the hub's database.</summary>
    public async Task AdministerAsync(string sql) => await ExecuteAsync(await StartedAsync(), sql);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (folder is not null)
        {
            await RunAsync("pg_ctl", "stop", "-D", Path.Combine(folder, "data"), "-m", "immediate", "-w");
            Directory.Delete(folder, recursive: true);
        }

        one.Dispose();
    }

    private async Task<string> StartedAsync()
    {
        await one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return administration ??= Environment.GetEnvironmentVariable("ISPEED_TEST_POSTGRES") is { Length: > 0 } given
                ? given
                : await StartAsync();
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<string> StartAsync()
    {
        binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Order(StringComparer.Ordinal)
                .Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        Assert.SkipWhen(binaries is null, "No PostgreSQL: set ISPEED_TEST_POSTGRES to a connection string, or install postgresql.");
        folder = Directory.CreateTempSubdirectory("ispeed-postgres-").FullName;
        if (IsRoot)
        {
            await RunPlainAsync("chown", "postgres", folder);
        }

        var data = Path.Combine(folder, "data");
        var port = FreePort();
        await RunAsync("initdb", "-D", data, "-U", "ispeed", "-A", "trust", "-E", "UTF8", "--no-sync");
        await RunAsync(
            "pg_ctl",
            "start",
            "-D",
            data,
            "-w",
            "-l",
            Path.Combine(folder, "log"),
            "-o",
            string.Create(CultureInfo.InvariantCulture, $"-p {port} -h 127.0.0.1 -k '' -c fsync=off -c max_connections=1000")
        );
        // A hub that has ended leaves its pool behind: what is idle is closed soon, or a fast machine's hundreds of hubs use all connections up.
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={port};Username=ispeed;Database=postgres;Connection Idle Lifetime=5;Connection Pruning Interval=1"
        );
    }

    private static bool IsRoot => Environment.UserName == "root";

    // PostgreSQL refuses to run as root.
    private Task RunAsync(string program, params string[] arguments) =>
        IsRoot
            ? RunPlainAsync(
                "setpriv",
                ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(binaries!, program), .. arguments]
            )
            : RunPlainAsync(Path.Combine(binaries!, program), arguments);

    private static async Task RunPlainAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", RedirectStandardOutput = program != "setpriv" }
        )!;

        // Liveness: initdb and pg_ctl end within a minute on any machine that can build the hub.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
