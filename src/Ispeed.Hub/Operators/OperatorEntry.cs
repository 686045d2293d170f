using System.Globalization;
using System.Net;

namespace Ispeed.Hub.Operators;

/// <summary>
/// One line of the operator tables, valid from a day until the next line of the same kind and key: a brand (key: its code), a network
/// (key: its number), or a prefix (key: <c>27.64.0.0/12</c>, <c>2402:800::/32</c>).
/// </summary>
/// <param name="Kind">brand, network or prefix.</param>
/// <param name="Key">Which one, in its one spelling.</param>
/// <param name="From">The first day.</param>
/// <param name="IsRemoved">From that day on there is no such entry.</param>
/// <param name="Name">Of a brand; of a network of servers.</param>
/// <param name="Operator">Whose a network or a prefix is.</param>
/// <param name="Use">Of a network or a prefix: mobile, fixed, hosting or vpn; empty for an operator's that carries several.</param>
/// <param name="Host">Of a brand without a network: whose it uses.</param>
/// <param name="Sells">Of a brand: <c>mobile</c>, <c>fixed</c> or <c>mobile fixed</c>.</param>
/// <param name="Sims">Of a brand: names that its SIMs show, separated by <c>;</c>.</param>
internal sealed record OperatorEntry(
    string Kind,
    string Key,
    DateOnly From,
    bool IsRemoved = false,
    string? Name = null,
    string? Operator = null,
    string? Use = null,
    string? Host = null,
    string? Sells = null,
    string? Sims = null
)
{
    public const string Brand = "brand";
    public const string Network = "network";
    public const string Prefix = "prefix";
    private const int LongestText = 200;

    /// <summary>Why the entry cannot be, on its own; null for a good one. Whether what it names is there, <see cref="OperatorTable"/> tells.</summary>
    public string? Fault() =>
        OneSpelling(Kind, Key) != Key
            ? Kind switch
            {
                Brand => $"'{Key}' is no code of a brand: 2 to 20 small letters, digits or hyphens.",
                Network => $"'{Key}' is no number of a network (AS).",
                Prefix => $"'{Key}' is no prefix: write an address and its length, and no bit beyond the length, for example 27.64.0.0/12.",
                _ => $"'{Kind}' is no kind of entry; it is brand, network or prefix.",
            }
        : new[] { Name, Operator, Host, Sells, Sims }.Any(text => text?.Length > LongestText)
            ? $"a text is longer than {LongestText} signs."
        : IsRemoved ? null
        : Kind == Brand ? BrandFault()
        : Use is not (null or "mobile" or "fixed" or "hosting" or "vpn") ? $"'{Use}' is no use; it is mobile, fixed, hosting or vpn."
        : Operator is null && Use is not ("hosting" or "vpn") && Kind == Network
            ? "a network is an operator's, or its use is hosting or vpn."
        : Operator is null && Use is null ? "a prefix tells an operator or a use."
        : null;

    /// <summary>The spelling under which a key is kept; null for what is no key.</summary>
    public static string? OneSpelling(string kind, string key) =>
        kind switch
        {
            Brand
                when key.Length is >= 2 and <= 20
                    && key.All(sign => char.IsAsciiLetterLower(sign) || char.IsAsciiDigit(sign) || sign == '-') => key,
            Network
                when uint.TryParse(
                    key.StartsWith("AS", StringComparison.OrdinalIgnoreCase) ? key.AsSpan(2) : key,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var asn
                )
                    && asn > 0 => asn.ToString(CultureInfo.InvariantCulture),
            // .NET clears bits beyond the length without a word; whoever wrote them meant another prefix.
            Prefix
                when IPNetwork.TryParse(key, out var network)
                    && IPAddress.TryParse(key.AsSpan(0, key.IndexOf('/', StringComparison.Ordinal)), out var written)
                    && written.Equals(network.BaseAddress) => network.ToString(),
            _ => null,
        };

    private string? BrandFault() =>
        string.IsNullOrWhiteSpace(Name) ? "a brand has a name."
        : Sells is not ("mobile" or "fixed" or "mobile fixed") ? "a brand sells 'mobile', 'fixed' or 'mobile fixed'."
        : Host == Key ? "a brand is not its own host."
        : null;
}
