using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Ispeed.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var locale = Environment.GetEnvironmentVariable("LC_ALL") is { Length: > 0 } all ? all : Environment.GetEnvironmentVariable("LANG");
var terminal = new Terminal(
    Console.Out,
    Console.Error,
    Console.IsErrorRedirected,
    Environment.GetEnvironmentVariable,
    Speech.Choose(args, locale),
    TimeProvider.System
);

var parsed = CommandLine.Build(terminal).Parse(args);
if (parsed.Action is ParseErrorAction)
{
    foreach (var error in parsed.Errors)
    {
        terminal.Complain(error.Message);
    }

    return ExitCode.Usage;
}

using var stop = new StopSignal(terminal.Time);
return await parsed.InvokeAsync(
    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
    stop.Asked
);
