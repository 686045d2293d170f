using System.Globalization;
using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Microsoft.Extensions.Primitives;

namespace Ispeed.Hub.OpenData;

/// <summary>
/// The filters of a request, read one by one. The first that is impossible is kept as a refusal that names it and says what is possible; a filter that
/// nobody reads is one, too, so that a slip of the pen never looks like an answer to what was meant.
/// </summary>
internal sealed class Filters(IQueryCollection query)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Null while all filters read so far are possible. Ask it last: it also looks for filters that were not read.</summary>
    public Refusal? Refusal =>
        Fault
        ?? (
            query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown
                ? Impossible(
                    unknown,
                    $"there is no such filter here. Possible are {string.Join(", ", known.Order(StringComparer.Ordinal))}."
                )
                : null
        );

    private Refusal? Fault { get; set; }

    public string? Text(string name)
    {
        known.Add(name);
        var values = query.TryGetValue(name, out var found) ? found : StringValues.Empty;
        if (values.Count > 1)
        {
            Refuse(name, "it is given twice. Give it once.");
        }

        return values.Count == 1 && values[0] is { Length: > 0 } text ? text : null;
    }

    /// <summary>One of the words, or null.</summary>
    public string? OneOf(string name, params IReadOnlyCollection<string> words)
    {
        var text = Text(name);
        if (text is not null && !words.Contains(text, StringComparer.Ordinal))
        {
            Refuse(name, $"'{Short(text)}' is not possible. Possible are {string.Join(", ", words)}.");
            return null;
        }

        return text;
    }

    public int Number(string name, int usual, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return usual;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(
            name,
            string.Create(CultureInfo.InvariantCulture, $"'{Short(text)}' is not possible. It is a whole number from {least} to {most}.")
        );
        return usual;
    }

    /// <summary>The first day of a month written 2026-11, or null.</summary>
    public DateOnly? Month(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
        {
            return month;
        }

        Refuse(name, $"'{Short(text)}' is no month. It is written YYYY-MM, for example 2026-11.");
        return null;
    }

    /// <summary>A day written 2026-11-30, or null.</summary>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Refuse(name, $"'{Short(text)}' is no day. It is written YYYY-MM-DD, for example 2026-11-30.");
        return null;
    }

    /// <summary>An area of a level on a day, by its code; null without.</summary>
    public Area? Area(string name, AreaLevel level, AreaDirectory areas, DateOnly on)
    {
        if (Text(name) is not { } code)
        {
            return null;
        }

        if (areas.Find(code, on) is { } area && area.Level == level)
        {
            return area;
        }

        Refuse(
            name,
            string.Create(
                CultureInfo.InvariantCulture,
                $"no {level.ToString().ToLowerInvariant()} had the code '{Short(code)}' on {on:yyyy-MM-dd}. GET /api/v1/areas?q=… finds it by its name."
            )
        );
        return null;
    }

    /// <summary>Says that a filter, though readable, is impossible.</summary>
    public void Refuse(string name, string why) => Fault ??= Impossible(name, why);

    public static string Short(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    private static Refusal Impossible(string name, string why) =>
        new("impossible-filter", StatusCodes.Status400BadRequest, "A filter is impossible.", $"{Short(name)}: {why}")
        {
            Field = Short(name),
        };
}
