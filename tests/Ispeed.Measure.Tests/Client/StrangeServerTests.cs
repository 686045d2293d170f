using System.Net;
using System.Net.Sockets;
using System.Text;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.Measure.Tests.Client;

/// <summary>What a run says when the other side is no test point, or none that works.</summary>
public sealed class StrangeServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_port_is_unreachable_in_the_first_phase()
    {
        var outcome = await Runs.RunAsync(Runs.At("ws://127.0.0.1:1"), MeasurementPlan.Light, cancellationToken: Token);
        ShouldFail(outcome, FailureReason.Unreachable, RunPhase.Choose, "port is closed");
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_unreachable()
    {
        var outcome = await Runs.RunAsync(Runs.At("ws://nobody.invalid:80"), MeasurementPlan.Light, cancellationToken: Token);
        ShouldFail(outcome, FailureReason.Unreachable, RunPhase.Choose, "nobody.invalid");
    }

    [Fact]
    public async Task A_program_that_never_answers_stalls()
    {
        await using var silent = new AnsweringListener([]);
        var outcome = await Runs.RunAsync(Runs.At(silent.Url), MeasurementPlan.Light, cancellationToken: Token);
        ShouldFail(outcome, FailureReason.Stalled, RunPhase.Choose, "2.5 seconds");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 nonsense\r\n\r\n")]
    public async Task Another_program_on_the_port_is_said_to_be_none_of_ours(string answer)
    {
        await using var other = new AnsweringListener(Encoding.ASCII.GetBytes(answer));
        var outcome = await Runs.RunAsync(Runs.At(other.Url), MeasurementPlan.Light, cancellationToken: Token);
        ShouldFail(outcome, FailureReason.Protocol, RunPhase.Choose, "not the protocol");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_ends_the_run()
    {
        await using var point = await TestPointFixture.StartAsync(new TestPointOptions { Open = true, Tls = true }, Token);
        var outcome = await Runs.RunAsync(Runs.At(point.SecureUrl!), MeasurementPlan.Light, cancellationToken: Token);
        ShouldFail(outcome, FailureReason.Protocol, RunPhase.Choose, "SSL_CERT_FILE");
    }

    [Fact]
    public async Task No_candidates_is_no_point()
    {
        var outcome = await Runs.RunAsync(new([], null), MeasurementPlan.Light, cancellationToken: Token);
        ShouldFail(outcome, FailureReason.NoPoint, RunPhase.Choose, "no test point");
    }

    [Fact]
    public async Task A_hub_that_is_away_or_no_hub_is_a_value()
    {
        using var http = new HttpClient();
        var request = new TicketRequest(Guid.NewGuid(), Guid.NewGuid(), Access.Unknown);
        var away = await new HubClient(http, new Uri("http://127.0.0.1:1/"), TimeProvider.System).RequestTicketAsync(request, Token);
        away.ShouldBeOfType<HubAnswer<TicketAnswer>.Away>();

        await using var other = new AnsweringListener("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray());
        var strange = await new HubClient(
            http,
            new Uri(other.Url.Replace("ws:", "http:", StringComparison.Ordinal)),
            TimeProvider.System
        ).RequestTicketAsync(request, Token);
        strange.ShouldBeOfType<HubAnswer<TicketAnswer>.Away>().Message.ShouldContain("not a hub");
    }

    private static void ShouldFail(MeasurementOutcome outcome, FailureReason reason, RunPhase phase, string words)
    {
        var error = outcome.Measurement.Error.ShouldNotBeNull();
        (error.Reason, error.Phase).ShouldBe((reason, phase), error.Message);
        error.Message.ShouldContain(words);
        outcome.Measurement.Download.ShouldBeNull();
        outcome.Measurement.Upload.ShouldBeNull();
    }

    /// <summary>Says the same to everybody who speaks; to nobody when there is nothing to say.</summary>
    private sealed class AnsweringListener : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task accepting;

        public AnsweringListener(byte[] answer)
        {
            listener.Start();
            accepting = AcceptAsync(answer);
        }

        public string Url => $"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            listener.Stop();
            await accepting;
            stop.Dispose();
        }

        private async Task AcceptAsync(byte[] answer)
        {
            var sockets = new List<Socket>();
            try
            {
                while (true)
                {
                    var socket = await listener.AcceptSocketAsync(stop.Token);
                    sockets.Add(socket);
                    if (answer.Length > 0 && await socket.ReceiveAsync(new byte[4096], stop.Token) > 0)
                    {
                        await socket.SendAsync(answer, stop.Token);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                sockets.ForEach(socket => socket.Dispose());
            }
        }
    }
}
