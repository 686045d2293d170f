using System.Diagnostics;

namespace Ispeed.Cli.Tests;

/// <summary>How a process ended and what it wrote.</summary>
internal sealed record Ended(int Code, string Output, string Error);

/// <summary>The built program as a process of its own, with a state folder of its own.</summary>
internal sealed class CliProgram : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public string State { get; } = Directory.CreateTempSubdirectory("ispeed-cli-").FullName;

    public string Results => Path.Combine(State, "results");

    public Dictionary<string, string> Environment { get; } = [];

    public async Task<Ended> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process);
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ispeed.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ISPEED_STATE"] = State;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment.Remove("LC_ALL");
        start.Environment.Remove("ISPEED_HUB");
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; a program that does not end is killed and fails the test.</summary>
    public static async Task<Ended> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    public void Dispose() => Directory.Delete(State, recursive: true);
}
