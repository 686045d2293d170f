using Ispeed.Hub.Operators;
using Ispeed.Hub.Publication;
using Ispeed.Measure;

namespace Ispeed.Hub.Portal.MapPages;

/// <summary>What a map is asked for, as it stands in the address.</summary>
/// <param name="Period">The month.</param>
/// <param name="Access">One that has public bands.</param>
/// <param name="Operator">A brand's code, or <see cref="Figure.AllOperators"/>.</param>
/// <param name="Order">By which column the table is sorted.</param>
internal sealed record MapQuestion(Period Period, string Access, string Operator, MapOrder Order)
{
    /// <summary>Since then the ground of communes is that of today's boundaries (Resolution 202/2025/QH15).</summary>
    public static readonly DateOnly FirstMonth = new(2025, 7, 1);

    public static IReadOnlyList<string> Accesses { get; } =
    [Figure.Mobile, Measure.Access.Mobile5G.ToWire(), Measure.Access.Mobile4G.ToWire(), Measure.Access.Fixed.ToWire()];

    /// <summary>What cannot be read is as if it had not been asked for.</summary>
    public static MapQuestion Read(string? month, string? access, string? code, string? sort, Period latest, OperatorDirectory operators) =>
        new(
            Period.Parse(month) is { } asked && asked.First >= FirstMonth && asked.First <= latest.First.AddMonths(1) ? asked : latest,
            Accesses.Contains(access, StringComparer.Ordinal) ? access! : Figure.Mobile,
            code is not null && operators.Find(code) is not null ? code : Figure.AllOperators,
            Enum.TryParse<MapOrder>(sort, ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : MapOrder.Name
        );

    /// <summary>With its question mark. Every choice is named, so that a link shows tomorrow what it shows today.</summary>
    public string ToQuery() =>
        $"?month={Period.Name}&access={Access}&operator={Operator}" + (Order is MapOrder.Name ? "" : $"&sort={WordOf(Order)}");

    public static string WordOf(MapOrder order) => order.ToString().ToLowerInvariant();
}

/// <summary>Columns by which the table beside a map can be sorted. The names stand in addresses.</summary>
internal enum MapOrder
{
    Name,
    Download,
    Samples,
}
