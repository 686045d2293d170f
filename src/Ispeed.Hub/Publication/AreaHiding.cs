using Ispeed.Statistics;
using Ispeed.Statistics.Hiding;

namespace Ispeed.Hub.Publication;

/// <summary>
/// Which cells of an area are not shown: its table of operators by accesses is solved as a whole (<see cref="ComplementarySuppression"/>), once for the whole
/// day and once for the peak; a peak is hidden too where what remains of the day would be a cell that is too small.
/// </summary>
internal sealed class AreaHiding
{
    private readonly AreaDraft draft;
    private readonly bool isCommune;
    private readonly bool[] hidden;
    private Withholding[] decided = [];

    public AreaHiding(AreaDraft draft, FigureLevel level)
    {
        this.draft = draft;
        isCommune = level is FigureLevel.Commune;
        hidden = new bool[draft.Cells.Length];
        Decide();
    }

    public AreaDraft Draft => draft;

    public Withholding this[int cell] => decided[cell];

    public int DevicesOf(int cell) => cell < draft.Cells.Length ? draft.Cells[cell]?.Devices ?? 0 : 0;

    public bool IsHidden(int cell) => cell < hidden.Length && hidden[cell];

    /// <summary>Devices that a cell needs.</summary>
    public int BarOf(int cell) =>
        isCommune && cell >= CellPlace.PerOperator ? Disclosure.FewestDevicesOfOperatorInCommune : Disclosure.FewestDevices;

    /// <summary>Whether the cell may not be shown for its own sake.</summary>
    public bool IsSmall(int cell) =>
        draft.Cells[cell] is { Devices: > 0 } some && (some.Devices < BarOf(cell) || some.Days < Disclosure.FewestDays);

    /// <summary>Hides cells that cover one of another area, and what then has to cover them. What was hidden stays hidden, so that this comes to an end.</summary>
    public void Hide(IEnumerable<int> cells)
    {
        foreach (var cell in cells)
        {
            hidden[cell] = true;
        }

        Decide();
    }

    /// <summary>The hidden cells, as one number that changes with them.</summary>
    public ulong Fingerprint()
    {
        var print = 14_695_981_039_346_656_037UL; // FNV-1a
        for (var cell = 0; cell < hidden.Length; cell++)
        {
            print = hidden[cell] ? unchecked((print ^ (ulong)cell) * 1_099_511_628_211UL) : print;
        }

        return print;
    }

    private void Decide()
    {
        DecideHours(peak: false);
        var places = Enumerable.Range(0, hidden.Length).Where(cell => CellPlace.IsPeak(cell % CellPlace.PerOperator));
        foreach (var peak in places)
        {
            // Whole day minus peak is a cell, too.
            var rest = draft.Cells[peak - 1]?.DevicesOutsidePeak ?? 0;
            hidden[peak] |= DevicesOf(peak) > 0 && (hidden[peak - 1] || (rest > 0 && rest < BarOf(peak)));
        }

        DecideHours(peak: true);
        decided = [.. hidden.Select(ReasonOf)];
    }

    private Withholding ReasonOf(bool isHidden, int cell) =>
        !isHidden ? Withholding.Shown
        : DevicesOf(cell) < BarOf(cell) ? Withholding.TooFewDevices
        : draft.Cells[cell]!.Days < Disclosure.FewestDays ? Withholding.TooFewDays
        : Withholding.CoversAnother;

    private void DecideHours(bool peak)
    {
        var cells = Enumerable
            .Range(0, hidden.Length)
            .Where(cell => CellPlace.IsPeak(cell % CellPlace.PerOperator) == peak && DevicesOf(cell) > 0);
        var numbers = cells.Select((cell, number) => (cell, number)).ToDictionary(pair => pair.cell, pair => pair.number);
        var places = numbers.Keys.ToArray();
        if (!places.Any(cell => hidden[cell] || IsSmall(cell)))
        {
            return;
        }

        var withheld = ComplementarySuppression.Decide(
            [.. places.Select(DevicesOf)],
            [.. RelationsOf(numbers, peak)],
            number =>
                hidden[places[number]] || IsSmall(places[number])
                    ? Math.Max(BarOf(places[number]), DevicesOf(places[number]) + 1)
                    : BarOf(places[number])
        );
        for (var number = 0; number < places.Length; number++)
        {
            hidden[places[number]] |= withheld[number] is not Withholding.Shown;
        }
    }

