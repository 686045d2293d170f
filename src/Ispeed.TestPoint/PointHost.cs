using Ispeed.TestPoint.Admin;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Foreign;
using Ispeed.TestPoint.Foreign.Http;
using Ispeed.TestPoint.Foreign.Latency1;
using Ispeed.TestPoint.Foreign.Responsiveness;
using Ispeed.TestPoint.Foreign.Stamp;
using Ispeed.TestPoint.Probes;
using Ispeed.TestPoint.Reporting;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.SelfChecks;
using Ispeed.TestPoint.Settings;
using Ispeed.TestPoint.Tickets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Ispeed.TestPoint;

/// <summary>A whole test point in this process: the program runs one, tests run several.</summary>
internal sealed class PointHost : IAsyncDisposable
{
    /// <summary>Everything has ended this long after it was asked to.</summary>
    public static readonly TimeSpan StopTime = TimeSpan.FromSeconds(3);

    private readonly WebApplication app;

    private PointHost(WebApplication app) => this.app = app;

    public int Port => app.Services.GetRequiredService<DataPorts>().PlainPort;

    public int? TlsPort => app.Services.GetRequiredService<DataPorts>().SecurePort;

    public int? ResponsivenessPort => app.Services.GetRequiredService<ResponsivenessPort>().Port;

    public Uri Admin =>
        app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Where(address => address.StartsWith("http://", StringComparison.Ordinal))
            .Select(address => new Uri(address))
            .First();

    public IServiceProvider Services => app.Services;

    /// <summary>Checks what can be checked, and serves.</summary>
    /// <exception cref="StartUpFailure">It cannot start; says why and what to do.</exception>
    public static async Task<PointHost> StartAsync(
        PointSettings settings,
        PointLimits limits,
        TimeProvider time,
        Random random,
        CancellationToken cancellationToken
    )
    {
        DataFolder.Check(settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical); // a failed start is said in a sentence, not in a trace
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.AdminBind, settings.AdminPort);
            kestrel.ApplicationServices.GetRequiredService<ResponsivenessPort>().Open(kestrel);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopTime);
        Add(builder.Services, settings, limits, time, random);

        var built = builder.Build();
        try
        {
            built.Services.GetRequiredService<DataPorts>();
            built.Services.GetRequiredService<PointCertificate>();
            built.Services.GetRequiredService<LatencyPort>();
            built.Services.GetRequiredService<StampReflector>();
            if (!settings.Open && settings.Hub is null && !built.Services.GetRequiredService<HubKey>().IsKnown)
            {
                throw new StartUpFailure(
                    StartUpFault.Settings,
                    "Without a hub nobody has a ticket, and this test point takes no run without one.",
                    "Give --hub URL and --enrolment-key KEY, or take everybody with --open."
                );
            }

            if (settings.ResponsivenessPort is { } responsiveness)
            {
                DataPorts.CheckFree(settings.Bind, responsiveness, "--responsiveness-port");
                built.Use(built.Services.GetRequiredService<ResponsivenessAnswers>().HandleAsync);
            }

            await built.Services.GetRequiredService<HubLink>().RegisterAtStartAsync(cancellationToken);
            built.Services.GetRequiredService<AdminPages>().Map(built);
            await built.StartAsync(cancellationToken);
            return new(built);
        }
        catch (IOException inUse) when (inUse.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await EndAsync(built);
            throw new StartUpFailure(
                StartUpFault.PortInUse,
                $"The admin port {settings.AdminPort} is in use by another program.",
                "Stop that program, or choose another port with --admin-port N."
            );
        }
        catch
        {
            await EndAsync(built);
            throw;
        }
    }

    public Task WaitForStopAsync(CancellationToken cancellationToken) => app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await EndAsync(app);

    // Liveness: what has not ended after the stop time is left to the end of the process.
    private static async Task EndAsync(WebApplication ending)
    {
        using var patience = new CancellationTokenSource(StopTime);
        await ending.StopAsync(patience.Token);
        await ending.DisposeAsync();
    }

    private static void Add(IServiceCollection services, PointSettings settings, PointLimits limits, TimeProvider time, Random random)
    {
        services.AddSingleton(settings).AddSingleton(limits).AddSingleton(time).AddSingleton(random);
        services.AddSingleton(_ => DataPorts.Bind(settings));
        services.AddSingleton(_ => PointKey.LoadOrMake(settings));
        services.AddSingleton(_ => PointCertificate.Load(settings, time));
        services.AddSingleton<HubKey>().AddSingleton<TicketGate>();
        services.AddSingleton<SelfCheckResult>().AddSingleton<OwnRun>().AddSingleton<Alternatives>();
        services.AddSingleton<UsedTickets>().AddSingleton<Admission>();
        services.AddSingleton<RecordSpool>().AddSingleton<PointCounters>().AddSingleton<RunRegistry>();
        services.AddSingleton<ForeignRuns>().AddSingleton<ForeignRouter>().AddSingleton<LibreSpeedAnswers>();
        services.AddSingleton<ResponsivenessPort>().AddSingleton<ResponsivenessAnswers>();
        services.AddSingleton<ProbeSessions>().AddSingleton<DataRouter>().AddSingleton<AdminPages>();
        services.AddSingleton(all => new HubClient(
            new HttpClient
            {
                BaseAddress = settings.Hub,
                Timeout = limits.HubTime,
                MaxResponseContentBufferSize = 1 << 20,
            },
            settings,
            all.GetRequiredService<DataPorts>().PlainPort
        ));

        // Stopped in the reverse order: no more connections and the runs sealed and spooled, then their clock, then the hub.
        services.AddSingleton<HubLink>().AddHostedService(all => all.GetRequiredService<HubLink>());
        services.AddHostedService<RecordCourier>();
        services.AddHostedService<RunTicker>();
        services.AddHostedService<ProbeReflector>();
        services.AddSingleton<LatencyPort>().AddHostedService(all => all.GetRequiredService<LatencyPort>());
        services.AddSingleton<StampReflector>().AddHostedService(all => all.GetRequiredService<StampReflector>());
        services.AddHostedService<DataListener>();
        services.AddHostedService<SelfChecker>();
    }
}
