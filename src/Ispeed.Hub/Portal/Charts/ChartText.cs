using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Components;

namespace Ispeed.Hub.Portal.Charts;

/// <summary>Words in a drawing. Razor takes an element named text for a word of its own language, so that they are written as markup here.</summary>
internal static class ChartText
{
    /// <param name="x">Units of the drawing.</param>
    /// <param name="y">The line that the letters stand on.</param>
    /// <param name="words">What is written.</param>
    /// <param name="anchor">Which end of the words is at x: start, middle or end.</param>
    /// <param name="kind">A class; null for none.</param>
    public static MarkupString At(double x, double y, string words, string anchor, string? kind = null) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                // The space in front keeps two lines of words apart for whoever hears them.
                $""" <text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}"{(kind is null ? "" : $" class=\"{kind}\"")}>{WebUtility.HtmlEncode(words)}</text>"""
            )
        );
}
