using System.Net;
using System.Text;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;
using Ispeed.Testing;

namespace Ispeed.Measure.Tests.Client;

/// <summary>Full test points.</summary>
public sealed class BusyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_candidate_gives_way_to_the_next()
    {
        await using var full = FullServer.Naming(() => []);
        await using var free = await TestPointFixture.StartOpenAsync(Token);
        var target = new MeasurementTarget([Candidate("full", full.Url, 0), Candidate("free", free.Url, 0.9)], null);
        var outcome = await Runs.RunAsync(target, MeasurementPlan.Light, cancellationToken: Token);
        outcome.Measurement.Error.ShouldBeNull();
        outcome.Measurement.Server!.Id.ShouldBe("free");
        outcome.Busy.ShouldBe(["full"]);
    }

    [Fact]
    public async Task An_open_point_that_is_full_sends_to_the_one_it_names()
    {
        await using var free = await TestPointFixture.StartOpenAsync(Token);
        await using var full = FullServer.Naming(() => [free.Url]);
        var outcome = await Runs.RunAsync(Runs.At(full.Url), MeasurementPlan.Light, cancellationToken: Token);
        outcome.Measurement.Error.ShouldBeNull();
        outcome.Measurement.Server!.Url.ShouldBe(free.Url);
        outcome.Busy.ShouldBe(["Full"]);
    }

    [Fact]
    public async Task Points_that_name_each_other_are_asked_once_each()
    {
        FullServer? second = null;
        await using var first = FullServer.Naming(() => [second!.Url, "wss://127.0.0.1:1", "nonsense"]);
        second = FullServer.Naming(() => [first.Url]);
        await using (second)
        {
            var outcome = await Runs.RunAsync(Runs.At(first.Url), MeasurementPlan.Light, cancellationToken: Token);
            outcome.RefusalCode.ShouldBe("busy");
            outcome.Busy.ShouldBe(["Full", "Full"]);
        }
    }

    [Fact]
    public async Task A_run_with_a_ticket_goes_to_none_but_its_candidates()
    {
        await using var free = await TestPointFixture.StartOpenAsync(Token);
        await using var full = FullServer.Naming(() => [free.Url]);
        var target = new MeasurementTarget([Candidate("full", full.Url, 0)], "ticket");
        var outcome = await Runs.RunAsync(target, MeasurementPlan.Light, cancellationToken: Token);
        outcome.RefusalCode.ShouldBe("busy");
        outcome.Measurement.Error!.Reason.ShouldBe(FailureReason.Refused);
    }

    private static Candidate Candidate(string id, string url, double load) => new(id, id, null, url, null, load);

    /// <summary>A test point that greets and is full for everything else, for what it names in its refusal.</summary>
    private sealed class FullServer : IAsyncDisposable
    {
        private readonly HttpListener listener = new();
        private readonly Task answering;
        private readonly Func<string[]> named;

        private FullServer(Func<string[]> named)
        {
            this.named = named;
            var port = FreePort();
            Url = $"ws://127.0.0.1:{port}";
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            listener.Start();
            answering = AnswerAsync();
        }

        public string Url { get; }

        public static FullServer Naming(Func<string[]> named) => new(named);

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await answering;
        }

        private async Task AnswerAsync()
        {
            try
            {
                // Liveness: ends when the listener is closed.
                while (true)
                {
                    var exchange = await listener.GetContextAsync();
                    var hello = exchange.Request.Url!.AbsolutePath == "/ispeed/v1/hello";
                    exchange.Response.StatusCode = hello ? 200 : 503;
                    var body = Encoding.UTF8.GetBytes(
                        hello
                            ? """{"point":"full","name":"Full","version":"0","open":true,"busy":true}"""
                            : $$"""{"type":"x","title":"Full.","status":503,"code":"busy","detail":null,"tryThese":[{{string.Join(',', named().Select(url => $"\"{url}\""))}}]}"""
                    );
                    exchange.Response.ContentLength64 = body.Length; // the engine's own client reads no chunks
                    await exchange.Response.OutputStream.WriteAsync(body);
                    exchange.Response.Close();
                }
            }
            catch (HttpListenerException)
            {
                // closed
            }
            catch (ObjectDisposedException)
            {
                // closed
            }
        }

        private static int FreePort()
        {
            using var any = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            any.Start();
            return ((IPEndPoint)any.LocalEndpoint).Port;
        }
    }
}
