using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>What one command measures.</summary>
internal enum Sitting
{
    /// <summary>One measurement.</summary>
    Single,

    /// <summary>IPv4, then IPv6.</summary>
    Both,

    /// <summary>In the operator's network, at an exchange, abroad.</summary>
    Compare,
}

/// <summary>One measurement of a sitting.</summary>
/// <param name="Family">The IP version that carries it; null for either.</param>
/// <param name="Place">Where its test point stands; null for the hub's choice.</param>
internal sealed record Part(int? Family, PointPlace? Place)
{
    /// <summary>The measurements of a sitting in the order in which they are made.</summary>
    public static IReadOnlyList<Part> Of(Sitting sitting, int? family) =>
        sitting switch
        {
            Sitting.Both => [new(IpFamily.V4, null), new(IpFamily.V6, null)],
            Sitting.Compare => [new(family, PointPlace.OnNet), new(family, PointPlace.Exchange), new(family, PointPlace.Abroad)],
            _ => [new(family, null)],
        };

    /// <summary>What a person calls it; empty for a measurement that stands alone.</summary>
    public string Name(Speech speech) =>
        Place switch
        {
            PointPlace.OnNet => speech.Of("Trong mạng", "On-net"),
            PointPlace.Exchange => speech.Of("Trạm trung chuyển", "Exchange"),
            PointPlace.Abroad => speech.Of("Nước ngoài", "Abroad"),
            PointPlace.OtherNet => speech.Of("Mạng khác", "Other network"),
            _ => Family is { } family ? $"IPv{family}" : string.Empty,
        };
}
