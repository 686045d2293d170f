using System.Security.Cryptography;
using System.Text.Json;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Ispeed.TestPoint;
using Ispeed.TestPoint.Settings;

namespace Ispeed.Testing;

/// <summary>What a fixture's test point is told. Without a hub and a hub's key it is open.</summary>
public sealed record TestPointOptions
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "fixture";

    /// <summary>Whether it takes runs without a ticket.</summary>
    public bool Open { get; init; }

    /// <summary>Whether it serves clients of other projects although it is not open.</summary>
    public bool Foreign { get; init; }

    /// <summary>What an address prefix may move without a ticket; nothing for the test point's own default.</summary>
    public Ispeed.Measure.ByteCount ForeignBudget { get; init; }

    /// <summary>Whether it reflects STAMP and answers latency1, on ports that the system chooses.</summary>
    public bool Datagrams { get; init; }

    /// <summary>Whether it has a TLS port with a self-signed certificate.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether it serves responsiveness clients, with a self-signed certificate.</summary>
    public bool Responsiveness { get; init; }

    /// <summary>A hub to register at and to report to.</summary>
    public Uri? Hub { get; init; }

    /// <summary>The hub's enrolment key.</summary>
    public string? EnrolmentKey { get; init; }

    /// <summary>The hub's key as if it were kept from an earlier registration.</summary>
    public PointWelcome? HubKey { get; init; }

    /// <summary>What its line carries; null: not known.</summary>
    public BitRate? Capacity { get; init; }

    /// <summary>Whether it checks itself: off, because a test's processor is anything but quiet.</summary>
    public bool SelfCheck { get; init; }

    /// <summary>A folder that outlives the test point; by default one of its own that goes with it.</summary>
    public string? Data { get; init; }

    /// <summary>The addresses that it listens on; the loopback address of IPv4 by default.</summary>
    public System.Net.IPAddress Bind { get; init; } = System.Net.IPAddress.Loopback;

    /// <summary>The port, TCP and UDP; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The seed of its chance.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>A real test point in this process, on free ports of the loopback address.</summary>
public sealed class TestPointFixture : IAsyncDisposable
{
    private readonly PointHost host;
    private readonly string? ownFolder;

    private TestPointFixture(PointHost host, string data, string? ownFolder)
    {
        this.host = host;
        this.ownFolder = ownFolder;
        Data = data;
    }

    /// <summary>The plain data port, TCP and UDP.</summary>
    public int Port => host.Port;

    /// <summary>The data port as a candidate has it.</summary>
    public string Url => $"ws://127.0.0.1:{Port}";

    /// <summary>The TLS data port as a candidate has it; null without TLS.</summary>
    public string? SecureUrl => host.TlsPort is { } port ? $"wss://localhost:{port}" : null;

    /// <summary>Health and metrics.</summary>
    public Uri Admin => host.Admin;

    /// <summary>Its keys and spool.</summary>
    public string Data { get; }

    internal PointHost Host => host;

    /// <summary>Starts an open test point.</summary>
    public static Task<TestPointFixture> StartOpenAsync(CancellationToken cancellationToken) =>
        StartAsync(new TestPointOptions { Open = true }, cancellationToken);

    /// <summary>Starts a test point.</summary>
    public static Task<TestPointFixture> StartAsync(TestPointOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, new PointLimits(), cancellationToken);

    /// <summary>A ticket as the hub signs it, for tests that play the hub.</summary>
    public static string SignTicket(Ticket ticket, ECDsa hubKey, string keyId) =>
        CompactSignature.Sign(ticket, MeasureJson.Default.Ticket, hubKey, keyId, Ticket.Kind);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        if (ownFolder is not null)
        {
            Directory.Delete(ownFolder, recursive: true);
        }
    }

    internal static async Task<TestPointFixture> StartAsync(
        TestPointOptions options,
        PointLimits limits,
        CancellationToken cancellationToken
    )
    {
        var made = options.Data is null ? Directory.CreateTempSubdirectory("ispeed-point-").FullName : null;
        var data = options.Data ?? made!;
        if (options.HubKey is { } welcome)
        {
            Directory.CreateDirectory(data);
            await File.WriteAllBytesAsync(
                Path.Combine(data, "hub.json"),
                JsonSerializer.SerializeToUtf8Bytes(welcome, MeasureJson.Default.PointWelcome),
                cancellationToken
            );
        }

        var settings = new PointSettings
        {
            Id = options.Id,
            Name = options.Id,
            Bind = options.Bind,
            Port = options.Port,
            TlsPort = options.Tls ? 0 : null,
            AdminPort = 0,
            Data = data,
            Hub = options.Hub is { } hub ? new Uri(hub.AbsoluteUri.TrimEnd('/') + "/") : null,
            EnrolmentKey = options.EnrolmentKey,
            Foreign = options.Foreign,
            ForeignBudget = options.ForeignBudget,
            StampPort = options.Datagrams ? 0 : null,
            LatencyPort = options.Datagrams ? 0 : null,
            ResponsivenessPort = options.Responsiveness ? 0 : null,
            Capacity = options.Capacity,
            SelfCheck = options.SelfCheck,
            Open = options.Open || (options.Hub is null && options.HubKey is null),
        };
        var started = await PointHost.StartAsync(settings, limits, TimeProvider.System, new Random(options.Seed), cancellationToken);
        return new(started, data, made);
    }
}
