using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Ispeed.Measure;

/// <summary>As whom a person measures with a referral code, by their own word. The numbers are stored: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Participant>))]
public enum Participant
{
    /// <summary>Works at the organisation that the code belongs to.</summary>
    [JsonStringEnumMemberName("staff")]
    Staff = 1,

    /// <summary>Was asked by somebody who works there.</summary>
    [JsonStringEnumMemberName("relative")]
    Relative = 2,

    /// <summary>Anybody else.</summary>
    [JsonStringEnumMemberName("citizen")]
    Citizen = 3,
}

/// <summary>The one spelling of a participant on the wire, in links and in files.</summary>
public static class ParticipantWire
{
    /// <summary>As it is written outside the programs.</summary>
    public static string ToWire(this Participant participant) =>
        participant switch
        {
            Participant.Staff => "staff",
            Participant.Relative => "relative",
            Participant.Citizen => "citizen",
            _ => throw new UnreachableException(),
        };

    /// <summary>Reads the wire spelling; null for anything else.</summary>
    public static Participant? Parse(string? text)
    {
        foreach (var one in Enum.GetValues<Participant>())
        {
            if (one.ToWire() == text)
            {
                return one;
            }
        }

        return null;
    }
}
