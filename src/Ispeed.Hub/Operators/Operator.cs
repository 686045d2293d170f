namespace Ispeed.Hub.Operators;

/// <summary>A brand that sells lines. Found from the network, never from a name typed in.</summary>
/// <param name="Code">For example <c>viettel</c>.</param>
/// <param name="Name">The brand as people know it.</param>
/// <param name="SellsMobile">Sells mobile access.</param>
/// <param name="SellsFixed">Sells fixed access.</param>
internal sealed record Operator(string Code, string Name, bool SellsMobile, bool SellsFixed);

/// <summary>Whose network an address belongs to.</summary>
/// <param name="Asn">The autonomous system.</param>
/// <param name="Network">Its registered name.</param>
/// <param name="Operator">The brand; null for a network that no operator of the table runs: abroad, hosting, a company.</param>
/// <param name="IsTunnel">A network of servers, where VPNs and relays end: nobody's access line.</param>
internal sealed record NetworkOrigin(long Asn, string Network, Operator? Operator, bool IsTunnel);

/// <summary>What a page says that shows whose network an address is in.</summary>
internal sealed record Attribution(string Text, string Link, string Licence, string LicenceLink);
