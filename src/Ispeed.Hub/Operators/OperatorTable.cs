using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace Ispeed.Hub.Operators;

/// <summary>The operator tables as they are on one day.</summary>
internal sealed class OperatorTable
{
    private readonly FrozenDictionary<string, Operator> brands;
    private readonly FrozenDictionary<long, OperatorEntry> networks;
    private readonly PrefixTable<OperatorEntry> prefixes;
    private readonly FrozenDictionary<string, Operator> sims;

    public OperatorTable(IReadOnlyCollection<OperatorEntry> valid)
    {
        All = [.. valid.Where(entry => entry.Kind == OperatorEntry.Brand).Select(BrandOf)];
        brands = All.ToFrozenDictionary(brand => brand.Code, StringComparer.Ordinal);
        networks = valid
            .Where(entry => entry.Kind == OperatorEntry.Network)
            .ToFrozenDictionary(entry => long.Parse(entry.Key, CultureInfo.InvariantCulture));
        prefixes = new(valid.Where(entry => entry.Kind == OperatorEntry.Prefix).Select(entry => (IPNetwork.Parse(entry.Key), entry)));
        sims = All.SelectMany(brand => brand.Sims ?? [], (brand, sim) => (brand, sim))
            .DistinctBy(pair => pair.sim, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(pair => pair.sim, pair => pair.brand, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>In the order of the tables.</summary>
    public IReadOnlyList<Operator> All { get; }

    public Operator? Find(string code) => brands.GetValueOrDefault(code);

    /// <summary>Whether a network hosts servers, so that a client seen in it came through a VPN or a relay.</summary>
    public bool IsTunnel(long asn) => networks.GetValueOrDefault(asn)?.Use is "hosting" or "vpn";

    public bool Knows(long asn) => networks.ContainsKey(asn);

    /// <summary>What the tables say about an address in a network: the longest prefix before the network.</summary>
    public NetworkOrigin OriginOf(IPAddress address, FoundNetwork found)
    {
        var network = networks.GetValueOrDefault(found.Asn);
        var prefix = prefixes.Find(address);
        var use = prefix?.Use ?? network?.Use;
        var brand = (prefix?.Operator ?? network?.Operator) is { } code ? Find(code) : null;
        var kind = use switch
        {
            "hosting" => NetworkKind.Hosting,
            "vpn" => NetworkKind.Vpn,
            _ when brand is not null => NetworkKind.Access,
            _ when !found.IsInCountry => NetworkKind.Foreign,
            _ => NetworkKind.Other,
        };
        var line = use switch
        {
            "mobile" => LineKind.Mobile,
            "fixed" => LineKind.Fixed,
            _ => LineKind.Unknown,
        };
        return new(found.Asn, found.Name, brand, kind, line);
    }

    /// <summary>The brand of a line: the SIM's, when it belongs to a brand that uses this operator's network; else the operator's own.</summary>
    public Operator? BrandOf(Operator? network, string? sim) =>
        network is not null && sim is not null && sims.GetValueOrDefault(sim.Trim()) is { } brand && brand.Host == network.Code
            ? brand
            : network;

    /// <summary>Names that the tables use and do not have: an operator of a network, the host of a brand, a SIM of two brands.</summary>
    public IEnumerable<string> Holes()
    {
        foreach (var entry in networks.Values.Concat(prefixes.All).Where(entry => entry.Operator is { } code && Find(code) is null))
        {
            yield return $"the {entry.Kind} {entry.Key} belongs to '{entry.Operator}', which is no brand then";
        }

        foreach (var brand in All)
        {
            if (brand.Host is { } host && Find(host) is not { Host: null })
            {
                yield return $"the brand {brand.Code} uses the network of '{host}', which is no operator with a network then";
            }

            foreach (var sim in (brand.Sims ?? []).Where(sim => sims[sim] != brand))
            {
                yield return $"the SIM name '{sim}' belongs to both {sims[sim].Code} and {brand.Code}";
            }
        }
    }

    private static Operator BrandOf(OperatorEntry entry) =>
        new(
            entry.Key,
            entry.Name!,
            entry.Sells!.Contains("mobile", StringComparison.Ordinal),
            entry.Sells.Contains("fixed", StringComparison.Ordinal),
            entry.Host,
            entry.Sims?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        );
}

/// <summary>What the table of networks says about an address.</summary>
/// <param name="Asn">The autonomous system that announces it.</param>
/// <param name="Name">Its registered name.</param>
/// <param name="IsInCountry">Whether the address is registered in Viet Nam.</param>
internal readonly record struct FoundNetwork(long Asn, string Name, bool IsInCountry);
