using System.Text.RegularExpressions;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Points;

/// <summary>The country whose lines this hub measures: the setting <c>Country</c>, ISO 3166-1 alpha-2, Viet Nam when nothing is set.</summary>
internal sealed partial record HubCountry(string Code)
{
    /// <exception cref="StartRefused">The setting is no country's code.</exception>
    public static HubCountry From(IConfiguration configuration) =>
        configuration["Country"] is not { Length: > 0 } code ? new("VN")
        : IsCode(code) ? new(code)
        : throw new StartRefused($"The setting Country is '{code}'. It takes two capital letters of ISO 3166-1, for example VN.");

    public static bool IsCode(string text) => Letters().IsMatch(text);

    /// <summary>Whether a point that registered with this country, or with none, stands abroad.</summary>
    public bool IsAbroad(string? country) => country is not null && country != Code;

    [GeneratedRegex(@"^[A-Z]{2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Letters();
}
