namespace Ispeed.Hub.Operators;

/// <summary>A brand that sells lines. Found from the network, never from a name typed in.</summary>
/// <param name="Code">For example <c>viettel</c>.</param>
/// <param name="Name">The brand as people know it.</param>
/// <param name="SellsMobile">Sells mobile access.</param>
/// <param name="SellsFixed">Sells fixed access.</param>
/// <param name="Host">The operator whose network a brand without one of its own (an MVNO) uses; null for an operator with a network.</param>
/// <param name="Sims">Names that its SIMs show, by which alone a brand without a network is told from its host.</param>
internal sealed record Operator(
    string Code,
    string Name,
    bool SellsMobile,
    bool SellsFixed,
    string? Host = null,
    IReadOnlyList<string>? Sims = null
);

/// <summary>Whose network an address belongs to.</summary>
/// <param name="Asn">The autonomous system.</param>
/// <param name="Network">Its registered name.</param>
/// <param name="Operator">The brand; null for a network that no operator of the table runs.</param>
/// <param name="Kind">What kind of network it is.</param>
/// <param name="Line">What the table says about the lines behind it.</param>
internal sealed record NetworkOrigin(long Asn, string Network, Operator? Operator, NetworkKind Kind, LineKind Line)
{
    /// <summary>A network of servers, where VPNs and relays end: nobody's access line.</summary>
    public bool IsTunnel => Kind is NetworkKind.Hosting or NetworkKind.Vpn;
}

/// <summary>What a network is for.</summary>
internal enum NetworkKind
{
    /// <summary>In the country, of no operator of the table: a company, a university, a small provider.</summary>
    Other = 0,

    /// <summary>An operator's, with people's lines.</summary>
    Access = 1,

    /// <summary>Rented servers.</summary>
    Hosting = 2,

    /// <summary>The far end of VPNs and relays.</summary>
    Vpn = 3,

    /// <summary>Abroad by registration, of no operator of the table.</summary>
    Foreign = 4,
}

/// <summary>What carries a device's traffic to its operator, behind Wi-Fi too. The numbers are stored: never renumber.</summary>
internal enum LineKind
{
    Unknown = 0,
    Fixed = 1,
    Mobile = 2,
}

/// <summary>What a page says that shows whose network an address is in.</summary>
internal sealed record Attribution(string Text, string Link, string Licence, string LicenceLink);
