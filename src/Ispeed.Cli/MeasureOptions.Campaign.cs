using System.CommandLine;
using Ispeed.Measure;

namespace Ispeed.Cli;

internal sealed partial class MeasureOptions
{
    private static Option<string?> ReferralOption(Speech speech) =>
        new("--code")
        {
            HelpName = "CODE",
            Description = speech.Of(
                "Mã giới thiệu của đơn vị hoặc xã, phường mà lần đo được tính cho",
                "Referral code of the organisation or commune that the run counts for"
            ),
        };

    private static Option<string?> ParticipantOption(Speech speech)
    {
        var option = new Option<string?>("--as")
        {
            HelpName = "staff|relative|citizen",
            Description = speech.Of(
                "Với --code: bạn là cán bộ của đơn vị, người thân của họ, hay người dân",
                "With --code: you work there, are a relative of somebody who does, or anybody else"
            ),
        };
        option.CompletionSources.Add([.. Enum.GetValues<Participant>().Select(one => one.ToWire())]);
        return option;
    }

    /// <summary>The code; a wrong symbol is said before anything is measured.</summary>
    private ReferralCode? ReadReferral(ParseResult parsed, Speech speech, bool stays, ref string? problem)
    {
        if (parsed.GetValue(referral) is not { } text)
        {
            return null;
        }

        if (!ReferralCode.TryRead(text, out var code))
        {
            problem ??= speech.Of(
                $"\"{text}\" không phải mã giới thiệu, hoặc có ký tự gõ sai. Mã gồm 7 chữ và số, ví dụ K7M-2QXA; hãy xem lại từng ký tự.",
                $"\"{text}\" is no referral code, or a symbol is mistyped. A code has 7 letters and digits, for example K7M-2QXA; look at each symbol again."
            );
        }
        else if (stays || parsed.GetValue(noSubmit))
        {
            problem ??= speech.Of(
                "--code chỉ có nghĩa khi kết quả được gửi đi. Hãy thêm --hub URL và bỏ --no-submit, hoặc bỏ --code.",
                "--code only means something when the result is sent. Add --hub URL and leave --no-submit out, or leave --code out."
            );
        }

        return code;
    }

    private Participant? ReadParticipant(ParseResult parsed, Speech speech, ref string? problem)
    {
        if (parsed.GetValue(participant) is not { } text)
        {
            return null;
        }

        var known = ParticipantWire.Parse(text);
        if (known is null)
        {
            problem ??= speech.Of(
                $"Không có --as \"{text}\". Hãy chọn staff (cán bộ), relative (người thân) hoặc citizen (người dân).",
                $"There is no --as \"{text}\". Choose staff, relative or citizen."
            );
        }
        else if (parsed.GetValue(referral) is null)
        {
            problem ??= speech.Of("--as chỉ có nghĩa cùng với --code.", "--as only means something together with --code.");
        }

        return known;
    }
}
