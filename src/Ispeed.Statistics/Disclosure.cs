using System.Text.Json.Serialization;

namespace Ispeed.Statistics;

/// <summary>Which cells are too small to be shown without telling something about single people.</summary>
public static class Disclosure
{
    /// <summary>Devices that any published cell needs.</summary>
    public const int FewestDevices = 5;

    /// <summary>Days on which the devices of a published cell measured, at least: an outage or a campaign of an afternoon is not a month.</summary>
    public const int FewestDays = 3;

    /// <summary>Devices that a cell of one operator in one commune needs.</summary>
    public const int FewestDevicesOfOperatorInCommune = 10;

    /// <summary>
    /// Which parts of a published whole are withheld: those below the bar, and, when that is a single one, the smallest of the others too, because
    /// the whole minus what is shown would give it away (complementary suppression; L. Willenborg and T. de Waal, Elements of Statistical Disclosure
    /// Control, 2001, ch. 4). Parts of nobody hide nobody: they are not withheld and not used as cover.
    /// </summary>
    /// <param name="devices">Devices of each part.</param>
    /// <param name="fewest">The bar.</param>
    public static IReadOnlyList<Withholding> Withhold(IReadOnlyList<int> devices, int fewest)
    {
        ArgumentNullException.ThrowIfNull(devices);
        var withheld = devices.Select(count => count > 0 && count < fewest ? Withholding.TooFewDevices : Withholding.Shown).ToArray();
        if (withheld.Count(reason => reason is Withholding.TooFewDevices) == 1)
        {
            var cover = -1;
            for (var i = 0; i < withheld.Length; i++)
            {
                if (devices[i] >= fewest && (cover < 0 || devices[i] < devices[cover]))
                {
                    cover = i;
                }
            }

            if (cover >= 0)
            {
                withheld[cover] = Withholding.CoversAnother;
            }
        }

        return withheld;
    }
}

/// <summary>Why a cell is not shown. The numbers are published: never renumber.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Withholding>))]
public enum Withholding
{
    /// <summary>It is shown.</summary>
    [JsonStringEnumMemberName("shown")]
    Shown = 0,

    /// <summary>Fewer devices than a published cell needs.</summary>
    [JsonStringEnumMemberName("too-few-devices")]
    TooFewDevices = 1,

    /// <summary>Large enough itself, but showing it would give a smaller one away.</summary>
    [JsonStringEnumMemberName("covers-another")]
    CoversAnother = 2,

    /// <summary>Measured on fewer days than a published cell needs.</summary>
    [JsonStringEnumMemberName("too-few-days")]
    TooFewDays = 3,
}
