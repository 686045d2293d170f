namespace Ispeed.Measure.Numbers;

/// <summary>How many payload bytes of an upload may be under way, by the receiver's reports, as BBR does by acknowledgements (spec/method.md, "Upload window").</summary>
/// <remarks>
/// A sender with a loss-based congestion control fills whatever queue stands before the line, loses a burst at its end, and stalls in order; what lies in the queue at the stop is
/// still sent and paid for. A little over two bandwidth-delay products while the rate grows and one and three quarters when it does not keep the line full with a short queue.
/// The same arithmetic runs in browsers, so that both read the same line alike.
/// </remarks>
public sealed class SendWindow(double rttMillis)
{
    private const double First = 32_768; // a queue of 250 ms at 1 Mbit/s holds as much
    private const double Smallest = 16_384;
    private const double Growing = 2.2;
    private const double Steady = 1.75;
    private const double Growth = 1.25;
    private const int FlatRounds = 3; // BBR's rule for a full pipe
    private const double RoundMillis = 100;
    private const double ReportMillis = 50; // how old a report may be
    private const double MemoryMillis = 500;

    private readonly List<(double AtMillis, long Bytes)> recent = [];
    private double rate;
    private double fullRate;
    private int flatRounds;
    private double roundEnds = Math.Max(RoundMillis, rttMillis);

    /// <summary>Payload bytes per millisecond, the highest of the last half second; 0 before two reports.</summary>
    public double BytesPerMilli => rate;

    /// <summary>Bytes that may be under way.</summary>
    public double Bytes
    {
        get
        {
            if (rate <= 0)
            {
                return First;
            }

            var grows = flatRounds < FlatRounds;
            return Math.Max(grows ? First : Smallest, (grows ? Growing : Steady) * rate * (rttMillis + ReportMillis));
        }
    }

    /// <summary>The receiver has received so many bytes by a time of its own clock; what goes back in time or in bytes is not there.</summary>
    public void Reported(double atMillis, long bytes)
    {
        if (recent.Count > 0 && (atMillis <= recent[^1].AtMillis || bytes < recent[^1].Bytes))
        {
            return;
        }

        recent.Add((atMillis, bytes));
        while (recent.Count > 2 && recent[0].AtMillis < atMillis - MemoryMillis)
        {
            recent.RemoveAt(0);
        }

        rate = Highest();
        if (atMillis >= roundEnds)
        {
            roundEnds = atMillis + Math.Max(RoundMillis, rttMillis);
            flatRounds = rate < fullRate * Growth ? flatRounds + 1 : 0;
            fullRate = flatRounds == 0 ? rate : fullRate;
        }
    }

    private double Highest()
    {
        double highest = 0;
        var from = 0;
        for (var to = 1; to < recent.Count; to++)
        {
            while (recent[to].AtMillis - recent[from + 1].AtMillis >= RoundMillis)
            {
                from++;
            }

            var span = recent[to].AtMillis - recent[from].AtMillis;
            if (span >= RoundMillis / 2)
            {
                highest = Math.Max(highest, (recent[to].Bytes - recent[from].Bytes) / span);
            }
        }

        return highest;
    }
}
