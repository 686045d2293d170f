using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Organisations;
using Ispeed.Measure;
using Ispeed.Statistics;

namespace Ispeed.Hub.Exports;

/// <summary>Everything that the papers of one month of a campaign say, read once: letters, appendices, workbooks and CSV all come from here.</summary>
/// <param name="Campaign">Whose month it is.</param>
/// <param name="Month">Its first day.</param>
/// <param name="Issuer">Who opened it.</param>
/// <param name="Superior">The name of the body above the issuer; null for none.</param>
/// <param name="Place">The province or commune that the issuer is of; null when it has none.</param>
/// <param name="AsOf">When the figures were made.</param>
/// <param name="IsDemonstration">Nothing of it was measured.</param>
/// <param name="Units">Superiors before those below them.</param>
/// <param name="Communes">By name, those without a run too; empty without a place.</param>
/// <param name="CommunesBefore">The same for the month before; empty while that is not published.</param>
/// <param name="PlaceTotal">The place as a whole: a device that measured in two communes is one sample.</param>
/// <param name="PlaceTotalBefore">The same for the month before.</param>
/// <param name="Slow">Where an operator is below what is aimed at, slowest first.</param>
internal sealed record RoundFigures(
    Campaign Campaign,
    DateOnly Month,
    OrganisationNode Issuer,
    string? Superior,
    Area? Place,
    DateTimeOffset AsOf,
    bool IsDemonstration,
    IReadOnlyList<UnitFigures> Units,
    IReadOnlyList<CommuneFigures> Communes,
    IReadOnlyList<CommuneFigures> CommunesBefore,
    PlaceSums? PlaceTotal,
    PlaceSums? PlaceTotalBefore,
    IReadOnlyList<SlowCommune> Slow
)
{
    public UnitSums Total { get; } = UnitSums.Of(Units.Select(unit => unit.Own));

    public UnitSums TotalBefore { get; } = UnitSums.Of(Units.Select(unit => unit.OwnBefore));

    public CommuneSums CommuneTotal { get; } = CommuneSums.Of(Communes, PlaceTotal);

    public CommuneSums CommuneTotalBefore { get; } = CommuneSums.Of(CommunesBefore, PlaceTotalBefore);

    public DateOnly MonthBefore => Month.AddMonths(-1);

    /// <summary>Directly below the issuer, with everything below them, the best rate first; without a headcount last, and without a rank.</summary>
    public IReadOnlyList<(int? Rank, UnitFigures Unit)> Ranking()
    {
        var ranked = Units
            .Where(unit => unit.Level == 1)
            .OrderByDescending(unit => unit.Whole.Percent is not null)
            .ThenByDescending(unit => unit.Whole.Percent)
            .ThenBy(unit => unit.Unit.Key, StringComparer.OrdinalIgnoreCase)
            .ToList();
        return
        [
            .. ranked.Select(unit =>
                (unit.Whole.Percent is { } percent ? (int?)(1 + ranked.Count(other => other.Whole.Percent > percent)) : null, unit)
            ),
        ];
    }
}

/// <summary>A unit's month.</summary>
/// <param name="Unit">Who.</param>
/// <param name="Number">Its place in the tree, <c>3.1</c>.</param>
/// <param name="Level">1 directly below the issuer.</param>
/// <param name="Deadline">The last day for its report.</param>
/// <param name="State">Where its report is.</param>
/// <param name="Code">The code that it hands out; null while it has none.</param>
/// <param name="Contact">Address of the office.</param>
/// <param name="Area">Name of the place that it belongs to.</param>
/// <param name="Declared">What it says itself.</param>
/// <param name="Own">Without the units below it.</param>
/// <param name="Whole">With them.</param>
/// <param name="OwnBefore">The month before, without the units below it.</param>
/// <param name="WholeBefore">The month before, with them.</param>
internal sealed record UnitFigures(
    OrganisationNode Unit,
    string Number,
    int Level,
    DateOnly Deadline,
    RoundState State,
    ReferralCode? Code,
    string? Contact,
    string? Area,
    ReportWords Declared,
    UnitSums Own,
    UnitSums Whole,
    UnitSums OwnBefore,
    UnitSums WholeBefore
);

