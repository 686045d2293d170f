using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using Ispeed.Measure.Wire;

namespace Ispeed.IntakeBench;

/// <summary>The hub's own program as a process, with its folder and its database.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    private readonly string program;
    private readonly string folder;
    private readonly Dictionary<string, string> settings;
    private Process? process;

    public RunningHub(string program, string folder, Dictionary<string, string> settings)
    {
        (this.program, this.folder, this.settings) = (program, folder, settings);
        Port = FreePort();
    }

    public int Port { get; }

    public int ProcessId => process!.Id;

    public double CpuSeconds => process!.TotalProcessorTime.TotalSeconds;

    /// <summary>Starts it and waits until it takes results.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [program, "--data", folder, "--urls", $"http://127.0.0.1:{Port}"])
        {
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["Limits__SubmissionsPerMinute"] = "1000000000";
        start.Environment["Limits__BatchesPerMinute"] = "1000000000";
        start.Environment["Limits__RegistrationsPerMinute"] = "1000000";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        process = Process.Start(start)!;
        await WaitUntilReadyAsync();
    }

    /// <summary>Waits until it takes results.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using var client = Client();

        // Liveness: a minute, then the bench says so.
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (ready.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // not heard yet
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new InvalidOperationException("The hub was not ready within a minute.");
    }

    /// <summary>Ends it without a word, as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async Task<HonestRun> RegisterAsync(IReadOnlyList<BenchPoint> points, Random chance)
    {
        using var client = Client();
        var enrolment = (await File.ReadAllTextAsync(Path.Combine(folder, "enrolment.key"))).Trim();
        var keyId = string.Empty;
        foreach (var point in points)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/points")
            {
                Content = JsonContent.Create(point.Registration, MeasureJson.Default.PointRegistration),
            };
            request.Headers.TryAddWithoutValidation("Authorization", $"Enrolment {enrolment}");
            using var answer = await client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            keyId = (await answer.Content.ReadFromJsonAsync(MeasureJson.Default.PointWelcome))!.KeyId;
        }

        var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(folder, "hub.key")));
        return new(key, keyId, points, chance);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private HttpClient Client() => new() { BaseAddress = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}")) };
}
