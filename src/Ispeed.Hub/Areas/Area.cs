namespace Ispeed.Hub.Areas;

/// <summary>A province or commune in one of its versions. The key is the code with its validity: codes were given out anew on 1 July 2025.</summary>
/// <param name="Code">Two digits for a province, five for a commune.</param>
/// <param name="Name">The proper name, <c>Nha Trang</c>.</param>
/// <param name="FullName">With its kind, <c>Phường Nha Trang</c>.</param>
/// <param name="Level">Province or commune.</param>
/// <param name="ParentCode">The province of a commune.</param>
/// <param name="ValidFrom">The first day.</param>
/// <param name="ValidTo">The first day on which it is valid no more; null for today's.</param>
internal sealed record Area(
    string Code,
    string Name,
    string FullName,
    AreaLevel Level,
    string? ParentCode,
    DateOnly ValidFrom,
    DateOnly? ValidTo
)
{
    public bool IsValidOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day < ValidTo);
}

/// <summary>Levels of administration since 1 July 2025.</summary>
internal enum AreaLevel
{
    Province = 1,
    Commune = 3,
}

/// <summary>An area that a search found.</summary>
/// <param name="Area">As it is today.</param>
/// <param name="FormerName">The name before 1 July 2025 by which it was found, with district and province; null when today's name was.</param>
internal sealed record AreaMatch(Area Area, string? FormerName);

/// <summary>A commune's name before 1 July 2025 and the codes of today's communes that cover it.</summary>
internal sealed record FormerName(string Name, string District, string Province, IReadOnlyList<string> Now);
