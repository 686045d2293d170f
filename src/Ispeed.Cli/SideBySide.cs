using Ispeed.Measure;
using Spectre.Console;

namespace Ispeed.Cli;

/// <summary>The measurements of a sitting beside each other, and what their difference means.</summary>
internal static class SideBySide
{
    public static void Write(TextWriter writer, Speech speech, IReadOnlyList<(Part Part, Measurement Measurement)> sitting)
    {
        var columns = sitting
            .Select(one => ResultRows.Of(speech, one.Measurement).ToDictionary(row => row.Name, StringComparer.Ordinal))
            .ToList();
        var table = new Table().Border(TableBorder.Rounded).AddColumn(string.Empty).ShowRowSeparators();
        foreach (var (part, _) in sitting)
        {
            table.AddColumn(part.Name(speech));
        }

        foreach (var name in columns.SelectMany(column => column.Keys).Distinct(StringComparer.Ordinal))
        {
            table.AddRow([new Text(name), .. columns.Select(column => Cell(column.GetValueOrDefault(name)))]);
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }).Write(table);
        foreach (var ((part, one), (nextPart, next)) in sitting.Zip(sitting.Skip(1)))
        {
            var names = (part.Name(speech), nextPart.Name(speech));
            Say(writer, Difference.Of(speech, speech.Of("tải xuống", "download"), names, one.Download, next.Download));
            Say(writer, Difference.Of(speech, speech.Of("tải lên", "upload"), names, one.Upload, next.Upload));
            if (one.Server is { } here && next.Server is { } there && part.Place is null && here != there)
            {
                writer.WriteLine(
                    speech.Of(
                        "Hai phép đo dùng hai điểm đo khác nhau nên khác biệt có thể là của điểm đo.",
                        "The two were measured against different test points, so a difference may be theirs."
                    )
                );
            }
        }

        foreach (var (part, one) in sitting)
        {
            using var said = new StringWriter();
            ResultTable.WriteSentences(said, speech, one);
            foreach (var line in said.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries))
            {
                writer.WriteLine($"{part.Name(speech)}: {line}");
            }
        }
    }

    private static Text Cell(ResultRow? row) =>
        row is null ? new Text("–")
        : row.Range.Length == 0 ? new Text(row.Value)
        : new Text($"{row.Value}\n{row.Range}");

    private static void Say(TextWriter writer, string? sentence)
    {
        if (sentence is not null)
        {
            writer.WriteLine(sentence);
        }
    }
}
