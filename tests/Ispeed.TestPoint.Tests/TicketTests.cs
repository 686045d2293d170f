using System.Security.Cryptography;
using Ispeed.Measure.Wire;
using Ispeed.Testing;
using Ispeed.TestPoint.Runs;

namespace Ispeed.TestPoint.Tests;

public sealed class TicketTests : IAsyncDisposable
{
    private readonly HubStandIn hub = new();

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_without_a_ticket_is_refused() =>
        (await RefusalAsync(Guid.CreateVersion7(), null)).ShouldBe((401, "ticket-missing"));

    [Fact]
    public async Task Nonsense_is_no_ticket() => (await RefusalAsync(Guid.CreateVersion7(), "a.b.c")).ShouldBe((401, "ticket-invalid"));

    [Fact]
    public async Task A_ticket_signed_by_another_key_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var run = Guid.CreateVersion7();
        (await RefusalAsync(run, hub.Ticket(run, signer: other))).ShouldBe((401, "ticket-invalid"));
    }

    [Fact]
    public async Task A_token_of_another_kind_is_no_ticket()
    {
        var run = Guid.CreateVersion7();
        (await RefusalAsync(run, hub.Ticket(run, kind: RunRecord.Kind))).ShouldBe((401, "ticket-invalid"));
    }

    [Fact]
    public async Task A_ticket_under_another_key_id_is_refused()
    {
        var run = Guid.CreateVersion7();
        (await RefusalAsync(run, hub.Ticket(run, keyId: "hub-2"))).ShouldBe((401, "ticket-invalid"));
    }

    [Fact]
    public async Task An_expired_ticket_starts_nothing()
    {
        var run = Guid.CreateVersion7();
        (await RefusalAsync(run, hub.Ticket(run, seconds: -1))).ShouldBe((401, "ticket-expired"));
    }

    [Fact]
    public async Task A_ticket_for_other_points_is_refused()
    {
        var run = Guid.CreateVersion7();
        (await RefusalAsync(run, hub.Ticket(run, point: "elsewhere"))).ShouldBe((403, "ticket-foreign"));
    }

    [Fact]
    public async Task A_ticket_of_another_measurement_is_refused() =>
        (await RefusalAsync(Guid.CreateVersion7(), hub.Ticket(Guid.CreateVersion7()))).ShouldBe((403, "ticket-mismatch"));

    [Fact]
    public async Task A_ticket_of_another_device_does_not_join_a_run()
    {
        await using var point = await StartAsync();
        var run = Guid.CreateVersion7();
        var path = $"/throughput/v1/upload?mid={run}&streams=2&access_token=";
        using var first = await RawClient.UpgradeAsync(point, path + hub.Ticket(run), Patience);
        using var second = await RawClient.ConnectAsync(point, Patience);
        await second.SendAsync(RawClient.UpgradeRequest(path + hub.Ticket(run)), Patience);
        (await second.ReadRefusalAsync(Patience)).ShouldBe((403, "ticket-mismatch"));
    }

    [Fact]
    public async Task A_ticket_is_used_up_when_its_run_is_sealed()
    {
        await using var point = await StartAsync();
        var run = Guid.CreateVersion7();
        var ticket = hub.Ticket(run);
        var path = $"/throughput/v1/download?mid={run}&streams=1&duration=100&access_token={ticket}";
        using (var socket = await LoadClient.OpenAsync(point, path, Patience))
        {
            await LoadClient.ReadAsync(socket, Patience);
        }

        await LoadClient.FinishAsync(point, run, Patience, ticket);
        using var again = await RawClient.ConnectAsync(point, Patience);
        await again.SendAsync(RawClient.UpgradeRequest(path), Patience);
        (await again.ReadRefusalAsync(Patience)).ShouldBe((409, "ticket-used"));
    }

    [Fact]
    public async Task A_ticket_that_was_used_before_a_restart_is_used_after_it()
    {
        var data = Directory.CreateTempSubdirectory("ispeed-restart-").FullName;
        try
        {
            var options = new TestPointOptions { HubKey = hub.Welcome, Data = data };
            var (run, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var path = $"/throughput/v1/download?mid={run}&streams=1&duration=100&access_token={hub.Ticket(run)}";
            await using (var point = await TestPointFixture.StartAsync(options, Patience))
            {
                using var socket = await LoadClient.OpenAsync(point, path, Patience);
                await LoadClient.ReadAsync(socket, Patience);
            }

            await using var again = await TestPointFixture.StartAsync(options, Patience);
            using var client = await RawClient.ConnectAsync(again, Patience);
            await client.SendAsync(RawClient.UpgradeRequest(path), Patience);
            (await client.ReadRefusalAsync(Patience)).ShouldBe((409, "ticket-used"));
            using var unused = await RawClient.UpgradeAsync(
                again,
                $"/throughput/v1/download?mid={other}&streams=1&access_token={hub.Ticket(other)}",
                Patience
            );
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_download_ends_before_it_overspends_the_ticket()
    {
        await using var point = await StartAsync();
        var run = Guid.CreateVersion7();
        var ticket = hub.Ticket(run, budget: 1_000_000);
        using var socket = await LoadClient.OpenAsync(
            point,
            $"/throughput/v1/download?mid={run}&streams=1&access_token={ticket}",
            Patience
        );
        var received = await LoadClient.ReadAsync(socket, Patience);
        received.Bytes.ShouldBeInRange(1_000_000 - 2 * 65_536, 1_000_000);
    }

    [Fact]
    public async Task An_upload_that_overspends_the_ticket_is_cut_and_both_directions_count()
    {
        await using var point = await StartAsync();
        var run = Guid.CreateVersion7();
        var ticket = hub.Ticket(run, budget: 300_000);
        using (
            var socket = await LoadClient.OpenAsync(
                point,
                $"/throughput/v1/download?mid={run}&streams=1&bytes=200000&access_token={ticket}",
                Patience
            )
        )
        {
            (await LoadClient.ReadAsync(socket, Patience)).Bytes.ShouldBeGreaterThanOrEqualTo(200_000);
        }

        using var client = await RawClient.UpgradeAsync(
            point,
            $"/throughput/v1/upload?mid={run}&streams=1&access_token={ticket}",
            Patience
        );
        await client.SendFrameAsync(FrameKind.Binary, new byte[150_000], Patience);
        (await client.ReadToCloseAsync(Patience)).ShouldBe((ushort)1008);
        await Eventually.HoldsAsync(() => Tests.Runs.Counters(point).Cuts(CutReason.BudgetSpent) == 1, Patience);
    }

    [Fact]
    public async Task The_record_is_signed_with_the_points_own_key()
    {
        hub.Start();
        var options = new TestPointOptions { Hub = hub.Address, EnrolmentKey = HubStandIn.EnrolmentKey };
        await using var point = await TestPointFixture.StartAsync(options, Patience);
        var run = Guid.CreateVersion7();
        var ticket = hub.Ticket(run);
        using (
            var socket = await LoadClient.OpenAsync(
                point,
                $"/throughput/v1/download?mid={run}&streams=1&duration=100&access_token={ticket}",
                Patience
            )
        )
        {
            await LoadClient.ReadAsync(socket, Patience);
        }

        var answer = await LoadClient.FinishAsync(point, run, Patience, ticket);
        hub.Registrations.TryPeek(out var registration).ShouldBeTrue();
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(registration!.PublicKey), out _);
        CompactSignature.TryVerify(answer.Record, MeasureJson.Default.RunRecord, key, RunRecord.Kind, out var record).ShouldBeTrue();
        record!.Run.ShouldBe(run);
        CompactSignature.TryVerify(answer.Record, MeasureJson.Default.RunRecord, key, Heartbeat.Kind, out _).ShouldBeFalse();
    }

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    private Task<TestPointFixture> StartAsync() => TestPointFixture.StartAsync(new TestPointOptions { HubKey = hub.Welcome }, Patience);

    private async Task<(int Status, string Code)> RefusalAsync(Guid run, string? ticket)
    {
        await using var point = await StartAsync();
        using var client = await RawClient.ConnectAsync(point, Patience);
        var token = ticket is null ? string.Empty : $"&access_token={ticket}";
        await client.SendAsync(RawClient.UpgradeRequest($"/throughput/v1/download?mid={run}&streams=1{token}"), Patience);
        return await client.ReadRefusalAsync(Patience);
    }
}
