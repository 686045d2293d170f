using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Ispeed.Measure;

namespace Ispeed.TestPoint.Settings;

/// <summary>The settings as options and as environment variables: <c>--tls-port</c> is also ISPEED_POINT_TLS_PORT; the option wins.</summary>
internal sealed class CommandLine
{
    private const string Prefix = "ISPEED_POINT_";

    private readonly Option<int> port = new("--port")
    {
        Description = "Data port, TCP and UDP",
        HelpName = "N",
        DefaultValueFactory = _ => 8081,
    };

    private readonly Option<int?> tlsPort = new("--tls-port")
    {
        Description = "Data port with TLS, for browsers [default: off]",
        HelpName = "N",
    };

    private readonly Option<string?> certificate = new("--certificate")
    {
        Description = "PEM file with the certificate chain of the TLS port [default: a self-signed one, made once in the data folder]",
        HelpName = "FILE",
    };

    private readonly Option<string?> certificateKey = new("--certificate-key")
    {
        Description = "PEM file with its private key [default: in the file of --certificate]",
        HelpName = "FILE",
    };

    private readonly Option<string?> bind = new("--bind")
    {
        Description = "Address of the data ports [default: every address]",
        HelpName = "ADDR",
    };

    private readonly Option<int> adminPort = new("--admin-port")
    {
        Description = "Port of /health/live, /health/ready and /metrics; 0 takes any free one",
        HelpName = "N",
        DefaultValueFactory = _ => 9081,
    };

    private readonly Option<string> adminBind = new("--admin-bind")
    {
        Description = "Address of the admin port",
        HelpName = "ADDR",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<string> data = new("--data")
    {
        Description = "Folder of the point's key, the hub's key and the records that wait for the hub",
        HelpName = "DIR",
        DefaultValueFactory = _ => "point-data",
    };

    private readonly Option<string?> id = new("--id")
    {
        Description = "Id at the hub: 3 to 40 lower-case letters, digits and hyphens [default: the machine's name]",
        HelpName = "ID",
    };

    private readonly Option<string?> name = new("--name") { Description = "What people call it [default: the id]", HelpName = "NAME" };

    private readonly Option<string?> networkOperator = new("--operator")
    {
        Description = "Code of the operator whose network it stands in [default: none, a neutral place]",
        HelpName = "CODE",
    };

    private readonly Option<string?> publicUrl = new("--public-url")
    {
        Description = "Data port as clients reach it [default: ws://the machine's name:port]",
        HelpName = "URL",
    };

    private readonly Option<string?> publicSecureUrl = new("--public-secure-url")
    {
        Description = "TLS data port as clients reach it, wss://host:port [default: none is announced]",
        HelpName = "URL",
    };

    private readonly Option<string?> hub = new("--hub") { Description = "The hub's address [default: none]", HelpName = "URL" };

    private readonly Option<string?> enrolmentKey = new("--enrolment-key")
    {
        Description = "The hub's enrolment key, or a file that holds it [default: none]",
        HelpName = "KEY|FILE",
    };

    private readonly Option<double?> capacity = new("--capacity")
    {
        Description =
            "What this machine's line carries, Mbit/s; runs are taken while four fifths are not reserved [default: as the self-check finds]",
        HelpName = "MBIT",
    };

    private readonly Option<bool> noSelfCheck = new("--no-self-check")
    {
        Description = "Do not check own capacity and accuracy at start and daily",
    };

    private readonly Option<bool> open = new("--open") { Description = "Take runs without a ticket too [default: off]" };

    private readonly Option<bool> foreign = new("--foreign")
    {
        Description = "Serve clients of other projects (ndt7, LibreSpeed, MSAK) too, who have no ticket [default: off; on with --open]",
    };

    private readonly Option<long?> foreignBudget = new("--foreign-budget")
    {
        Description = "What an address prefix (/24, /48) may move without a ticket in an hour, in MB [default: 5000; with --open 100000]",
        HelpName = "MB",
    };

    private readonly Option<int?> stampPort = new("--stamp-port")
    {
        Description = "UDP port of the STAMP and TWAMP-light reflector; the registered one is 862 [default: off]",
        HelpName = "N",
    };

    private readonly Option<int?> latencyPort = new("--latency1-port")
    {
        Description = "UDP port of latency1's own pings; MSAK's clients know only 1053 [default: off]",
        HelpName = "N",
    };

    private readonly Option<int?> responsivenessPort = new("--responsiveness-port")
    {
        Description = "TCP port of responsiveness clients (networkQuality): HTTP/2 with the certificate of the TLS port [default: off]",
        HelpName = "N",
    };

    public CommandLine(Func<PointSettings, CancellationToken, Task<int>> run)
    {
        Root = new(
            "i-Speed test point: what measurements run against.\n\n"
                + $"Every option can be given by the environment too: --tls-port is {Prefix}TLS_PORT. The option wins.\n"
                + "Exit codes: 0 stopped, 1 wrong option, 10 port in use, 11 no permission, 12 certificate, 13 data folder, 14 hub refused, 15 settings."
        )
        {
            port,
            tlsPort,
            certificate,
            certificateKey,
            bind,
            adminPort,
            adminBind,
            data,
            id,
            name,
            networkOperator,
            publicUrl,
            publicSecureUrl,
            hub,
            enrolmentKey,
            open,
            foreign,
            foreignBudget,
            stampPort,
            latencyPort,
            responsivenessPort,
            capacity,
            noSelfCheck,
        };
        port.Validators.Add(CheckPort);
        adminPort.Validators.Add(CheckPort);
        tlsPort.Validators.Add(CheckPort);
        stampPort.Validators.Add(CheckPort);
        latencyPort.Validators.Add(CheckPort);
        responsivenessPort.Validators.Add(CheckPort);
        Root.SetAction((parsed, cancellationToken) => run(ToSettings(parsed), cancellationToken));
    }

    public RootCommand Root { get; }

    /// <summary>The arguments, and behind them the environment's for options that are not among them.</summary>
    public string[] WithEnvironment(string[] arguments, Func<string, string?> environment)
    {
        List<string> all = [.. arguments];
        foreach (var option in Root.Options)
        {
            var given = arguments.Any(argument =>
                argument == option.Name || argument.StartsWith(option.Name + "=", StringComparison.Ordinal)
            );
            var variable = Prefix + option.Name[2..].Replace('-', '_').ToUpperInvariant();
            if (!given && environment(variable) is { Length: > 0 } value)
            {
                all.Add($"{option.Name}={value}");
            }
        }

        return [.. all];
    }

    // Looks at the text: asking for the value of one that is no number throws, and the parser says that better.
    private static void CheckPort(OptionResult result)
    {
        if (
            result.Tokens.Count == 1
            && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var given)
            && given is < 0 or > 65535
        )
        {
            result.AddError($"{result.Option.Name} needs a port from 0 to 65535.");
        }
    }

