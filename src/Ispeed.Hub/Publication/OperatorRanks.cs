using System.Runtime.InteropServices;
using Ispeed.Measure;
using Ispeed.Statistics;
using Ispeed.Statistics.Comparing;
using Ispeed.Statistics.Resampling;

namespace Ispeed.Hub.Publication;

/// <summary>The operators of an area in order for one access, as far as samples tell them apart.</summary>
/// <param name="Access">An access as it is spelt on the wire, or <see cref="Figure.Mobile"/>.</param>
/// <param name="Operators">The best first; at least two.</param>
internal sealed record Ranking(string Access, IReadOnlyList<RankedOperator> Operators);

/// <summary>Where an operator stands.</summary>
/// <param name="Operator">A brand's code.</param>
/// <param name="SamplesAtLeast">Devices in the communes that all compared operators have devices in, rounded down to hundreds: how many lie outside is told to nobody.</param>
/// <param name="Median">Mbit/s there, each commune weighing the same with every operator; so it may differ from the operator's median in the area.</param>
/// <param name="BestRank">1 + operators that are surely better.</param>
/// <param name="WorstRank">All compared ones − those that are surely worse.</param>
internal sealed record RankedOperator(string Operator, int SamplesAtLeast, QuantileEstimate Median, int BestRank, int WorstRank);

/// <summary>Which operators of an area can be told apart (spec/statistics.md, "Comparisons").</summary>
internal static class OperatorRanks
{
    // The same in every process: the same runs then give the same ranks.
    private const ulong Seed = 20_250_702;
    private const int Step = 100;

    /// <summary>The accesses within which operators are compared, as places among <see cref="CellPlace"/>.</summary>
    public static readonly IReadOnlyList<int> Accesses = [CellPlace.Mobile, CellPlace.Of(Access.Fixed), CellPlace.Of(Access.WiFi)];

    // The first two numbers are all together and the unknown ones, which are no operators.
    private const int FirstOperator = 2;

    /// <summary>The operators by number in order; null where fewer than two can be compared.</summary>
    /// <param name="runs">The month.</param>
    /// <param name="samples">The area's.</param>
    /// <param name="area">Its number.</param>
    /// <param name="access">One of <see cref="Accesses"/>.</param>
    public static OperatorRanking? Of(MonthRuns runs, AreaSamples samples, int area, int access)
    {
        var place = CellPlace.Of(access, peak: false);
        var candidates = Enumerable
            .Range(FirstOperator, runs.Operators.Count - FirstOperator)
            .Where(op => samples.Counts[op * CellPlace.PerOperator + place].Devices >= OperatorRanking.FewestDevices)
            .ToArray();
        if (candidates.Length < 2)
        {
            return null;
        }

        var ranking = OperatorRanking.Of(
            SamplesOf(runs, samples, area, place, candidates),
            Seed,
            populationOf: null,
            MedianReplicates.ForIntervals
        );
        return ranking.Standings.Count < 2 ? null : ranking;
    }

    /// <summary>As it is published; null where one of the operators is not shown, because its median would be told by its rank.</summary>
    public static Ranking? Shown(MonthRuns runs, OperatorRanking ranking, int access, Func<int, bool> isShown) =>
        ranking.Standings.All(one => isShown(one.Operator * CellPlace.PerOperator + CellPlace.Of(access, peak: false)))
            ? new(
                CellPlace.AccessWord(CellPlace.Of(access, peak: false)),
                [
                    .. ranking.Standings.Select(one => new RankedOperator(
                        runs.Operators[one.Operator],
                        one.Devices / Step * Step,
                        Rounded.Of(new QuantileEstimate(one.Median, one.Interval))!,
                        one.BestRank,
                        one.WorstRank
                    )),
                ]
            )
            : null;

    // One value a device, operator and commune. Runs that are known to be in the area and not in which commune of it are in none.
    private static List<OperatorSample> SamplesOf(MonthRuns runs, AreaSamples samples, int area, int place, int[] candidates)
    {
        var isLeaf = runs.Areas[area].Level is FigureLevel.Commune;
        var found = new List<OperatorSample>();
        var values = new List<double>();
        for (var device = 0; device < samples.Devices; device++)
        {
            var own = samples.RunsOf(device);
            for (var i = 0; i < own.Length; i++)
            {
                ref readonly var run = ref runs[own[i]];
                if (!IsCounted(run) || IsRepeated(own[..i], run))
                {
                    continue;
                }

                values.Clear();
                foreach (var other in own[i..])
                {
                    ref readonly var facts = ref runs[other];
                    if (
                        facts.Operator == run.Operator
                        && facts.Area == run.Area
                        && IsIn(facts)
                        && runs.Value((int)Quantity.Down, other) is > 0 and var mbps
                    )
                    {
                        values.Add(mbps);
                    }
                }

                if (values.Count > 0)
                {
                    found.Add(new(run.Operator, run.Area, run.DeviceKey, AreaSamples.Middle(CollectionsMarshal.AsSpan(values))));
                }
            }
        }

        return found;

        bool IsIn(in MonthRuns.Facts run) => CellPlace.Holds(run.Operator * CellPlace.PerOperator + place, run);

        bool IsCounted(in MonthRuns.Facts run) => IsIn(run) && (isLeaf || run.Area != area) && candidates.Contains(run.Operator);

        bool IsRepeated(ReadOnlySpan<int> before, in MonthRuns.Facts run)
        {
            foreach (var other in before)
            {
                if (runs[other].Operator == run.Operator && runs[other].Area == run.Area && IsIn(runs[other]))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
