namespace Ispeed.Hub.Publication;

/// <summary>
/// All figures of a month from its runs. Areas are made in groups of one area and those directly below it, because hiding and shrinking look at a group as a
/// whole; only groups in which something changed are made again, so that a day that touched three provinces does not make the other thirty-one.
/// </summary>
internal sealed class MonthFigures(MonthRuns runs)
{
    private readonly Dictionary<int, ulong> hiddenAbove = [];
    private HashSet<(string Code, DateOnly From)> withRuns = [];
    private int operators;

    /// <summary>The areas that have runs, as of the last time that figures were made.</summary>
    public IReadOnlySet<(string Code, DateOnly From)> AreasWithRuns() => withRuns;

    /// <summary>The documents of every area in which something may have changed; all of them when <paramref name="touched"/> is null.</summary>
    /// <param name="month">Its first day.</param>
    /// <param name="generation">Under which they are stored.</param>
    /// <param name="touched">The smallest areas of the runs that came, changed or went.</param>
    /// <param name="made">Of each group that was made: the areas and their documents. Called in an order that does not change.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task MakeAsync(
        DateOnly month,
        long generation,
        IReadOnlySet<int>? touched,
        Func<IReadOnlyList<int>, IReadOnlyList<FigureRow>, Task> made,
        CancellationToken cancellationToken
    )
    {
        // Another operator makes every table one column wider, and what its cells cover with it.
        var all = touched is null || runs.Operators.Count != operators;
        operators = runs.Operators.Count;
        var of = RunsOfAreas();
        withRuns =
        [
            .. Enumerable
                .Range(0, of.Length)
                .Where(area => of[area].Length > 0)
                .Select(area => (runs.Areas[area].Code, runs.Areas[area].From)),
        ];
        var nation = Draft(of, [0])[0];
        var provinces = Draft(of, [.. runs.Areas.Below(0)]);
        var above = new AreaHiding(nation, FigureLevel.Nation);
        var hiding = provinces.ConvertAll(draft => new AreaHiding(draft, runs.Areas[draft.Area].Level));
        HierarchyHiding.Settle(above, hiding);
        var shrinkage = new AreaShrinkage(provinces);
        await made(
            [0, .. provinces.Select(draft => draft.Area)],
            [
                .. AreaDocuments.Of(runs, month, generation, above, AreaShrinkage.None),
                .. hiding.SelectMany(one => AreaDocuments.Of(runs, month, generation, one, shrinkage)),
            ]
        );
        var touchedProvinces = touched?.Select(area => runs.Areas.At(area, FigureLevel.Province)).ToHashSet();
        foreach (var province in hiding)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var print = province.Fingerprint();
            if (all || touchedProvinces!.Contains(province.Draft.Area) || hiddenAbove.GetValueOrDefault(province.Draft.Area) != print)
            {
                await MakeBelowAsync(of, province, month, generation, made);
                hiddenAbove[province.Draft.Area] = print;
            }
        }
    }

    private async Task MakeBelowAsync(
        int[][] of,
        AreaHiding above,
        DateOnly month,
        long generation,
        Func<IReadOnlyList<int>, IReadOnlyList<FigureRow>, Task> made
    )
    {
        var drafts = Draft(of, [.. runs.Areas.Below(above.Draft.Area)]);
        if (drafts.Count == 0)
        {
            return;
        }

        var hiding = new AreaHiding[drafts.Count];
        Parallel.For(0, drafts.Count, i => hiding[i] = new(drafts[i], runs.Areas[drafts[i].Area].Level));
        HierarchyHiding.Settle(above, hiding);
        var shrinkage = new AreaShrinkage(drafts);
        var documents = new FigureRow[drafts.Count][];
        Parallel.For(0, drafts.Count, i => documents[i] = [.. AreaDocuments.Of(runs, month, generation, hiding[i], shrinkage)]);
        await made([.. drafts.Select(draft => draft.Area)], [.. documents.SelectMany(some => some)]);
        foreach (var district in hiding.Where(one => runs.Areas[one.Draft.Area].Level is FigureLevel.District))
        {
            await MakeBelowAsync(of, district, month, generation, made);
        }
    }

    private List<AreaDraft> Draft(int[][] of, int[] areas)
    {
        // By code, so that the order does not depend on which run came first.
        var ordered = areas
            .Where(area => of[area].Length > 0 || area == 0)
            .OrderBy(area => runs.Areas[area].Code, StringComparer.Ordinal)
            .ThenBy(area => runs.Areas[area].From)
            .ToArray();
        var drafts = new AreaDraft[ordered.Length];
        Parallel.For(0, ordered.Length, i => drafts[i] = AreaDraft.Of(runs, ordered[i], of[ordered[i]]));
        return [.. drafts];
    }

    /// <summary>Of each area its runs and those of all areas below it, in the month's order.</summary>
    private int[][] RunsOfAreas()
    {
        var counts = new int[runs.Areas.Count];
        foreach (var run in runs.Order)
        {
            for (var area = runs[run].Area; area >= 0; area = runs.Areas[area].Parent)
            {
                counts[area]++;
            }
        }

        var of = counts.Select(count => new int[count]).ToArray();
        var next = new int[counts.Length];
        foreach (var run in runs.Order)
        {
            for (var area = runs[run].Area; area >= 0; area = runs.Areas[area].Parent)
            {
                of[area][next[area]++] = run;
            }
        }

        return of;
    }
}
