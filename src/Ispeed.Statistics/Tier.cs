using System.Text.Json.Serialization;

namespace Ispeed.Statistics;

/// <summary>How much may be said from so many samples. The numbers are published: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Tier>))]
public enum Tier
{
    /// <summary>Below 6: no figure.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary>6 to 29: for orientation only, never ranked.</summary>
    [JsonStringEnumMemberName("indicative")]
    Indicative = 1,

    /// <summary>30 to 99: a figure to be read with its interval.</summary>
    [JsonStringEnumMemberName("provisional")]
    Provisional = 2,

    /// <summary>100 to 299: a figure that stands by itself, short of the official bar.</summary>
    [JsonStringEnumMemberName("direct")]
    Direct = 3,

    /// <summary>300 and more: the official bar is reached.</summary>
    [JsonStringEnumMemberName("official")]
    Official = 4,
}

/// <summary>The bars between the tiers.</summary>
public static class Tiers
{
    /// <summary>Samples that an official assessment of an area asks for.</summary>
    public const int OfficialBar = 300;

    /// <summary>The tier of n samples.</summary>
    public static Tier Of(int samples) =>
        samples switch
        {
            < Summary.FewestForMedian => Tier.None,
            < 30 => Tier.Indicative,
            < 100 => Tier.Provisional,
            < OfficialBar => Tier.Direct,
            _ => Tier.Official,
        };

    /// <summary>Samples still missing to the official bar.</summary>
    public static int MissingToOfficial(int samples) => Math.Max(0, OfficialBar - samples);
}
