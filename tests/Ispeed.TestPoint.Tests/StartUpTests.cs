using System.Net;
using System.Net.Sockets;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

public sealed class StartUpTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("ispeed-start-").FullName;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_in_use_is_said_with_what_to_do()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var failure = await FailureAsync(Settings() with { Port = ((IPEndPoint)other.LocalEndPoint!).Port });
        failure.Fault.ShouldBe(StartUpFault.PortInUse);
        failure.Advice.ShouldContain("--port");
    }

    [Fact]
    public async Task An_admin_port_in_use_is_said_with_what_to_do()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var failure = await FailureAsync(Settings() with { AdminPort = ((IPEndPoint)other.LocalEndPoint!).Port });
        failure.Fault.ShouldBe(StartUpFault.PortInUse);
        failure.Advice.ShouldContain("--admin-port");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said()
    {
        var file = Path.Combine(data, "file");
        await File.WriteAllTextAsync(file, "no folder", Patience);
        (await FailureAsync(Settings() with { Data = Path.Combine(file, "below") })).Fault.ShouldBe(StartUpFault.DataFolder);
    }

    [Fact]
    public async Task A_certificate_that_is_none_is_said()
    {
        var file = Path.Combine(data, "bad.pem");
        await File.WriteAllTextAsync(file, "no certificate", Patience);
        (await FailureAsync(Settings() with { TlsPort = 0, Certificate = file })).Fault.ShouldBe(StartUpFault.BadCertificate);
    }

    [Fact]
    public async Task A_point_that_could_take_nobody_does_not_start() =>
        (await FailureAsync(Settings() with { Open = false })).Fault.ShouldBe(StartUpFault.Settings);

    [Fact]
    public void Options_win_over_the_environment_which_wins_over_defaults()
    {
        var line = new CommandLine((_, _) => Task.FromResult(0));
        var arguments = line.WithEnvironment(["--port", "1"], name => name is "ISPEED_POINT_PORT" or "ISPEED_POINT_TLS_PORT" ? "2" : null);
        arguments.ShouldBe(["--port", "1", "--tls-port=2"]);
    }

    [Theory]
    [InlineData("--port", "abc")]
    [InlineData("--port", "65536")]
    [InlineData("--tls-port", "-1")]
    [InlineData("--nonsense", "1")]
    public void A_wrong_option_is_an_error_and_not_a_crash(string option, string value) =>
        new CommandLine((_, _) => Task.FromResult(0)).Root.Parse([option, value]).Errors.ShouldNotBeEmpty();

    [Fact]
    public async Task Options_become_settings()
    {
        PointSettings? read = null;
        var line = new CommandLine(
            (settings, _) =>
            {
                read = settings;
                return Task.FromResult(0);
            }
        );
        string[] arguments =
        [
            "--port",
            "7000",
            "--id",
            "hn-1",
            "--hub",
            "https://hub.example",
            "--enrolment-key",
            "secret",
            "--public-url",
            "ws://p.example:7000",
            "--data",
            data,
        ];
        (await line.Root.Parse(arguments).InvokeAsync(cancellationToken: Patience)).ShouldBe(0);
        read.ShouldNotBeNull();
        (read.Port, read.Id, read.Name, read.Open, read.TlsPort, read.AdminPort).ShouldBe((7000, "hn-1", "hn-1", false, null, 9081));
        read.Hub.ShouldBe(new Uri("https://hub.example/"));
        read.EnrolmentKey.ShouldBe("secret");
    }

    [Fact]
    public async Task Health_and_metrics_are_on_the_admin_port()
    {
        await using var point = await PointHost.StartAsync(Settings(), new(), TimeProvider.System, new Random(1), Patience);
        using var http = new HttpClient { BaseAddress = point.Admin };
        (await http.GetStringAsync("/health/live", Patience)).ShouldBe("alive\n");
        (await http.GetStringAsync("/health/ready", Patience)).ShouldBe("ready\n");
        var metrics = await http.GetStringAsync("/metrics", Patience);
        metrics.ShouldContain("ispeed_point_runs 0\n");
        metrics.ShouldContain("ispeed_point_streams_ended_total{reason=\"stalled\"} 0\n");
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    private static Task<StartUpFailure> FailureAsync(PointSettings settings) =>
        Should.ThrowAsync<StartUpFailure>(() => PointHost.StartAsync(settings, new(), TimeProvider.System, new Random(1), Patience));

    private PointSettings Settings() =>
        new()
        {
            Id = "start",
            Name = "start",
            Bind = IPAddress.Loopback,
            Port = 0,
            AdminPort = 0,
            Data = Path.Combine(data, "point"),
            Open = true,
        };
}
