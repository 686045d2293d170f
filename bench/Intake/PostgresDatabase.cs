using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Ispeed.IntakeBench;

/// <summary>A PostgreSQL of the bench's own: a new cluster in a temporary folder, as initdb makes it, so with fsync and synchronous commit.</summary>
internal sealed class PostgresDatabase : Database
{
    private readonly string folder;
    private readonly string binaries;
    private readonly int port;
    private readonly NpgsqlDataSource source;

    private PostgresDatabase(string folder, string binaries, int port)
    {
        (this.folder, this.binaries, this.port) = (folder, binaries, port);
        source = NpgsqlDataSource.Create(Connection);
    }

    public override string Name => "PostgreSQL";

    public override Dictionary<string, string> Settings =>
        new(StringComparer.Ordinal) { ["Store__Provider"] = "postgres", ["Store__Connection"] = Connection };

    private string Connection =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=ispeed;Database=postgres");

    private string Data => Path.Combine(folder, "data");

    private static bool IsRoot => Environment.UserName == "root";

    public static async Task<PostgresDatabase> StartAsync(string programs)
    {
        var place = Directory.CreateTempSubdirectory("ispeed-intake-postgres-").FullName;
        if (IsRoot)
        {
            await RunAsync("chown", "postgres", place);
        }

        var database = new PostgresDatabase(place, programs, RunningHub.FreePort());
        await database.ServerAsync("initdb", "-D", database.Data, "-U", "ispeed", "-A", "trust", "-E", "UTF8");
        await database.StartServerAsync();
        return database;
    }

    public Task StartServerAsync() =>
        ServerAsync(
            "pg_ctl",
            "start",
            "-D",
            Data,
            "-w",
            "-l",
            Path.Combine(folder, "log"),
            "-o",
            string.Create(CultureInfo.InvariantCulture, $"-p {port} -h 127.0.0.1 -k ''")
        );

    /// <summary>SIGKILL to the postmaster and every process of it, as a power cut would.</summary>
    public async Task KillServerAsync()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid"));
        var postmaster = int.Parse(lines[0], CultureInfo.InvariantCulture);
        var ours = Process.GetProcessesByName("postgres").Where(IsOurs).ToList();
        foreach (var process in ours.OrderBy(process => process.Id == postmaster ? 0 : 1))
        {
            process.Kill();
        }

        foreach (var process in ours)
        {
            await process.WaitForExitAsync();
        }
    }

    public override async Task<List<Guid>> IdsAsync()
    {
        await using var command = source.CreateCommand("SELECT id FROM measurements");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    public override async Task EmptyAsync()
    {
        await using var command = source.CreateCommand($"TRUNCATE {string.Join(", ", Tables)}; CHECKPOINT");
        await command.ExecuteNonQueryAsync();
    }

    public override async Task<(int Results, TimeSpan Elapsed)> WriteAgainAsync()
    {
        await using var connection = await source.OpenConnectionAsync();
        var results = (await IdsAsync()).Count;
        var rows = new List<(string Table, byte[] Binary)>();
        foreach (var table in Tables)
        {
            // Every id is newer than the last: in the order of ids the rows lie as they came.
            var order = table == "run_records" ? "run" : "id";
            await using var outgoing = await connection.BeginRawBinaryCopyAsync(
                $"COPY (SELECT * FROM {table} ORDER BY received_at, {order}) TO STDOUT (FORMAT BINARY)"
            );
            var memory = new MemoryStream();
            await outgoing.CopyToAsync(memory);
            rows.Add((table, memory.ToArray()));
        }

        await EmptyAsync();
        var started = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var (table, binary) in rows)
        {
            await using var incoming = await connection.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT BINARY)");
            await incoming.WriteAsync(binary);
        }

        await transaction.CommitAsync();
        return (results, Stopwatch.GetElapsedTime(started));
    }

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await ServerAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");
        Directory.Delete(folder, recursive: true);
    }

    // The processes of this cluster, and of no other on the machine.
    private bool IsOurs(Process process)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(Data, "postmaster.pid"));
            var postmaster = int.Parse(lines[0], CultureInfo.InvariantCulture);
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat"));
            var parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            return process.Id == postmaster || parent == postmaster;
        }
        catch (IOException)
        {
            return false; // it ended meanwhile
        }
    }

    // PostgreSQL refuses to run as root.
    private Task ServerAsync(string program, params string[] arguments) =>
        IsRoot
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(binaries, program), .. arguments])
            : RunAsync(Path.Combine(binaries, program), arguments);
}
