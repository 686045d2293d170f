using Ispeed.Measure;
using Spectre.Console;

namespace Ispeed.Cli;

/// <summary>One result for people.</summary>
internal static class ResultTable
{
    public static void Write(TextWriter writer, Speech speech, Measurement measurement)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "", "");
        foreach (var row in ResultRows.Of(speech, measurement))
        {
            var detail = string.Join(", ", new[] { row.Range, row.Detail }.Where(part => part.Length > 0));
            table.AddRow(new Text(row.Name), new Text(row.Value, new Style(decoration: Decoration.Bold)), new Text(detail));
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }).Write(table);
        WriteSentences(writer, speech, measurement);
    }

    /// <summary>What a person should know beside the figures, and what to do.</summary>
    public static void WriteSentences(TextWriter writer, Speech speech, Measurement measurement)
    {
        if (measurement.Error is { } error)
        {
            // Where one IP version alone was to be measured, that is what a person can change.
            writer.WriteLine(
                error.Reason == FailureReason.Unreachable && measurement is { Family: { } family, Server: null }
                    ? speech.Of(
                        $"Không đo được qua IPv{family}: máy, mạng hoặc điểm đo không có đường IPv{family}. Hãy đo qua phiên bản kia.",
                        error.Message
                    )
                    : speech.Sentence(error)
            );
        }
        else if (measurement is { Download.IsIntervalKnown: false } or { Upload.IsIntervalKnown: false })
        {
            writer.WriteLine(
                speech.Of(
                    "Đường truyền quá nhanh so với mức dữ liệu cho phép nên chưa biết chắc con số. Muốn chắc hơn: ispeed measure --precise",
                    "The line is too fast for the data that this run may use, so the figure is not sure. To be surer: ispeed measure --precise"
                )
            );
        }

        foreach (var limit in measurement.LimitedBy ?? [])
        {
            writer.WriteLine(LimitSentences.Of(speech, limit));
        }

        if (measurement.Link is { } link)
        {
            writer.WriteLine(speech.Of($"Trang kết quả: {link}", $"Result URL: {link}"));
        }
    }
}
