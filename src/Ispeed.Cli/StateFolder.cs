using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>What became of a kept result. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Delivery>))]
internal enum Delivery
{
    /// <summary>The next run sends it.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting = 1,

    /// <summary>The hub has it.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent = 2,

    /// <summary>The hub will never take it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused = 3,

    /// <summary>It was not to be sent.</summary>
    [JsonStringEnumMemberName("private")]
    Private = 4,
}

/// <summary>A result on disk.</summary>
/// <param name="Delivery">What became of it.</param>
/// <param name="Hub">Where it belongs, null for a private one.</param>
/// <param name="Submission">All of it.</param>
internal sealed record KeptResult(Delivery Delivery, Uri? Hub, Submission Submission);

/// <summary>The program's memory: device id, results one file each, the last candidates of a hub. A file is there whole or not at all.</summary>
internal sealed class StateFolder(string path)
{
    private string Results => Path.Combine(path, "results");

    /// <summary>ISPEED_STATE, else the XDG state folder, else ~/.local/state.</summary>
    public static StateFolder Choose(Func<string, string?> environment)
    {
        if (environment("ISPEED_STATE") is { Length: > 0 } named)
        {
            return new(Path.GetFullPath(named));
        }

        var home = environment("XDG_STATE_HOME") is { Length: > 0 } state
            ? state
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return new(Path.Combine(home, "ispeed"));
    }

    /// <summary>The device's random identifier, made at the first run.</summary>
    public Guid Device()
    {
        var file = Path.Combine(path, "device");
        if (File.Exists(file) && Guid.TryParse(File.ReadAllText(file).Trim(), out var known))
        {
            return known;
        }

        var fresh = Guid.NewGuid();
        Write(file, System.Text.Encoding.ASCII.GetBytes(fresh + "\n"));
        return fresh;
    }

    /// <summary>Keeps a result, or what became of it.</summary>
    public void Keep(KeptResult result) =>
        Write(FileOf(result.Submission.Measurement.Id), JsonSerializer.SerializeToUtf8Bytes(result, StateJson.Default.KeptResult));

    /// <summary>Where the result of an id lies.</summary>
    public string FileOf(Guid id) => Path.Combine(Results, id + ".json");

    /// <summary>All results, the oldest first; a file that cannot be read is named, not hidden.</summary>
    public (IReadOnlyList<KeptResult> Results, IReadOnlyList<string> Unreadable) All()
    {
        var results = new List<KeptResult>();
        var unreadable = new List<string>();
        if (Directory.Exists(Results))
        {
            foreach (var file in Directory.EnumerateFiles(Results, "*.json").Order(StringComparer.Ordinal))
            {
                if (TryRead(file, StateJson.Default.KeptResult) is { } result)
                {
                    results.Add(result);
                }
                else
                {
                    unreadable.Add(file);
                }
            }
        }

        return ([.. results.OrderBy(result => result.Submission.Measurement.StartedAt)], unreadable);
    }

    /// <summary>Remembers where to measure while a hub is away.</summary>
    public void RememberCandidates(Uri hub, IReadOnlyList<Candidate> candidates) =>
        Write(
            Path.Combine(path, "candidates.json"),
            JsonSerializer.SerializeToUtf8Bytes(new KnownCandidates(hub, candidates), StateJson.Default.KnownCandidates)
        );

    /// <summary>The last candidates of this hub.</summary>
    public IReadOnlyList<Candidate> CandidatesOf(Uri hub) =>
        TryRead(Path.Combine(path, "candidates.json"), StateJson.Default.KnownCandidates) is { } known && known.Hub == hub
            ? known.Candidates
            : [];

    private static T? TryRead<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), type) : null;
        }
        catch (JsonException)
        {
            return null; // of another version, or edited by hand
        }
    }

    private static void Write(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var fresh = $"{file}.{Environment.ProcessId}.new";
        using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true); // a rename must not be on disk before what it names
        }

        File.Move(fresh, file, overwrite: true);
    }
}

/// <summary>The candidates of a hub's last ticket.</summary>
/// <param name="Hub">Which hub.</param>
/// <param name="Candidates">What it offered.</param>
internal sealed record KnownCandidates(Uri Hub, IReadOnlyList<Candidate> Candidates);

/// <summary>JSON of the state folder.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(KeptResult))]
[JsonSerializable(typeof(KnownCandidates))]
internal sealed partial class StateJson : JsonSerializerContext;
