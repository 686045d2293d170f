using Ispeed.Hub.Operators;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Points;

/// <summary>Where a test point stands, seen from a client's network.</summary>
internal static class PlaceOf
{
    /// <summary>Null where a point stands in some operator's network and nobody can tell whose the client's is.</summary>
    /// <param name="pointOperator">Code of the operator whose network the point stands in; null for a neutral place.</param>
    /// <param name="pointCountry">Its country as registered.</param>
    /// <param name="clientAsn">The client's network; null when unknown.</param>
    /// <param name="clientOperator">Its brand; null for a network that no operator of the table runs.</param>
    /// <param name="country">The hub's country.</param>
    public static PointPlace? Seen(
        string? pointOperator,
        string? pointCountry,
        long? clientAsn,
        string? clientOperator,
        HubCountry country
    ) =>
        country.IsAbroad(pointCountry) ? PointPlace.Abroad
        : pointOperator is null ? PointPlace.Exchange
        : clientAsn is null ? null
        : clientOperator == pointOperator ? PointPlace.OnNet
        : PointPlace.OtherNet;

    public static PointPlace? Seen(PointRow point, NetworkOrigin? client, HubCountry country) =>
        Seen(point.Operator, point.Country, client?.Asn, client?.Operator?.Code, country);
}
