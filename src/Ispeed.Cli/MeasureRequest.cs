using System.CommandLine;
using System.Globalization;
using Ispeed.Measure;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>What <c>ispeed measure</c> was asked for, checked as far as that goes without a network.</summary>
/// <param name="Plan">What to do and what it may cost.</param>
/// <param name="Access">What the person says of the access.</param>
/// <param name="AccessSource">Whether the person said anything.</param>
/// <param name="Area">The commune, by code.</param>
/// <param name="Server">A test point named by address; null to ask the hub.</param>
/// <param name="Hub">The hub; null for a measurement that stays here.</param>
/// <param name="Submit">Whether the result is sent.</param>
/// <param name="Form">How to print.</param>
internal sealed record MeasureRequest(
    MeasurementPlan Plan,
    Access Access,
    AccessSource AccessSource,
    string? Area,
    PointAddress? Server,
    Uri? Hub,
    bool Submit,
    OutputForm Form
);

/// <summary>The options of <c>ispeed measure</c>. What cannot be is said in a sentence, never ignored.</summary>
internal sealed class MeasureOptions
{
    private const int CommuneDigits = 5; // spec/protocol.md: a commune's code as the statistics office writes it
    private const double SmallestBudget = 0.5; // less does not carry latency and one second of the slowest line
    private const double LargestBudget = 10_000;

    private readonly Option<string?> hub;
    private readonly Option<string?> server;
    private readonly Option<string?> access;
    private readonly Option<string?> area;
    private readonly Option<string?> budget;
    private readonly Option<bool> precise;
    private readonly Option<bool> light;
    private readonly Option<bool> noSubmit;
    private readonly OutputFormOptions form;

    public MeasureOptions(Speech speech)
    {
        hub = CommandLine.Hub(speech);
        server = new("--server")
        {
            HelpName = "ws://host:port",
            Description = speech.Of(
                "Đo thẳng với một điểm đo mở, không cần hệ thống trung tâm",
                "Measure straight against an open test point, without a hub"
            ),
        };
        access = new("--access")
        {
            HelpName = "fixed|wifi|5g|4g|3g|2g|unknown",
            Description = speech.Of(
                "Loại truy nhập; quyết định mức dữ liệu tối đa",
                "The access; decides the most data that a run may cost"
            ),
        };
        area = new("--area")
        {
            HelpName = "CODE",
            Description = speech.Of("Mã xã, phường nơi bạn đang ở (5 chữ số)", "Code of the commune where you are (5 digits)"),
        };
        budget = new("--budget")
        {
            HelpName = "MB",
            Description = speech.Of("Mức dữ liệu tối đa của lần đo, tính bằng MB", "The most data that the run may cost, in MB"),
        };
        precise = new("--precise")
        {
            Description = speech.Of("Đo 10 giây mỗi chiều, tốn nhiều dữ liệu hơn", "10 seconds in each direction, for more data"),
        };
        light = new("--light") { Description = speech.Of("Tiết kiệm: nhiều nhất 2 MB", "Spare data: at most 2 MB") };
        noSubmit = new("--no-submit")
        {
            Description = speech.Of("Không gửi kết quả, chỉ lưu trên máy", "Do not send the result, keep it here only"),
        };
        form = new(speech);
    }

    public void AddTo(Command command)
    {
        Option[] options = [hub, server, access, area, budget, precise, light, noSubmit];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        form.AddTo(command);
    }

    /// <summary>The request, null after a complaint.</summary>
    public MeasureRequest? Read(ParseResult parsed, Terminal terminal)
    {
        if (
            !form.TryRead(parsed, terminal, out var output)
            || !CommandLine.TryHub(parsed.GetValue(hub), terminal, out var hubAddress, out var hubIsNamed)
        )
        {
            return null;
        }

        var speech = terminal.Speech;
        var problem = ReadAccess(parsed, speech, out var known);
        problem = CheckBudget(parsed, speech, out var megabytes) ?? problem;
        var plan = PlanFor(parsed, known, megabytes);
        PointAddress? point = null;
        if (problem is null && parsed.GetValue(server) is { } text && !PointAddress.TryParse(text, out point, out var complaint))
        {
            problem = speech.Of(
                $"\"{text}\" không phải địa chỉ điểm đo. Hãy viết ws://máy:cổng, hoặc wss://máy:cổng nếu dùng TLS.",
                complaint
            );
        }

        var code = parsed.GetValue(area);
        problem ??=
            code is not null && (code.Length != CommuneDigits || !code.All(char.IsAsciiDigit))
                ? speech.Of(
                    $"\"{code}\" không phải mã xã, phường. Mã gồm 5 chữ số, ví dụ 00070.",
                    $"\"{code}\" is not the code of a commune. A code has 5 digits, for example 00070."
                )
                : null;

        // With --server and no hub named, nothing is asked of any hub and nothing is sent to one.
        var stays = point is not null && !hubIsNamed;
        problem ??=
            stays && code is not null
                ? speech.Of(
                    "--area chỉ có nghĩa khi kết quả được gửi đi. Hãy thêm --hub URL hoặc bỏ --area.",
                    "--area only means something when the result is sent. Add --hub URL, or leave --area out."
                )
                : null;
        if (problem is not null)
        {
            terminal.Complain(problem);
            return null;
        }

        var source = parsed.GetValue(access) is null ? AccessSource.None : AccessSource.Declared;
        return new(plan, known, source, code, point, stays ? null : hubAddress, !stays && !parsed.GetValue(noSubmit), output);
    }

    private MeasurementPlan PlanFor(ParseResult parsed, Access known, double? megabytes)
    {
        var plan =
            parsed.GetValue(precise) ? MeasurementPlan.PreciseFor(known)
            : parsed.GetValue(light) ? MeasurementPlan.Light
            : MeasurementPlan.For(known);
        return megabytes is { } limit ? plan with { Budget = ByteCount.FromMegabytes(limit) } : plan;
    }

    private string? CheckBudget(ParseResult parsed, Speech speech, out double? megabytes)
    {
        megabytes = null;
        if (parsed.GetValue(precise) && parsed.GetValue(light))
        {
            return speech.Of(
                "--precise và --light trái ngược nhau; hãy chọn một.",
                "--precise and --light contradict each other; choose one."
            );
        }

        if (parsed.GetValue(budget) is not { } text)
        {
            return null;
        }

        if (
            !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value is < SmallestBudget or > LargestBudget
        )
        {
            return speech.Of(
                $"\"{text}\" không dùng được cho --budget. Hãy viết số MB từ 0.5 đến 10000.",
                $"\"{text}\" is no use for --budget. Write megabytes from 0.5 to 10000."
            );
        }

        megabytes = value;
        return null;
    }

    private string? ReadAccess(ParseResult parsed, Speech speech, out Access known)
    {
        known = Access.Unknown;
        return parsed.GetValue(access) is not { } text || AccessWire.TryParse(text, out known)
            ? null
            : speech.Of(
                $"Không có loại truy nhập \"{text}\". Hãy chọn fixed, wifi, 5g, 4g, 3g, 2g hoặc unknown.",
                $"There is no access \"{text}\". Choose fixed, wifi, 5g, 4g, 3g, 2g or unknown."
            );
    }
}
