using System.Text.Encodings.Web;
using System.Text.Json;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>What the commands write to and read from besides the network: results on the output, everything for the person's eyes on the error output.</summary>
/// <param name="Out">Results, and nothing else in the machine-readable forms.</param>
/// <param name="Error">Progress and sentences.</param>
/// <param name="IsErrorRedirected">Whether nobody watches progress.</param>
/// <param name="Environment">Reads a variable.</param>
/// <param name="Speech">The language.</param>
/// <param name="Time">The clock.</param>
internal sealed record Terminal(
    TextWriter Out,
    TextWriter Error,
    bool IsErrorRedirected,
    Func<string, string?> Environment,
    Speech Speech,
    TimeProvider Time
)
{
    // Names of places are read by people; the output is a file or a pipe, never the inside of a page.
    private static readonly JsonSerializerOptions Relaxed = new(MeasureJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One line a value.</summary>
    public static MeasureJson Compact { get; } = new(new JsonSerializerOptions(Relaxed));

    /// <summary>Indented.</summary>
    public static MeasureJson Indented { get; } = new(new JsonSerializerOptions(Relaxed) { WriteIndented = true });

    /// <summary>Where results are kept.</summary>
    public StateFolder State => StateFolder.Choose(Environment);

    /// <summary>Says that something cannot be done.</summary>
    public void Complain(string sentence) => Error.WriteLine($"ispeed: {sentence}");

    /// <summary>Tells something worth knowing.</summary>
    public void Tell(string vi, string en) => Error.WriteLine(Speech.Of(vi, en));
}
