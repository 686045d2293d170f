namespace Ispeed.Hub.Exports;

/// <summary>What a unit says of its month itself, beside what was seen. Null is what it did not say.</summary>
/// <param name="Installed">Staff who installed the program.</param>
/// <param name="Used">Staff who measured.</param>
/// <param name="RelativesGuided">Relatives who were shown how.</param>
/// <param name="Difficulties">In its own words.</param>
/// <param name="Proposals">In its own words.</param>
internal sealed record UnitDeclaration(int? Installed, int? Used, int? RelativesGuided, string? Difficulties, string? Proposals)
{
    public static UnitDeclaration None { get; } = new(null, null, null, null, null);
}
