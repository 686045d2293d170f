using System.CommandLine;
using System.Globalization;
using Ispeed.Measure;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>The options of <c>ispeed measure</c>. What cannot be is said in a sentence, never ignored.</summary>
internal sealed partial class MeasureOptions
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
    private readonly Option<bool> both;
    private readonly Option<bool> compare;
    private readonly Option<bool> four;
    private readonly Option<bool> six;
    private readonly Option<string?> local;
    private readonly Option<string?> referral;
    private readonly Option<string?> participant;
    private readonly OutputFormOptions form;

    public MeasureOptions(Speech speech)
    {
        hub = CommandLine.Hub(speech);
        server = new("--server")
        {
            HelpName = "ws://host:port",
            Description = speech.Of(
                "Đo thẳng với một điểm đo mở, không cần hệ thống trung tâm; hoặc với máy chủ ndt7:// (ndt7s://), librespeed:// (librespeeds://)",
                "Measure straight against an open test point, without a hub; or against an ndt7:// (ndt7s://) or librespeed:// (librespeeds://) server"
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
        access.CompletionSources.Add([.. Enum.GetValues<Access>().Select(one => one.ToWire())]);
        area = new("--area")
        {
            HelpName = "CODE",
            Description = speech.Of("Mã xã, phường nơi bạn đang ở (5 chữ số)", "Code of the commune where you are (5 digits)"),
        };
        budget = new("--budget")
        {
            HelpName = "MB",
            Description = speech.Of(
                "Mức dữ liệu tối đa của cả lần chạy lệnh, tính bằng MB",
                "The most data that the whole command may cost, in MB"
            ),
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
        both = new("--both")
        {
            Description = speech.Of("Đo cả IPv4 và IPv6, mỗi bên một nửa mức dữ liệu", "Measure IPv4 and IPv6, each for half of the data"),
        };
        compare = new("--compare")
        {
            Description = speech.Of(
                "Đo trong mạng của nhà mạng, tại trạm trung chuyển và ra nước ngoài, mỗi nơi một phần ba mức dữ liệu",
                "Measure in the operator's network, at an exchange and abroad, each for a third of the data"
            ),
        };
        four = new("--ipv4", "-4") { Description = speech.Of("Chỉ đo qua IPv4", "Measure over IPv4 only") };
        six = new("--ipv6", "-6") { Description = speech.Of("Chỉ đo qua IPv6", "Measure over IPv6 only") };
        local = new("--interface")
        {
            HelpName = "NAME|ADDRESS",
            Description = speech.Of(
                "Đo qua giao diện mạng hoặc địa chỉ này của máy",
                "Measure through this interface or address of the device"
            ),
        };
        referral = ReferralOption(speech);
        participant = ParticipantOption(speech);
        form = new(speech);
    }

    public void AddTo(Command command)
    {
        Option[] options =
        [
            hub,
            server,
            access,
            area,
            referral,
            participant,
            budget,
            precise,
            light,
            both,
            compare,
            four,
            six,
            local,
            noSubmit,
        ];
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

        // The first problem is the one that is said.
        string? problem = null;
        var speech = terminal.Speech;
        var known = ReadAccess(parsed, speech, ref problem);
        var effort = ReadEffort(parsed, speech, ref problem);
        var point = ReadServer(parsed, speech, ref problem);
        var sitting = ReadSitting(parsed, speech, ref problem);
        var megabytes = ReadBudget(parsed, speech, Part.Of(sitting, null).Count, ref problem);
        var end = ReadLocal(parsed, speech, ref problem);

        // With --server and no hub named, nothing is asked of any hub and nothing is sent to one.
        var stays = parsed.GetValue(server) is not null && !hubIsNamed;
        var commune = ReadArea(parsed, speech, stays, ref problem);
        var code = ReadReferral(parsed, speech, stays, ref problem);
        var asWhom = ReadParticipant(parsed, speech, ref problem);
        if (problem is not null)
        {
            terminal.Complain(problem);
            return null;
        }

        return new(
            sitting,
            effort,
            megabytes,
            known,
            parsed.GetValue(access) is null ? AccessSource.None : AccessSource.Declared,
            commune,
            point,
            stays ? null : hubAddress,
            !stays && !parsed.GetValue(noSubmit),
            output,
            parsed.GetValue(four) ? IpFamily.V4
                : parsed.GetValue(six) ? IpFamily.V6
                : null,
            end,
            code,
            asWhom
        );
    }

    private Effort ReadEffort(ParseResult parsed, Speech speech, ref string? problem)
    {
        if (parsed.GetValue(precise) && parsed.GetValue(light))
        {
            problem ??= speech.Of(
                "--precise và --light trái ngược nhau; hãy chọn một.",
                "--precise and --light contradict each other; choose one."
            );
        }

        return parsed.GetValue(precise) ? Effort.Precise
            : parsed.GetValue(light) ? Effort.Light
            : Effort.Normal;
    }

    private PointAddress? ReadServer(ParseResult parsed, Speech speech, ref string? problem)
    {
        if (parsed.GetValue(server) is { } text)
        {
            if (PointAddress.TryParse(text, out var point, out var complaint))
            {
                return point;
            }

            problem ??= speech.Of(
                $"\"{text}\" không phải địa chỉ điểm đo. Hãy viết ws://máy:cổng, hoặc wss://máy:cổng nếu dùng TLS.",
                complaint
            );
        }

        return null;
    }

    private Sitting ReadSitting(ParseResult parsed, Speech speech, ref string? problem)
    {
        string[] families =
        [
            .. parsed.GetValue(four) ? ["-4"] : Array.Empty<string>(),
            .. parsed.GetValue(six) ? ["-6"] : Array.Empty<string>(),
            .. parsed.GetValue(both) ? ["--both"] : Array.Empty<string>(),
        ];
        if (families.Length > 1)
        {
            var listed = string.Join(", ", families);
            problem ??= speech.Of($"Chỉ chọn một trong {listed}.", $"Choose one of {listed}.");
        }

        if (parsed.GetValue(both) && parsed.GetValue(compare))
        {
            problem ??= speech.Of(
                "--both và --compare là hai lần đo khác nhau; hãy chạy lần lượt.",
                "--both and --compare are two different sittings; run one after the other."
            );
        }

        if (parsed.GetValue(compare) && parsed.GetValue(server) is not null)
        {
            problem ??= speech.Of(
                "--compare cần hệ thống trung tâm chọn điểm đo; hãy bỏ --server.",
                "--compare needs the hub to choose the test points; leave --server out."
            );
        }

        return parsed.GetValue(both) ? Sitting.Both
            : parsed.GetValue(compare) ? Sitting.Compare
            : Sitting.Single;
    }

    private ByteCount? ReadBudget(ParseResult parsed, Speech speech, int parts, ref string? problem)
    {
        if (parsed.GetValue(budget) is not { } text)
        {
            return null;
        }

        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value >= SmallestBudget * parts
            && value <= LargestBudget
        )
        {
            return ByteCount.FromMegabytes(value);
        }

        var least = (SmallestBudget * parts).ToString("0.0", CultureInfo.InvariantCulture);
        problem ??= speech.Of(
            $"\"{text}\" không dùng được cho --budget. Hãy viết số MB từ {least} đến 10000.",
            $"\"{text}\" is no use for --budget. Write megabytes from {least} to 10000."
        );
        return null;
    }

    private LocalEnd? ReadLocal(ParseResult parsed, Speech speech, ref string? problem)
    {
        if (parsed.GetValue(local) is not { } text)
        {
            return null;
        }

        if (!LocalEnd.TryParse(text, out var end, out var complaint))
        {
            problem ??= speech.Of(
                $"Máy này không có giao diện mạng hay địa chỉ \"{text}\". Hãy xem danh sách bằng lệnh: ip address",
                complaint
            );
        }
        else if (end.Family is { } family && (parsed.GetValue(both) || parsed.GetValue(family == IpFamily.V4 ? six : four)))
        {
            problem ??= speech.Of(
                $"{text} là địa chỉ IPv{family}; hãy nêu tên giao diện mạng thay cho địa chỉ.",
                $"{text} is an IPv{family} address; name the interface instead of the address."
            );
        }

        return end;
    }

    private string? ReadArea(ParseResult parsed, Speech speech, bool stays, ref string? problem)
    {
        if (parsed.GetValue(area) is not { } code)
        {
            return null;
        }

        if (code.Length != CommuneDigits || !code.All(char.IsAsciiDigit))
        {
            problem ??= speech.Of(
                $"\"{code}\" không phải mã xã, phường. Mã gồm 5 chữ số, ví dụ 00070.",
                $"\"{code}\" is not the code of a commune. A code has 5 digits, for example 00070."
            );
        }
        else if (stays)
        {
            problem ??= speech.Of(
                "--area chỉ có nghĩa khi kết quả được gửi đi. Hãy thêm --hub URL hoặc bỏ --area.",
                "--area only means something when the result is sent. Add --hub URL, or leave --area out."
            );
        }

        return code;
    }

    private Access ReadAccess(ParseResult parsed, Speech speech, ref string? problem)
    {
        var known = Access.Unknown;
        if (parsed.GetValue(access) is { } text && !AccessWire.TryParse(text, out known))
        {
            problem ??= speech.Of(
                $"Không có loại truy nhập \"{text}\". Hãy chọn fixed, wifi, 5g, 4g, 3g, 2g hoặc unknown.",
                $"There is no access \"{text}\". Choose fixed, wifi, 5g, 4g, 3g, 2g or unknown."
            );
        }

        return known;
    }
}
