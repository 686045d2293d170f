using System.CommandLine;

namespace Ispeed.Cli;

/// <summary>The commands and what --help says.</summary>
internal static class CommandLine
{
    public static RootCommand Build(Terminal terminal)
    {
        var speech = terminal.Speech;
        var root = new RootCommand(
            speech.Of(
                """
                i-Speed: đo tốc độ Internet thật của bạn, với khoảng tin cậy và ít dữ liệu nhất có thể.

                Mã kết thúc: 0 đo xong; 1 recompute thấy con số khác; 2 câu lệnh sai; 3 không có mạng, không gặp hệ thống trung tâm hoặc điểm đo; 4 điểm đo hoặc đường truyền hỏng giữa chừng;
                5 bị từ chối; 6 đo xong nhưng chưa gửi được (kết quả được giữ lại, lần chạy sau sẽ gửi); 130 bạn đã dừng.
                """,
                """
                i-Speed: measures how fast your Internet access really is, with an interval and as little data as possible.

                Exit codes: 0 measured; 1 recompute found another figure; 2 wrong command line; 3 no network, hub or test point; 4 the test point or the line failed in the middle;
                5 refused; 6 measured but not sent (the result is kept and the next run sends it); 130 you stopped it.
                """
            )
        )
        {
            MeasureCommand.Build(terminal),
            HistoryCommand.Build(terminal),
            SubmitCommand.Build(terminal),
            PointsCommand.Build(terminal),
            ShowCommand.Build(terminal, Console.OpenStandardInput),
            RecomputeCommand.Build(terminal, Console.OpenStandardInput),
            CompletionCommand.Build(terminal),
            Language(speech),
        };
        root.Add(ManCommand.Build(terminal, root));
        return root;
    }

    /// <summary>The hub: --hub, else ISPEED_HUB, else the one on this machine.</summary>
    public static Option<string?> Hub(Speech speech) =>
        new("--hub")
        {
            Description = speech.Of(
                "Địa chỉ hệ thống trung tâm (mặc định: ISPEED_HUB hoặc http://localhost:8080)",
                "Address of the hub (default: ISPEED_HUB or http://localhost:8080)"
            ),
            HelpName = "URL",
        };

    /// <summary>Reads the hub's address; false after a complaint.</summary>
    /// <param name="given">The option.</param>
    /// <param name="terminal">Where to complain.</param>
    /// <param name="hub">The address, ending with a slash.</param>
    /// <param name="isNamed">Whether the person named one.</param>
    public static bool TryHub(string? given, Terminal terminal, out Uri hub, out bool isNamed)
    {
        var text = given ?? (terminal.Environment("ISPEED_HUB") is { Length: > 0 } named ? named : null);
        isNamed = text is not null;
        if (
            Uri.TryCreate(text ?? "http://localhost:8080", UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", Host.Length: > 0, Query: "", Fragment: "" }
        )
        {
            hub = uri.AbsoluteUri.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
            return true;
        }

        hub = new Uri("http://localhost/");
        terminal.Complain(
            terminal.Speech.Of(
                $"\"{text}\" không phải địa chỉ hệ thống trung tâm. Hãy viết http://máy:cổng hoặc https://máy.",
                $"\"{text}\" is not the address of a hub. Write http://host:port or https://host."
            )
        );
        return false;
    }

    private static Option<string> Language(Speech speech)
    {
        var language = new Option<string>("--lang")
        {
            Description = speech.Of("Ngôn ngữ: vi hoặc en", "Language: vi or en"),
            Recursive = true,
            HelpName = "vi|en",
        };
        language.AcceptOnlyFromAmong("vi", "en");
        return language;
    }
}
