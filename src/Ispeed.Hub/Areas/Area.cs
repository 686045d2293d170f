namespace Ispeed.Hub.Areas;

/// <summary>
/// A province, district or commune in one of its versions. The key is the code with its first day, never the code alone: 3,315 of the 3,321
/// commune codes of 1 July 2025 had been given to communes before, 1,890 of them to another place.
/// </summary>
/// <param name="Code">Two digits for a province, three for a district, five for a commune.</param>
/// <param name="Name">The proper name, <c>Nha Trang</c>.</param>
/// <param name="FullName">With its kind, <c>Phường Nha Trang</c>.</param>
/// <param name="Level">Province, district (before 1 July 2025) or commune.</param>
/// <param name="ProvinceCode">The province around it on its days; null for a province.</param>
/// <param name="DistrictCode">The district of a commune before 1 July 2025; null for everything else.</param>
/// <param name="ValidFrom">The first day.</param>
/// <param name="ValidTo">The first day on which it is valid no more; null for today's.</param>
internal sealed record Area(
    string Code,
    string Name,
    string FullName,
    AreaLevel Level,
    string? ProvinceCode,
    string? DistrictCode,
    DateOnly ValidFrom,
    DateOnly? ValidTo
)
{
    /// <summary>What lies next above it: a district or a province; null for a province.</summary>
    public string? ParentCode => DistrictCode ?? ProvinceCode;

    public bool IsValidOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day < ValidTo);
}

/// <summary>Levels of administration. Districts were abolished on 1 July 2025. The numbers are frozen.</summary>
internal enum AreaLevel
{
    Province = 1,
    District = 2,
    Commune = 3,
}

/// <summary>One version of an area became another one, wholly or in part.</summary>
internal sealed record Succession(Area From, Area To, Extent Extent);

/// <summary>How much of an area went to a successor.</summary>
internal enum Extent
{
    Full = 1,
    Partial = 2,
}

/// <summary>An area on another day's map (<see cref="AreaDirectory.Restate(string, DateOnly, DateOnly)"/>).</summary>
/// <param name="Code">The code on that map; null when nothing tells.</param>
/// <param name="Certainty">Whether it is known or estimated.</param>
internal readonly record struct Restated(string? Code, Certainty Certainty)
{
    public static Restated Unknown { get; }
}

/// <summary>How sure a restated area is. <see cref="Partial"/> is printed as "ước tính".</summary>
internal enum Certainty
{
    /// <summary>Nothing tells which area of that map it is.</summary>
    None = 0,

    /// <summary>Estimated: the area was split, or its coarse cell decided.</summary>
    Partial = 1,

    /// <summary>Known: every place of the area lies in that one.</summary>
    Full = 2,
}

/// <summary>An area that a search found.</summary>
/// <param name="Area">As it is on the day asked for.</param>
/// <param name="FormerName">The earlier name by which it was found, with district and province; null when its own name was.</param>
internal sealed record AreaMatch(Area Area, string? FormerName);

/// <summary>A commune's name that is older than the list before 1 July 2025, and the codes of the communes that have covered it since.</summary>
internal sealed record OlderName(string Name, string District, string Province, IReadOnlyList<string> Now);
