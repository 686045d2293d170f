using System.Text;
using CsCheck;
using Ispeed.Measure.Client;
using Ispeed.Measure.Client.Foreign;
using Ispeed.Measure.Numbers;
using Ispeed.Testing;

namespace Ispeed.Measure.Tests.Client;

/// <summary>Our client against servers of other protocols: our own test point speaks them too.</summary>
public sealed class ForeignRunTests
{
    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ndt7://127.0.0.1:{0}")]
    [InlineData("librespeed://127.0.0.1:{0}")]
    [InlineData("librespeed://127.0.0.1:{0}/backend/")]
    public async Task Both_directions_are_measured_within_the_budget(string server)
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var plan = MeasurementPlan.For(Access.Mobile4G);
        var outcome = await RunAsync(At(server, point.Port), plan);

        var measurement = outcome.Measurement;
        measurement.Error.ShouldBeNull(measurement.Error?.Message);
        measurement.Server!.Url.ShouldBe(At(server, point.Port).ToString());
        measurement.Server.Id.ShouldBeNull();
        (measurement.Loss, measurement.Link, outcome.Record).ShouldBe((null, null, null));
        measurement.Latency!.IdleMs.ShouldBeGreaterThan(0);
        outcome.Detail.IdleMs.Count.ShouldBe(plan.IdleProbes);
        foreach (var side in new[] { measurement.Download, measurement.Upload })
        {
            side.ShouldNotBeNull();
            side.Mbps.ShouldBeInRange(side.Low, side.High);
            side.Mbps.ShouldBeGreaterThan(0);
        }

        // These protocols cannot be told an end: what is under way when the client drops the connection comes on top, more of it on a faster line.
        measurement.BytesTotal.ShouldBeLessThanOrEqualTo(plan.Budget.Bytes + 2_000_000);
    }

    [Fact]
    public async Task A_server_that_speaks_something_else_is_said_to()
    {
        await using var point = await TestPointFixture.StartOpenAsync(Patience);
        var outcome = await RunAsync(At("librespeed://127.0.0.1:{0}/nowhere/", point.Port), MeasurementPlan.Light);
        outcome.Measurement.Error!.Reason.ShouldBe(FailureReason.Refused);
        outcome.Measurement.Error.Message.ShouldContain("backend");
        outcome.Measurement.Download.ShouldBeNull();
    }

    [Theory]
    [InlineData("ndt7s://localhost:{0}")]
    [InlineData("librespeeds://localhost:{0}")]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_with_what_to_do(string server)
    {
        await using var point = await TestPointFixture.StartAsync(new() { Open = true, Tls = true }, Patience);
        var outcome = await RunAsync(At(server, new Uri(point.SecureUrl!).Port), MeasurementPlan.Light);
        outcome.Measurement.Error!.Reason.ShouldBe(FailureReason.Protocol);
        outcome.Measurement.Error.Message.ShouldContain("SSL_CERT_FILE");
        outcome.Measurement.Download.ShouldBeNull();
    }

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        var outcome = await RunAsync(At("ndt7://127.0.0.1:{0}", 9), MeasurementPlan.Light);
        outcome.Measurement.Error!.Reason.ShouldBe(FailureReason.Unreachable);
        outcome.Measurement.Server.ShouldBeNull();
    }

    [Theory]
    [InlineData("ndt7://some.host", "ndt7://some.host:80")]
    [InlineData("ndt7s://some.host/", "ndt7s://some.host:443")]
    [InlineData("librespeed://[2001:db8::1]:8080/backend", "librespeed://[2001:db8::1]:8080/backend/")]
    [InlineData("librespeeds://some.host", "librespeeds://some.host:443")]
    public void An_address_is_read_and_written(string text, string written)
    {
        ForeignAddress.TryParse(text, out var address, out _).ShouldBeTrue();
        address!.ToString().ShouldBe(written);
        ForeignAddress.TryParse(written, out var again, out _).ShouldBeTrue();
        again.ShouldBe(address);
    }

    [Theory]
    [InlineData("ndt7://some.host/path")]
    [InlineData("ndt7://")]
    [InlineData("ndt7://some.host:0")]
    [InlineData("librespeed://user@some.host")]
    [InlineData("librespeed://some.host/?a=b")]
    [InlineData("ws://some.host")]
    public void What_is_no_address_is_said_to_be_none(string text)
    {
        ForeignAddress.TryParse(text, out _, out var complaint).ShouldBeFalse();
        complaint.ShouldContain("ndt7://");
    }

    [Fact]
    public void No_text_makes_the_address_or_the_report_reader_throw()
    {
        Gen.String.Sample(text => ForeignAddress.TryParse("ndt7://" + text, out var address, out var complaint) == complaint is null);
        Gen.OneOf(
                Gen.Byte.Array[0, 200],
                Gen.Char["""{}[]":,TCPInfoBytesReceivedElapsedTime0123456789-e."""].Array[0, 200].Select(s => Encoding.UTF8.GetBytes(s))
            )
            .Sample(bytes => NdtStream.TryReadReceived(bytes) is null or { Micros: > 0, Bytes: >= 0 });
    }

    [Theory]
    [InlineData("""{"TCPInfo":{"BytesReceived":5,"ElapsedTime":7}}""", true)]
    [InlineData("""{"TCPInfo":{"BytesReceived":5}}""", false)]
    [InlineData("""{"TCPInfo":{"BytesReceived":"5","ElapsedTime":7}}""", false)]
    [InlineData("""{"TCPInfo":null,"AppInfo":{}}""", false)]
    [InlineData("""[1]""", false)]
    public void A_report_is_taken_when_it_tells_bytes_and_time(string text, bool taken) =>
        NdtStream.TryReadReceived(Encoding.UTF8.GetBytes(text)).ShouldBe(taken ? (7L, 5L) : null);

    [Fact]
    public void Between_reports_nothing_is_claimed_to_be_known()
    {
        var few = new ReportedRates();
        var many = new ReportedRates();
        for (var i = 1; i <= 12; i++)
        {
            many.Add(i * 250_000L, i * 1_000_000L);
            if (i <= 3)
            {
                few.Add(i * 250_000L, i * 1_000_000L);
            }
        }

        var fine = new Estimate(32e6, 31.9e6, 32.1e6);
        few.Figure(fine, 0, floor: 0.01).High.ShouldBe(64e6, "three reports do not say how sure they are");
        many.Figure(fine, 0, floor: 0.01).High.ShouldBe(32.32e6, 1);
        few.IsKnownWithin(0, 0.1).ShouldBeFalse();
        many.IsKnownWithin(0, 0.1).ShouldBeTrue();
    }

    private static ForeignAddress At(string server, int port)
    {
        ForeignAddress
            .TryParse(string.Format(System.Globalization.CultureInfo.InvariantCulture, server, port), out var address, out var complaint)
            .ShouldBeTrue(complaint);
        return address!;
    }

    private static Task<MeasurementOutcome> RunAsync(ForeignAddress address, MeasurementPlan plan) =>
        ForeignRun.RunAsync(Guid.CreateVersion7(), address, plan, null, TimeProvider.System, new Random(1), Patience);
}
