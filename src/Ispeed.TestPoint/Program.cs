using System.CommandLine;
using System.Security.Cryptography;
using Ispeed.TestPoint;
using Ispeed.TestPoint.Settings;

// What waits for a socket goes on where the socket was found ready, one such thread for each processor: another thread's turn costs an upload half its speed
// (docs/line-rate.md). Read once, when the first socket is used.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
Environment.SetEnvironmentVariable(InlineCompletions, Environment.GetEnvironmentVariable(InlineCompletions) ?? "1");

var commandLine = new CommandLine(ServeAsync);
try
{
    var arguments = commandLine.WithEnvironment(args, Environment.GetEnvironmentVariable);

    // The host ends on SIGTERM and SIGINT by itself: runs are sealed first. Faults of starting are sentences, not traces.
    var asItIs = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
    return await commandLine.Root.Parse(arguments).InvokeAsync(asItIs);
}
catch (StartUpFailure failure)
{
    await Console.Error.WriteLineAsync($"ispeed-testpoint: {failure.Sentence}");
    await Console.Error.WriteLineAsync(failure.Advice);
    return (int)failure.Fault;
}

static async Task<int> ServeAsync(PointSettings settings, CancellationToken cancellationToken)
{
    var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
    await using var point = await PointHost.StartAsync(settings, new(), TimeProvider.System, random, cancellationToken);
    var tls = point.TlsPort is { } port ? $", TLS port {port}" : string.Empty;
    var responsiveness = point.ResponsivenessPort is { } nq ? $", responsiveness port {nq}" : string.Empty;
    await Console.Out.WriteLineAsync(
        $"ispeed-testpoint '{settings.Id}' is ready: data port {point.Port} (TCP and UDP){tls}{responsiveness}, admin {point.Admin}"
    );
    await point.WaitForStopAsync(cancellationToken);
    return 0;
}
