namespace Ispeed.Statistics.Places;

/// <summary>Whether a place is a black spot of an operator.</summary>
/// <param name="Rate">What is believed of its failure rate.</param>
/// <param name="Chance">That the rate is above <see cref="Bar"/>.</param>
/// <param name="IsBlackSpot">Whether that chance, the devices and the days suffice to say so.</param>
public sealed record BlackSpot(FailureRate Rate, double Chance, bool IsBlackSpot)
{
    /// <summary>A failure rate above this makes a place useless to the people there.</summary>
    public const double Bar = 0.3;

    /// <summary>How sure one has to be.</summary>
    public const double Surety = 0.95;

    /// <summary>Devices below which nothing is said: one broken phone is no black spot.</summary>
    public const int FewestDevices = Disclosure.FewestDevices;

    /// <summary>Days below which nothing is said: one broken day is no black spot.</summary>
    public const int FewestDays = 2;

    /// <summary>Judges a place.</summary>
    /// <param name="seen">Devices of the place, each counted once: failed when most of its tries failed.</param>
    /// <param name="days">Different days on which devices tried.</param>
    /// <param name="prior">Of the region and operator.</param>
    public static BlackSpot Judge(Failures seen, int days, FailureRate prior)
    {
        var rate = prior.After(seen);
        var chance = rate.ChanceAbove(Bar);
        return new(rate, chance, chance >= Surety && seen.Devices >= FewestDevices && days >= FewestDays);
    }
}
