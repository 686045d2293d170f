using System.Diagnostics;

namespace Ispeed.IntakeBench;

/// <summary>A database under the hub, and what it can do without one. Two: PostgreSQL and SQLite.</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>What grows with measurements.</summary>
    protected static readonly string[] Tables = ["measurements", "raw_submissions", "run_records"];

    public abstract string Name { get; }

    public abstract Dictionary<string, string> Settings { get; }

    /// <summary>Ids of every stored measurement, a doubled one twice.</summary>
    public abstract Task<List<Guid>> IdsAsync();

    /// <summary>Empties the tables and writes the very rows that the hub had written there, by the database's own fastest way, into the same tables with the same durability.</summary>
    /// <returns>Results and the time until the last commit.</returns>
    public abstract Task<(int Results, TimeSpan Elapsed)> WriteAgainAsync();

    /// <summary>Empties the tables.</summary>
    public abstract Task EmptyAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs a program to its end.</summary>
    protected static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = "/",
                RedirectStandardOutput = !arguments.Contains("start", StringComparer.Ordinal),
            }
        )!;

        // Liveness: none of these takes longer than a minute.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
