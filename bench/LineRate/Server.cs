using System.Diagnostics;
using System.Globalization;

namespace Ispeed.LineRate;

/// <summary>A server under measurement, on one processor of its own: its clients never take its time.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    private readonly Process process;

    private Server(Process process, int worker)
    {
        this.process = process;
        Worker = worker;
    }

    /// <summary>The process that serves.</summary>
    public int Worker { get; }

    /// <summary>Starts a program, pinned to processor 0, and waits until it is heard on a port.</summary>
    /// <param name="port">The port that tells that it is ready.</param>
    /// <param name="command">Program and arguments.</param>
    public static async Task<Server> StartAsync(int port, params string[] command)
    {
        var start = new ProcessStartInfo("taskset", ["-c", "0", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var started = Process.Start(start)!;
        started.OutputDataReceived += static (_, _) => { };
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();

        // Liveness: ten seconds, then the bench says which program did not come up.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (await IsHeardAsync(port))
            {
                return new(started, WorkerOf(started.Id));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        started.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"{command[0]} was not heard on port {port} within ten seconds.");
    }

    /// <summary>Seconds of processor time that the serving process has used, user and system (proc(5), stat).</summary>
    public double CpuSeconds() => CpuSecondsOf(Worker);

    public static double CpuSecondsOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
            / TicksPerSecond;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    // nginx serves from a child of what was started; the others serve themselves.
    private static int WorkerOf(int parent)
    {
        var children = File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return children.Length == 1 ? int.Parse(children[0], CultureInfo.InvariantCulture) : parent;
    }

    private static async Task<bool> IsHeardAsync(int port)
    {
        using var probe = new System.Net.Sockets.TcpClient();
        try
        {
            await probe.ConnectAsync(System.Net.IPAddress.Loopback, port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false; // not yet
        }
    }
}
