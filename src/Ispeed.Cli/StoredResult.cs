using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>A result with its detail as it lies on disk: a file of the state folder, or a submission.</summary>
internal static class StoredResult
{
    /// <summary>Reads one; null after a complaint.</summary>
    /// <param name="name">A file, an id of the state folder, or <c>-</c> for the standard input.</param>
    /// <param name="terminal">Where to complain.</param>
    /// <param name="input">The standard input.</param>
    public static Submission? Read(string name, Terminal terminal, Stream input)
    {
        var speech = terminal.Speech;
        try
        {
            if (Open(name, terminal, input) is not { } stream)
            {
                terminal.Complain(
                    speech.Of(
                        $"Không có tệp hay kết quả \"{name}\". Hãy nêu một tệp, một mã trong ispeed history --json, hoặc - để đọc từ đầu vào.",
                        $"There is no file or result \"{name}\". Name a file, an id of ispeed history --json, or - for the standard input."
                    )
                );
                return null;
            }

            using (stream)
            {
                using var document = JsonDocument.Parse(stream);
                if (Submission(document.RootElement) is { } submission)
                {
                    return submission;
                }
            }

            terminal.Complain(
                speech.Of(
                    $"{name} không chứa chi tiết của phép đo. Hãy dùng tệp results/MÃ.json trong thư mục của ispeed hoặc chỉ nêu mã.",
                    $"{name} does not hold the detail of a measurement. Use results/ID.json of the state folder, or name the id alone."
                )
            );
        }
        catch (JsonException unreadable)
        {
            terminal.Complain(
                speech.Of(
                    $"{name} không phải JSON đọc được: {unreadable.Message}",
                    $"{name} is not JSON that can be read: {unreadable.Message}"
                )
            );
        }
        catch (IOException failed)
        {
            terminal.Complain(speech.Of($"Không đọc được {name}: {failed.Message}", $"{name} cannot be read: {failed.Message}"));
        }
        catch (UnauthorizedAccessException denied)
        {
            terminal.Complain(speech.Of($"Không được phép đọc {name}: {denied.Message}", $"{name} may not be read: {denied.Message}"));
        }

        return null;
    }

    private static Stream? Open(string name, Terminal terminal, Stream input)
    {
        if (name == "-")
        {
            return input;
        }

        var file =
            File.Exists(name) ? name
            : Guid.TryParse(name, out var id) ? terminal.State.FileOf(id)
            : null;
        return file is not null && File.Exists(file) ? File.OpenRead(file) : null;
    }

    private static Submission? Submission(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var one = root.TryGetProperty("submission", out var inside) ? inside : root;
        return one.ValueKind == JsonValueKind.Object && one.TryGetProperty("measurement", out _)
            ? one.Deserialize((JsonTypeInfo<Submission>)StateJson.Default.GetTypeInfo(typeof(Submission))!)
                is { Measurement: not null, Detail: not null } whole
                ? whole
                : null
            : null;
    }
}