/// <summary>Counts of one unit or of several. Null is what nobody told.</summary>
/// <param name="Staff">Headcount.</param>
/// <param name="StaffSeen">Devices that measured enough as staff.</param>
/// <param name="OthersSeen">Devices of relatives and citizens that did.</param>
/// <param name="Runs">Runs of all of them.</param>
/// <param name="Installed">As declared.</param>
/// <param name="Used">As declared.</param>
/// <param name="RelativesGuided">As declared.</param>
internal sealed record UnitSums(int? Staff, int StaffSeen, int OthersSeen, int Runs, int? Installed, int? Used, int? RelativesGuided)
{
    public static UnitSums Zero { get; } = new(null, 0, 0, 0, null, null, null);

    /// <summary>Staff seen, per cent of the headcount; two decimals.</summary>
    public decimal? Percent => PercentOf(StaffSeen, Staff);

    public decimal? InstalledPercent => PercentOf(Installed, Staff);

    public decimal? UsedPercent => PercentOf(Used, Staff);

    public static UnitSums Of(IEnumerable<UnitSums> all) =>
        all.Aggregate(
            Zero,
            (left, right) =>
                new(
                    Add(left.Staff, right.Staff),
                    left.StaffSeen + right.StaffSeen,
                    left.OthersSeen + right.OthersSeen,
                    left.Runs + right.Runs,
                    Add(left.Installed, right.Installed),
                    Add(left.Used, right.Used),
                    Add(left.RelativesGuided, right.RelativesGuided)
                )
        );

    public static decimal? PercentOf(int? part, int? whole) =>
        part is { } some && whole is > 0 ? Math.Round(100m * some / whole.Value, 2, MidpointRounding.AwayFromZero) : null;

    private static int? Add(int? left, int? right) => left is null ? right : left + (right ?? 0);
}

/// <summary>A commune's month on the access that the campaign asks for.</summary>
/// <param name="Commune">In the version of the month.</param>
/// <param name="District">The name of its district, where there were districts.</param>
/// <param name="Runs">All runs, failed and left out ones too; null where too few devices allow to tell, or a neighbour's could be found from it.</param>
/// <param name="Samples">One a device; null where <paramref name="Runs"/> is.</param>
/// <param name="Target">Samples that the campaign asks for.</param>
/// <param name="Down">Mbit/s; null below the official bar of samples.</param>
/// <param name="Up">Mbit/s; null below the official bar.</param>
/// <param name="IdleMs">Null below the official bar.</param>
/// <param name="SamplesBefore">In the month before; null while that is not published.</param>
/// <param name="DownBefore">Mbit/s in the month before; null below the bar.</param>
internal sealed record CommuneFigures(
    Area Commune,
    string? District,
    int? Runs,
    int? Samples,
    int Target,
    QuantileEstimate? Down,
    QuantileEstimate? Up,
    QuantileEstimate? IdleMs,
    int? SamplesBefore,
    double? DownBefore
)
{
    public bool IsReached => Samples >= Target;

    /// <summary>Whether there are enough samples to assess it at all.</summary>
    public bool IsAssessed => Tiers.Of(Samples ?? 0) is Tier.Official;
}

/// <summary>Runs and samples of a province or commune as a whole.</summary>
internal sealed record PlaceSums(int Runs, int Samples);

/// <summary>Counts of communes, and of all of them together.</summary>
/// <param name="Communes">How many there are.</param>
/// <param name="Reached">With as many samples as the campaign asks for.</param>
/// <param name="Untouched">Without any run.</param>
/// <param name="Hidden">With runs of which too few devices allow to tell how many.</param>
/// <param name="Runs">Of the whole place; null while it is not known.</param>
/// <param name="Samples">Of the whole place.</param>
internal sealed record CommuneSums(int Communes, int Reached, int Untouched, int Hidden, int? Runs, int? Samples)
{
    public decimal? ReachedPercent => UnitSums.PercentOf(Reached, Communes);

    public static CommuneSums Of(IReadOnlyList<CommuneFigures> all, PlaceSums? whole) =>
        new(
            all.Count,
            all.Count(one => one.IsReached),
            all.Count(one => one.Samples == 0),
            all.Count(one => one.Samples is null),
            whole?.Runs,
            whole?.Samples
        );
}

/// <summary>One operator in one commune below what is aimed at.</summary>
internal sealed record SlowCommune(Area Commune, string OperatorCode, string Operator, int Samples, QuantileEstimate Down);
