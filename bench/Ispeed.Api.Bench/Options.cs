using System.Globalization;

namespace Ispeed.Api.Bench;

/// <summary>What was asked for on the command line.</summary>
internal sealed record Options(string Data, long Rows, bool OnlyFill, TimeSpan Time, int Clients)
{
    public static Options Read(string[] args)
    {
        string? After(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        int Number(string name, int usual) => After(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        return new(
            After("--data") ?? throw new ArgumentException("--data DIR is missing.", nameof(args)),
            Number("--rows", 1_000_000),
            args.Contains("--only-fill"),
            TimeSpan.FromSeconds(Number("--seconds", 10)),
            Number("--clients", 4)
        );
    }
}
