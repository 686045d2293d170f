using System.CommandLine;
using Ispeed.Measure;
using Ispeed.Measure.Client.Foreign;

namespace Ispeed.Cli;

/// <summary>A measurement against another project's server: it stays with the person who asked.</summary>
/// <param name="Server">The server.</param>
/// <param name="Plan">What to do and what it may cost.</param>
/// <param name="Form">How to print.</param>
internal sealed record ForeignRequest(ForeignAddress Server, MeasurementPlan Plan, OutputForm Form);

internal sealed partial class MeasureOptions
{
    /// <summary>Whether <c>--server</c> names another project's server.</summary>
    public bool IsForeign(ParseResult parsed) => parsed.GetValue(server) is { } text && ForeignAddress.IsMeant(text);

    /// <summary>The request, null after a complaint.</summary>
    public ForeignRequest? ReadForeign(ParseResult parsed, Terminal terminal)
    {
        var speech = terminal.Speech;
        if (!form.TryRead(parsed, terminal, out var output))
        {
            return null;
        }

        string? problem = null;
        var known = ReadAccess(parsed, speech, ref problem);
        var effort = ReadEffort(parsed, speech, ref problem);
        var most = ReadBudget(parsed, speech, parts: 1, ref problem);
        if (!ForeignAddress.TryParse(parsed.GetValue(server)!, out var address, out var complaint))
        {
            problem ??= speech.Of(
                $"\"{parsed.GetValue(server)}\" không phải địa chỉ máy chủ. Hãy viết ndt7://máy:cổng hoặc librespeed://máy:cổng/đường-dẫn/, thêm s trước dấu hai chấm nếu dùng TLS.",
                complaint
            );
        }

        if (parsed.GetResult(hub) is { Implicit: false } || parsed.GetValue(area) is not null || parsed.GetValue(referral) is not null)
        {
            problem ??= speech.Of(
                "Kết quả đo với máy chủ của dự án khác không được gửi đi, vì không ai xác nhận được. Hãy bỏ --hub, --area và --code.",
                "A result against another project's server is never sent, because nobody could attest it. Leave --hub, --area and --code out."
            );
        }

        Option[] ours = [both, compare, four, six, local];
        if (Array.Find(ours, option => parsed.GetResult(option) is { Implicit: false }) is { } wrong)
        {
            problem ??= speech.Of(
                $"{wrong.Name} chỉ dùng với điểm đo của i-Speed.",
                $"{wrong.Name} is for i-Speed's own test points only."
            );
        }

        if (problem is not null)
        {
            terminal.Complain(problem);
            return null;
        }

        var plan = effort switch
        {
            Effort.Precise => MeasurementPlan.PreciseFor(known),
            Effort.Light => MeasurementPlan.Light,
            _ => MeasurementPlan.For(known),
        };
        return new(address!, most is { } limit ? plan with { Budget = limit } : plan, output);
    }
}
