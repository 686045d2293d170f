namespace Ispeed.Hub.Portal.Charts;

/// <summary>A month in a series. (Public only because a Razor component's parameters have to be.)</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Name">As it stands below the axis.</param>
/// <param name="Value">Median and interval, Mbit/s; null for a gap.</param>
public sealed record SeriesMonth(DateOnly Month, string Name, Figures.FigureValue? Value);

/// <summary>Where the months of a series, oldest first, lie in a drawing. All lengths are CSS pixels at the width at which it is shown.</summary>
internal sealed class SeriesLayout
{
    /// <summary>Where months begin: to the left stand the numbers of the scale.</summary>
    public const double Start = 44;

    private const int Right = 14;
    public const double Ceiling = 14;
    private const int Bottom = 30;

    private readonly IReadOnlyList<SeriesMonth> months;
    private readonly double end;

    public SeriesLayout(IReadOnlyList<SeriesMonth> months, int width, int height)
    {
        (this.months, Width, Height) = (months, width, height);
        end = Figures.PlotScale.EndFor(months.Max(month => month.Value?.Top ?? 0));
    }

    public int Width { get; }

    public int Height { get; }

    public double Finish => Width - Right;

    public double Floor => Height - Bottom;

    /// <summary>Values of the scale at which a line is drawn, Mbit/s.</summary>
    public IEnumerable<double> Marks => Enumerable.Range(0, 5).Select(step => end * step / 4);

    /// <summary>Months that are named: as many as have room beside each other, the newest always.</summary>
    public IEnumerable<(SeriesMonth Month, double X)> Named
    {
        get
        {
            const int RoomOfName = 46;
            var step = Math.Max(1, (int)Math.Ceiling(months.Count * RoomOfName / (Finish - Start)));
            return Enumerable.Range(0, months.Count).Where(at => (months.Count - 1 - at) % step == 0).Select(at => (months[at], X(at)));
        }
    }

    public IEnumerable<(SeriesMonth Month, double X, double Y)> Points =>
        months
            .Select((month, at) => (month, at))
            .Where(one => one.month.Value is not null)
            .Select(one => (one.month, X(one.at), Y(one.month.Value!.Mbps)));

    /// <summary>Stretches of months without a gap and without a break between them: only these are joined by a line.</summary>
    /// <param name="breaks">First days of what cannot be compared with what was before.</param>
    public IEnumerable<IReadOnlyList<(double X, double Y, double Low, double High)>> Stretches(IReadOnlyList<DateOnly> breaks)
    {
        var stretch = new List<(double X, double Y, double Low, double High)>();
        for (var at = 0; at < months.Count; at++)
        {
            var begins = at > 0 && breaks.Any(day => months[at - 1].Month < day && day <= months[at].Month);
            if ((months[at].Value is null || begins) && stretch.Count > 0)
            {
                yield return stretch;
                stretch = [];
            }

            if (months[at].Value is { } value)
            {
                stretch.Add((X(at), Y(value.Mbps), Y(value.Low ?? value.Mbps), Y(value.High ?? value.Mbps)));
            }
        }

        if (stretch.Count > 0)
        {
            yield return stretch;
        }
    }

    /// <summary>Where a break lies: between the last month before it and the first of it. Null outside the months shown.</summary>
    public double? XOf(DateOnly day)
    {
        var first = months.Select((month, at) => (month, at)).FirstOrDefault(one => one.month.Month >= day, (null!, -1)).at;
        return first > 0 ? (X(first - 1) + X(first)) / 2 : null;
    }

    public double Y(double mbps) => Floor - Math.Clamp(mbps / end, 0, 1) * (Floor - Ceiling);

    private double X(int at) => months.Count == 1 ? (Start + Finish) / 2 : Start + 12 + at * (Finish - Start - 24) / (months.Count - 1);
}
