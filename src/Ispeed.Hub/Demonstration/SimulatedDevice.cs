using Ispeed.Hub.Areas;
using Ispeed.Measure;

namespace Ispeed.Hub.Demonstration;

/// <summary>A device that lives in a commune: which lines it uses and how good each of them is compared with its neighbours'.</summary>
internal sealed class SimulatedDevice
{
    private static readonly (string, double)[] Mobile = [("viettel", 0.52), ("vnpt", 0.22), ("mobifone", 0.18), ("vietnamobile", 0.08)];
    private static readonly (string, double)[] Fixed = [("viettel", 0.38), ("vnpt", 0.34), ("fpt", 0.28)];
    private static readonly (string, double)[] PhoneSystems = [("Android", 0.72), ("iOS", 0.28)];
    private static readonly (string, double)[] DeskSystems = [("Windows", 0.81), ("macOS", 0.12), ("Linux", 0.07)];

    private readonly List<(Line Line, double Weight)> lines = [];

    private SimulatedDevice(Chance chance)
    {
        Id = chance.Identifier();
        IsBusy = chance.Happens(0.03);
        System = "";
    }

    public Guid Id { get; }

    /// <summary>A few people measure all the time.</summary>
    public bool IsBusy { get; }

    public string System { get; private init; }

    public static SimulatedDevice In(Area commune, Chance chance)
    {
        var kind = chance.Share();
        return kind < 0.70 ? Phone(commune, chance) : Desk(chance, kind < 0.90 ? Access.Fixed : Access.Unknown);
    }

    public Line PickLine(Chance chance) => chance.Pick(lines);

    /// <summary>How many runs in a month; 0 when the person does not think of it.</summary>
    public int RunsIn(Chance chance) =>
        IsBusy ? 10 + (int)chance.Between(0, 30)
        : chance.Happens(0.3) ? 0
        : 1 + (int)(-0.9 * Math.Log(1 - chance.Share()));

    private static SimulatedDevice Phone(Area commune, Chance chance)
    {
        var phone = new SimulatedDevice(chance) { System = chance.Pick(PhoneSystems) };
        var brand = LineModel.IsIsland(commune) ? "viettel" : chance.Pick(Mobile);
        var has5G = LineModel.IsSold(brand, Access.Mobile5G) && chance.Happens(LineModel.IsTown(commune) ? 0.30 : 0.12);
        phone.Add(brand, has5G ? Access.Mobile5G : Access.Mobile4G, 0.75, chance);
        if (!LineModel.IsIsland(commune) && chance.Happens(0.6))
        {
            phone.Add(chance.Pick(Fixed), Access.WiFi, 0.25, chance);
        }

        return phone;
    }

    private static SimulatedDevice Desk(Chance chance, Access access)
    {
        var desk = new SimulatedDevice(chance) { System = chance.Pick(DeskSystems) };
        desk.Add(chance.Pick(Fixed), access, 1, chance);
        return desk;
    }

    private void Add(string brand, Access access, double weight, Chance chance) =>
        lines.Add((new(brand, access, chance.Normal(LineModel.SigmaOf(access))), weight));

    /// <summary>One line of a device.</summary>
    /// <param name="Operator">Code of the brand.</param>
    /// <param name="Access">How the device reaches it.</param>
    /// <param name="Quality">Logarithm of how much faster it is than the median device's.</param>
    internal sealed record Line(string Operator, Access Access, double Quality);
}
