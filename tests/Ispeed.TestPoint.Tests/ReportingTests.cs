using Ispeed.Testing;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tests;

public sealed class ReportingTests : IAsyncDisposable
{
    private static readonly PointLimits Quick = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(20),
        LongestRetry = TimeSpan.FromMilliseconds(200),
        HeartbeatSpacing = TimeSpan.FromMilliseconds(100),
    };

    private readonly HubStandIn hub = new();
    private readonly string data = Directory.CreateTempSubdirectory("ispeed-reporting-").FullName;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_point_registers_gives_signs_of_life_and_delivers_its_records_signed()
    {
        hub.Start();
        await using var point = await StartAsync();
        var run = Guid.CreateVersion7();
        var device = Guid.CreateVersion7();
        await MeasureAsync(point, run, hub.Ticket(run, device));

        await Eventually.HoldsAsync(() => !hub.Records.IsEmpty && !hub.Heartbeats.IsEmpty, Patience);
        hub.Registrations.Count.ShouldBe(1);
        hub.Registrations.TryPeek(out var registration).ShouldBeTrue();
        registration!.Url.ShouldBe(point.Url);
        hub.Records.TryPeek(out var record).ShouldBeTrue();
        record!.Run.ShouldBe(run);
        record.Device.ShouldBe(device);
        record.Point.ShouldBe("fixture");
        record.Address.ShouldBe("127.0.0.1");
        record.Down!.Bytes.ShouldBeGreaterThan(0);
        await Eventually.HoldsAsync(() => Spooled().Length == 0, Patience);
    }

    [Fact]
    public async Task A_record_waits_on_disk_while_the_hub_is_away_and_arrives_when_it_is_back()
    {
        hub.Start();
        await using var point = await StartAsync();
        await hub.StopAsync();
        var run = Guid.CreateVersion7();
        await MeasureAsync(point, run, hub.Ticket(run)); // tickets are checked with the key it keeps
        Spooled().Length.ShouldBe(1);

        hub.Start();
        await Eventually.HoldsAsync(() => hub.Records.Any(record => record.Run == run), Patience);
        await Eventually.HoldsAsync(() => Spooled().Length == 0, Patience);
    }

    [Fact]
    public async Task Records_and_key_outlive_the_program()
    {
        hub.Start();
        var run = Guid.CreateVersion7();
        await using (var point = await StartAsync())
        {
            hub.RecordStatus = 503;
            await MeasureAsync(point, run, hub.Ticket(run));
        }

        Spooled().Length.ShouldBe(1);
        hub.RecordStatus = 201;
        await using var again = await StartAsync();
        await Eventually.HoldsAsync(() => hub.Records.Any(record => record.Run == run), Patience);
        hub.Registrations.Select(registration => registration.PublicKey).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(data, "point.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_point_starts_without_its_hub_and_registers_when_it_comes()
    {
        await using var point = await StartAsync();
        hub.Start();
        await Eventually.HoldsAsync(() => !hub.Heartbeats.IsEmpty, Patience);
    }

    [Fact]
    public async Task A_record_that_the_hub_refuses_for_good_is_let_go()
    {
        hub.Start();
        hub.RecordStatus = 401;
        await using var point = await StartAsync();
        var run = Guid.CreateVersion7();
        await MeasureAsync(point, run, hub.Ticket(run));
        await Eventually.HoldsAsync(() => Runs.Counters(point).RecordsRefused == 1 && Spooled().Length == 0, Patience);
    }

    [Fact]
    public async Task A_hub_that_has_forgotten_the_point_is_told_again_and_loses_no_record()
    {
        hub.Start();
        await using var point = await StartAsync();
        hub.Forget();
        var run = Guid.CreateVersion7();
        await MeasureAsync(point, run, hub.Ticket(run));
        await Eventually.HoldsAsync(() => hub.Records.Any(record => record.Run == run), Patience);
        hub.Registrations.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_full_spool_takes_no_new_run()
    {
        hub.Start();
        await using var point = await StartAsync(Quick with { SpooledRecords = 1 });
        await hub.StopAsync();
        var run = Guid.CreateVersion7();
        await MeasureAsync(point, run, hub.Ticket(run));
        var next = Guid.CreateVersion7();
        using var client = await RawClient.ConnectAsync(point, Patience);
        await client.SendAsync(
            RawClient.UpgradeRequest($"/throughput/v1/download?mid={next}&streams=1&access_token={hub.Ticket(next)}"),
            Patience
        );
        (await client.ReadRefusalAsync(Patience)).ShouldBe((503, "busy"));
    }

    [Fact]
    public async Task A_hub_that_refuses_is_a_fault_of_starting()
    {
        hub.Start();
        var options = new TestPointOptions
        {
            Hub = hub.Address,
            EnrolmentKey = "wrong",
            Data = data,
        };
        var failure = await Should.ThrowAsync<StartUpFailure>(() => TestPointFixture.StartAsync(options, Quick, Patience));
        failure.Fault.ShouldBe(StartUpFault.HubRefused);
        failure.Sentence.ShouldContain("enrolment-invalid");
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private Task<TestPointFixture> StartAsync(PointLimits? limits = null) =>
        TestPointFixture.StartAsync(
            new TestPointOptions
            {
                Hub = hub.Address,
                EnrolmentKey = HubStandIn.EnrolmentKey,
                Data = data,
            },
            limits ?? Quick,
            Patience
        );

    private static async Task MeasureAsync(TestPointFixture point, Guid run, string ticket)
    {
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/download?mid={run}&streams=1&duration=100&access_token={ticket}",
            Patience
        );
        await LoadClient.ReadAsync(socket, Patience);
        await LoadClient.FinishAsync(point, run, Patience, ticket);
    }

    private string[] Spooled() => Directory.GetFiles(Path.Combine(data, "spool"), "*.jws");
}