    private PointSettings ToSettings(ParseResult parsed)
    {
        var ownId = parsed.GetValue(id) ?? MachineId();
        if (
            ownId.Length is < 3 or > 40
            || !ownId.All(symbol => char.IsAsciiLetterLower(symbol) || char.IsAsciiDigit(symbol) || symbol == '-')
        )
        {
            throw Wrong($"'{ownId}' cannot be an id.", "Give --id with 3 to 40 lower-case letters, digits and hyphens.");
        }

        return new()
        {
            Id = ownId,
            Name = parsed.GetValue(name) ?? ownId,
            Operator = parsed.GetValue(networkOperator),
            Bind = Address(parsed.GetValue(bind), "--bind"),
            Port = parsed.GetValue(port),
            TlsPort = parsed.GetValue(tlsPort),
            AdminPort = parsed.GetValue(adminPort),
            AdminBind = Address(parsed.GetValue(adminBind), "--admin-bind")!,
            Data = Path.GetFullPath(parsed.GetValue(data)!),
            Certificate = parsed.GetValue(certificate),
            CertificateKey = parsed.GetValue(certificateKey),
            PublicUrl = Url(parsed.GetValue(publicUrl), "ws", "--public-url"),
            PublicSecureUrl = Url(parsed.GetValue(publicSecureUrl), "wss", "--public-secure-url"),
            Hub = Hub(parsed.GetValue(hub)),
            EnrolmentKey = Key(parsed.GetValue(enrolmentKey)),
            Open = parsed.GetValue(open),
            Foreign = parsed.GetValue(foreign),
            ForeignBudget = ForeignBudget(parsed.GetValue(foreignBudget)),
            StampPort = parsed.GetValue(stampPort),
            LatencyPort = parsed.GetValue(latencyPort),
            ResponsivenessPort = parsed.GetValue(responsivenessPort),
            Capacity = Rate(parsed.GetValue(capacity)),
            SelfCheck = !parsed.GetValue(noSelfCheck),
        };
    }

    private static ByteCount ForeignBudget(long? megabytes) =>
        megabytes switch
        {
            null => default,
            >= 1 and <= 1_000_000_000 => ByteCount.FromMegabytes(megabytes.Value),
            _ => throw Wrong($"{megabytes} MB cannot be a budget.", "Give --foreign-budget from 1 to 1000000000."),
        };

    private static string MachineId()
    {
        var kept = Environment
            .MachineName.ToLowerInvariant()
            .Where(symbol => char.IsAsciiLetterLower(symbol) || char.IsAsciiDigit(symbol) || symbol == '-');
        var machine = string.Concat(kept);
        return machine.Length >= 3 ? machine[..Math.Min(40, machine.Length)] : "point";
    }

    private static IPAddress? Address(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        return IPAddress.TryParse(text, out var address)
            ? address
            : throw Wrong($"'{text}' is not an address.", $"Give {option} an IPv4 or IPv6 address.");
    }

    private static string? Url(string? text, string scheme, string option)
    {
        if (text is null || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == scheme))
        {
            return text?.TrimEnd('/');
        }

        throw Wrong($"'{text}' is not an address that clients reach.", $"Give {option} as {scheme}://host:port.");
    }

    private static BitRate? Rate(double? mbps) =>
        mbps switch
        {
            null => null,
            > 0 and < 10_000_000 => new BitRate(mbps.Value * 1e6),
            _ => throw Wrong($"'{mbps}' is no capacity.", "Give --capacity in Mbit/s, for example 10000 for a 10 Gbit/s port."),
        };

    private static Uri? Hub(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw Wrong($"'{text}' is not the address of a hub.", "Give --hub as https://host or http://host:port.");
    }

    private static string? Key(string? text)
    {
        try
        {
            return text is not null && File.Exists(text) ? File.ReadAllText(text).Trim() : text;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"The enrolment key in '{text}' cannot be read: {unreadable.Message}", "Let this user read it.");
        }
    }

    private static StartUpFailure Wrong(string sentence, string advice) => new(StartUpFault.Settings, sentence, advice);
}
