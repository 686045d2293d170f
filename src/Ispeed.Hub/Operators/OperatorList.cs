using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Operators;

/// <summary>The operator table, <c>operators.json</c> beside the program: edited by people, checked when it is read.</summary>
internal sealed record OperatorList(DateOnly AsOf, IReadOnlyList<OperatorList.Entry> Operators, IReadOnlyList<OperatorList.Tunnel> Tunnels)
{
    /// <exception cref="StartRefused">The file contradicts itself; the message says where.</exception>
    public static OperatorList Parse(ReadOnlySpan<byte> json)
    {
        OperatorList list;
        try
        {
            list = JsonSerializer.Deserialize(json, OperatorListJson.Default.OperatorList) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException unreadable) // a person edited the file: say so where they will look, at start
        {
            throw new StartRefused($"operators.json cannot be read: {unreadable.Message}", unreadable);
        }

        RefuseTwice(list.Operators.Select(entry => entry.Code), "operator");
        RefuseTwice(
            list.Operators.SelectMany(entry => entry.Networks).Concat(list.Tunnels.SelectMany(tunnel => tunnel.Networks)),
            "network"
        );
        if (new OperatorTimeline(list.Entries()).On(list.AsOf).Holes().FirstOrDefault() is { } hole)
        {
            throw new StartRefused($"operators.json has a hole: {hole}. Add the brand or mend its code.");
        }

        return list;
    }

    /// <summary>As entries without a beginning: what nobody said otherwise was always so.</summary>
    public IEnumerable<OperatorEntry> Entries() =>
        [
            .. Operators.Select(entry => new OperatorEntry(
                OperatorEntry.Brand,
                entry.Code,
                DateOnly.MinValue,
                Name: entry.Name,
                Host: entry.Host,
                Sells: (entry.SellsMobile, entry.SellsFixed) switch
                {
                    (true, true) => "mobile fixed",
                    (true, false) => "mobile",
                    _ => "fixed",
                },
                Sims: entry.Sims is { Count: > 0 } sims ? string.Join(';', sims) : null
            )),
            .. Operators.SelectMany(entry => entry.Networks, (entry, asn) => Network(asn) with { Operator = entry.Code }),
            .. Tunnels.SelectMany(
                tunnel => tunnel.Networks,
                (tunnel, asn) => Network(asn) with { Name = tunnel.Name, Use = tunnel.IsVpn ? "vpn" : "hosting" }
            ),
        ];

    private static OperatorEntry Network(long asn) =>
        new(OperatorEntry.Network, asn.ToString(CultureInfo.InvariantCulture), DateOnly.MinValue);

    private static void RefuseTwice<T>(IEnumerable<T> values, string what)
    {
        if (values.GroupBy(value => value).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new StartRefused($"operators.json names the {what} {twice.Key} twice. Remove one of them.");
        }
    }

    internal sealed record Entry(
        string Code,
        string Name,
        bool SellsMobile,
        bool SellsFixed,
        IReadOnlyList<long> Networks,
        string? Host = null,
        IReadOnlyList<string>? Sims = null
    );

    /// <summary>Networks of servers: what comes from them came through a VPN, a relay or a rented machine.</summary>
    internal sealed record Tunnel(string Name, IReadOnlyList<long> Networks, bool IsVpn = false);
}

[JsonSerializable(typeof(OperatorList))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
internal sealed partial class OperatorListJson : JsonSerializerContext;
