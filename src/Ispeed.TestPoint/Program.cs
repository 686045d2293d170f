using System.CommandLine;
using System.Security.Cryptography;
using Ispeed.TestPoint;
using Ispeed.TestPoint.Settings;

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
    await Console.Out.WriteLineAsync(
        $"ispeed-testpoint '{settings.Id}' is ready: data port {point.Port} (TCP and UDP){tls}, admin {point.Admin}"
    );
    await point.WaitForStopAsync(cancellationToken);
    return 0;
}