    // All operators are the sum of each; all accesses of fixed, Wi-Fi, unknown and mobile; mobile of 2G to 5G.
    private static IEnumerable<Relation> RelationsOf(Dictionary<int, int> numbers, bool peak)
    {
        var operators = numbers.Keys.Select(cell => cell / CellPlace.PerOperator).Distinct().Order().ToArray();
        for (var access = 0; access < CellPlace.Accesses; access++)
        {
            var place = CellPlace.Of(access, peak);
            if (Sum(numbers, place, operators.Where(op => op > 0).Select(op => op * CellPlace.PerOperator + place)) is { } overOperators)
            {
                yield return overOperators;
            }
        }

        foreach (var op in operators)
        {
            int Cell(int access) => op * CellPlace.PerOperator + CellPlace.Of(access, peak);
            int[] mobile =
            [
                .. Enumerable.Range((int)Measure.Access.Mobile2G, 4).Select(access => Cell(CellPlace.Of((Measure.Access)access))),
            ];
            int[] others =
            [
                Cell(CellPlace.Mobile),
                Cell(CellPlace.Of(Measure.Access.Fixed)),
                Cell(CellPlace.Of(Measure.Access.WiFi)),
                Cell(CellPlace.Of(Measure.Access.Unknown)),
            ];
            if (Sum(numbers, Cell(CellPlace.AllAccesses), others) is { } overAccesses)
            {
                yield return overAccesses;
            }

            if (Sum(numbers, Cell(CellPlace.Mobile), mobile) is { } overTechnologies)
            {
                yield return overTechnologies;
            }
        }
    }

    private static Relation? Sum(Dictionary<int, int> numbers, int whole, IEnumerable<int> parts) =>
        numbers.TryGetValue(whole, out var number)
        && parts.Where(numbers.ContainsKey).Select(part => numbers[part]).ToArray() is { Length: > 0 } some
            ? new(number, some)
            : null;
}

/// <summary>Which cells of the areas below one area are hidden besides, because the sum over them, minus what is shown, would be a cell that is too small.</summary>
internal static class HierarchyHiding
{
    /// <summary>Hides until every sum is safe. Only the areas below are changed: what the area above shows is decided before.</summary>
    /// <param name="above">The area that is the sum.</param>
    /// <param name="below">Its parts, in an order that does not change.</param>
    public static void Settle(AreaHiding above, IReadOnlyList<AreaHiding> below)
    {
        while (true)
        {
            var more = new Dictionary<int, HashSet<int>>();
            for (var cell = 0; cell < above.Draft.Cells.Length; cell++)
            {
                if (above.DevicesOf(cell) > 0 && Cover(above, below, cell) is { } part)
                {
                    (more.TryGetValue(part, out var cells) ? cells : more[part] = []).Add(cell);
                }
            }

            if (more.Count == 0)
            {
                return;
            }

            foreach (var (part, cells) in more.OrderBy(pair => pair.Key))
            {
                below[part].Hide(cells);
            }
        }
    }

    // The smallest shown part where the hidden ones do not suffice; null where they do, or nothing is left.
    private static int? Cover(AreaHiding above, IReadOnlyList<AreaHiding> below, int cell)
    {
        var (hidden, devices, bar, smallest) = (0, 0, 0, -1);
        for (var part = 0; part < below.Count; part++)
        {
            var own = below[part].DevicesOf(cell);
            if (own == 0)
            {
                continue;
            }

            if (below[part].IsHidden(cell))
            {
                hidden++;
                devices += own;
                bar = Math.Max(bar, below[part].BarOf(cell));
            }
            else if (smallest < 0 || own < below[smallest].DevicesOf(cell))
            {
                smallest = part;
            }
        }

        var isSafe = above.IsHidden(cell) ? hidden > 0 : hidden == 0 || (hidden > 1 && devices >= bar);
        return isSafe || smallest < 0 ? null : smallest;
    }
}
