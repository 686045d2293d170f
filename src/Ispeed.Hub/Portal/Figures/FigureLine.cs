namespace Ispeed.Hub.Portal.Figures;

/// <summary>A row of a table of figures. (Public only because a Razor component's parameters have to be.)</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Link">The page about it, in the reader's language; null without one.</param>
/// <param name="Samples">n, devices; null where the cell is withheld.</param>
/// <param name="Download">Median download; null where it is withheld or there are too few samples.</param>
/// <param name="Upload">Median upload.</param>
/// <param name="Absence">Why there is no figure, in words; null when there is one.</param>
/// <param name="Band">The public colour band of the download; null without one.</param>
public sealed record FigureLine(
    string Name,
    string? Link,
    int? Samples,
    FigureValue? Download,
    FigureValue? Upload,
    string? Absence,
    FigureBand? Band
)
{
    /// <summary>What stands below the name; null for nothing.</summary>
    public string? Note { get; init; }
}

/// <summary>A public colour band.</summary>
/// <param name="Number">From 1, the slowest.</param>
/// <param name="Says">Its edges, in words.</param>
public sealed record FigureBand(int Number, string Says);

/// <summary>A median with its 95 % interval.</summary>
/// <param name="Mbps">Mbit/s.</param>
/// <param name="Low">Lower end, Mbit/s.</param>
/// <param name="High">Upper end, Mbit/s.</param>
public sealed record FigureValue(double Mbps, double? Low, double? High)
{
    /// <summary>The largest number that has to fit on a scale.</summary>
    public double Top => High ?? Mbps;
}
