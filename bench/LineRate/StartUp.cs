using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Ispeed.LineRate;

/// <summary>How large the program is, how soon it is heard, and what it holds while nobody measures.</summary>
internal static class StartUp
{
    private const int Starts = 10;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public static async Task<string> MeasureAsync(string point)
    {
        var millis = new double[Starts];
        var resident = 0L;
        for (var start = 0; start < Starts; start++)
        {
            var folder = Directory.CreateTempSubdirectory("ispeed-start-").FullName;
            string[] command =
            [
                "--open",
                "--id=bench",
                "--bind=127.0.0.1",
                $"--port={Contest.PointPort}",
                $"--tls-port={Contest.PointTlsPort}",
                "--admin-port=0",
                $"--data={folder}",
            ];
            var begun = TimeProvider.System.GetTimestamp();
            using var started = Process.Start(
                new ProcessStartInfo(point, command) { RedirectStandardOutput = true, UseShellExecute = false }
            )!;
            await HearAsync(Contest.PointPort);
            millis[start] = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
            if (start == Starts - 1)
            {
                await Task.Delay(Idle, TimeProvider.System); // its self-check included
                started.Refresh();
                resident = started.WorkingSet64;
            }

            started.Kill();
            await started.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }

        Array.Sort(millis);
        var file = new FileInfo(point).Length;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"One file of {file / 1e6:0.0} MB; heard on its port {millis[Starts / 2]:0} ms after exec (median of {Starts}, at most {millis[^1]:0}); {resident / 1e6:0.0} MB resident five seconds later, self-check done, TLS port on.\n"
        );
    }

    private static async Task HearAsync(int port)
    {
        // Liveness: ten seconds, then it counts as not started.
        for (var attempt = 0; attempt < 5000; attempt++)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(System.Net.IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }

        throw new InvalidOperationException("The test point did not start within ten seconds.");
    }
}
