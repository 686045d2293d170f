using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Operators;

/// <summary>
/// Mobile or fixed, and by what evidence. One network carries both at the large operators, so that several things are asked, the surest
/// first: what the device's radio says, the table of prefixes, an operator that sells one kind only, what the person said. The first that
/// tells decides; one after it that says otherwise makes the run ambiguous, and an ambiguous run counts for neither.
/// </summary>
/// <param name="Kind">What was decided; unknown is a result like the others.</param>
/// <param name="Evidence">What decided.</param>
/// <param name="IsContradicted">Some later evidence says otherwise: a hotspot, a mobile router behind Wi-Fi, a mistaken choice.</param>
internal readonly record struct LineFinding(LineKind Kind, LineEvidence Evidence, bool IsContradicted)
{
    public static LineFinding Of(Access access, AccessSource source, NetworkOrigin? origin)
    {
        var said = LineOf(access);
        Span<(LineKind Kind, LineEvidence Evidence)> asked =
        [
            (source is AccessSource.System ? said : LineKind.Unknown, LineEvidence.Device),
            (source is AccessSource.Browser ? said : LineKind.Unknown, LineEvidence.Browser),
            (origin?.Line ?? LineKind.Unknown, LineEvidence.Network),
            (OnlyOne(origin?.Operator), LineEvidence.Operator),
            (source is AccessSource.Declared ? said : LineKind.Unknown, LineEvidence.Declared),
        ];
        var found = default(LineFinding);
        foreach (var (kind, evidence) in asked)
        {
            if (kind is LineKind.Unknown)
            {
                continue;
            }

            found =
                found.Kind is LineKind.Unknown ? new(kind, evidence, IsContradicted: false)
                : found.Kind != kind ? found with { IsContradicted = true }
                : found;
        }

        return found;
    }

    // Wi-Fi says nothing about the line behind it.
    private static LineKind LineOf(Access access) =>
        access.IsMobile() ? LineKind.Mobile
        : access is Access.Fixed ? LineKind.Fixed
        : LineKind.Unknown;

    private static LineKind OnlyOne(Operator? brand) =>
        brand switch
        {
            { SellsMobile: true, SellsFixed: false } => LineKind.Mobile,
            { SellsMobile: false, SellsFixed: true } => LineKind.Fixed,
            _ => LineKind.Unknown,
        };
}

/// <summary>What decided whether a line is mobile or fixed, the surest first. The numbers are stored: never renumber.</summary>
internal enum LineEvidence
{
    None = 0,

    /// <summary>The operating system's radio or cable.</summary>
    Device = 1,

    /// <summary>The browser's network information.</summary>
    Browser = 2,

    /// <summary>The table of prefixes and networks.</summary>
    Network = 3,

    /// <summary>The operator sells one kind only.</summary>
    Operator = 4,

    /// <summary>The person's own word.</summary>
    Declared = 5,
}
