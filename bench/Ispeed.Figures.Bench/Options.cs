using System.Globalization;

namespace Ispeed.Figures.Bench;

/// <summary>What was asked for on the command line.</summary>
internal sealed class Options(string[] args)
{
    public string Data => Text("--data") ?? throw new ArgumentException("--data DIR is missing.", nameof(args));

    public bool Has(string name) => args.Contains(name);

    public string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    public int Number(string name, int usual) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
