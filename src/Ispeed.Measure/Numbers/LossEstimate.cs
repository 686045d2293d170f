using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Numbers;

/// <summary>From the counts of datagrams to the loss of each direction with its 95 % interval (spec/method.md, "Loss").</summary>
public static class LossEstimate
{
    /// <summary>Fewer probes say nothing: with none lost of 20 the interval still reaches to 16 %.</summary>
    public const int FewestProbes = 20;

    /// <summary>Loss over all phases together; null below <see cref="FewestProbes"/>.</summary>
    public static Loss? Of(IReadOnlyList<ProbeCount> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (sent, received, answered) = (0, 0, 0);
        foreach (var count in counts)
        {
            (sent, received, answered) = (sent + count.Sent, received + count.Received, answered + count.Answered);
        }

        if (sent < FewestProbes)
        {
            return null;
        }

        var up = WilsonInterval.Of(sent - received, sent);
        var down = WilsonInterval.Of(received - answered, received);
        return new(
            received > 0 ? Percent((received - answered) / (double)received) : null,
            Percent((sent - received) / (double)sent),
            received > 0 ? Percent(down.Low) : null,
            received > 0 ? Percent(down.High) : null,
            Percent(up.Low),
            Percent(up.High),
            sent
        );
    }

    // To a thousandth of a per cent: what lies below is arithmetic.
    private static double Percent(double share) => Math.Round(share * 100, 3);
}
