using Ispeed.Measure;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>How much a measurement may take.</summary>
internal enum Effort
{
    /// <summary>As the method has it.</summary>
    Normal,

    /// <summary>The least data.</summary>
    Light,

    /// <summary>Ten seconds a direction.</summary>
    Precise,
}

/// <summary>What <c>ispeed measure</c> was asked for, checked as far as that goes without a network.</summary>
/// <param name="Sitting">How many measurements of what.</param>
/// <param name="Effort">How much each may take.</param>
/// <param name="Budget">The most that all of them together may cost, where the person chose; null for the budget of the access.</param>
/// <param name="Access">What the person says of the access, or what the system knows.</param>
/// <param name="AccessSource">Which of the two.</param>
/// <param name="Area">The commune, by code.</param>
/// <param name="Server">A test point named by address; null to ask the hub.</param>
/// <param name="Hub">The hub; null for a measurement that stays here.</param>
/// <param name="Submit">Whether the result is sent.</param>
/// <param name="Form">How to print.</param>
/// <param name="Family">4 or 6 to measure over this IP version only.</param>
/// <param name="Local">This device's end; null to let the system choose.</param>
/// <param name="Code">The referral code that the runs count for; null for none.</param>
/// <param name="Participant">As whom the person measures with it; null where they did not say.</param>
internal sealed record MeasureRequest(
    Sitting Sitting,
    Effort Effort,
    ByteCount? Budget,
    Access Access,
    AccessSource AccessSource,
    string? Area,
    PointAddress? Server,
    Uri? Hub,
    bool Submit,
    OutputForm Form,
    int? Family,
    LocalEnd? Local,
    ReferralCode? Code,
    Participant? Participant
)
{
    /// <summary>The measurements of the sitting.</summary>
    public IReadOnlyList<Part> Parts => Part.Of(Sitting, Family);

    /// <summary>The plan of each: an equal part of what all may cost.</summary>
    /// <param name="payAs">The access whose budget is spent.</param>
    public MeasurementPlan PlanOfEach(Access payAs)
    {
        var plan = Effort switch
        {
            Effort.Precise => MeasurementPlan.PreciseFor(payAs),
            Effort.Light => MeasurementPlan.Light,
            _ => MeasurementPlan.For(payAs),
        };
        return plan with { Budget = new ByteCount((Budget ?? plan.Budget).Bytes / Parts.Count) };
    }
}
