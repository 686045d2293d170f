using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Ispeed.Figures.Bench;

/// <summary>A hub in a process of its own, as in earnest.</summary>
internal sealed class ServedHub : IAsyncDisposable
{
    private readonly Process process;

    private ServedHub(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ServedHub> StartAsync(string data)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var program = Path.Combine(AppContext.BaseDirectory, "ispeed-hub.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--data", data, "--urls", address.ToString()])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["Logging__LogLevel__Default"] = "Error";
        start.Environment["Logging__LogLevel__Microsoft.AspNetCore"] = "Error";
        var hub = new ServedHub(Process.Start(start)!, address);
        using var client = new HttpClient { BaseAddress = address };
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                {
                    return hub;
                }
            }
            catch (HttpRequestException)
            {
                // it does not listen yet
            }

            await Task.Delay(100); // Liveness: a minute in all
        }

        await hub.DisposeAsync();
        throw new InvalidOperationException("The hub did not come up within a minute.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
