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
        return list;
    }

    private static void RefuseTwice<T>(IEnumerable<T> values, string what)
    {
        if (values.GroupBy(value => value).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new StartRefused($"operators.json names the {what} {twice.Key} twice. Remove one of them.");
        }
    }

    internal sealed record Entry(string Code, string Name, bool SellsMobile, bool SellsFixed, IReadOnlyList<long> Networks);

    /// <summary>Networks of servers: what comes from them came through a VPN, a relay or a rented machine.</summary>
    internal sealed record Tunnel(string Name, IReadOnlyList<long> Networks);
}

[JsonSerializable(typeof(OperatorList))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
internal sealed partial class OperatorListJson : JsonSerializerContext;
