using System.Runtime.InteropServices;
using Ispeed.Statistics.Places;

namespace Ispeed.Hub.Coverage;

/// <summary>A cell of one operator and medium.</summary>
internal readonly record struct Place(string Cell, string Operator, string Medium);

/// <summary>What is known of a place after all tries.</summary>
internal sealed record PlaceSeen(Place Place, string? ProvinceCode, string? CommuneCode, Failures Seen, int Days);

/// <summary>
/// Tries of a country by place, twenty bytes each. A device counts once a place: as failed when most of its tries there failed. A device of which no run was
/// ever attested does not count: reports of no signal come without proof, and an identifier costs nothing.
/// </summary>
internal sealed class PlaceTally
{
    private readonly Dictionary<Place, int> places = [];
    private readonly Dictionary<Guid, int> devices = [];
    private readonly Dictionary<(string? Province, string? Commune), int> areas = [];
    private readonly List<Entry> entries = [];
    private readonly HashSet<int> proved = [];

    /// <summary>Devices of which no attested run was among the tries.</summary>
    public IEnumerable<Guid> Unproved => devices.Where(pair => !proved.Contains(pair.Value)).Select(pair => pair.Key);

    /// <summary>One try to use the network somewhere.</summary>
    public void Add(Place place, Guid device, DateOnly day, string? provinceCode, string? communeCode, bool hasFailed)
    {
        var number = NumberOf(devices, device);
        entries.Add(new(NumberOf(places, place), number, day.DayNumber, NumberOf(areas, (provinceCode, communeCode)), hasFailed));
        if (!hasFailed)
        {
            proved.Add(number);
        }
    }

    /// <summary>Says of a device that it has an attested run elsewhere.</summary>
    public void Prove(Guid device) => proved.Add(devices[device]);

    /// <summary>The places that proved devices tried, in the order of cell, operator and medium.</summary>
    public IReadOnlyList<PlaceSeen> Places()
    {
        entries.RemoveAll(entry => !proved.Contains(entry.Device));
        entries.Sort((one, other) => one.Place != other.Place ? one.Place.CompareTo(other.Place) : one.Device.CompareTo(other.Device));
        var names = places.ToDictionary(pair => pair.Value, pair => pair.Key);
        var where = areas.ToDictionary(pair => pair.Value, pair => pair.Key);
        var seen = new List<PlaceSeen>();
        for (var (from, to) = (0, 0); from < entries.Count; from = to)
        {
            while (to < entries.Count && entries[to].Place == entries[from].Place)
            {
                to++;
            }

            var own = CollectionsMarshal.AsSpan(entries)[from..to];
            var (province, commune) = AreaOf(own, where);
            seen.Add(new(names[own[0].Place], province, commune, FailuresOf(own), DaysOf(own)));
        }

        return
        [
            .. seen.OrderBy(place => place.Place.Cell, StringComparer.Ordinal)
                .ThenBy(place => place.Place.Operator, StringComparer.Ordinal)
                .ThenBy(place => place.Place.Medium, StringComparer.Ordinal),
        ];
    }

    private static Failures FailuresOf(ReadOnlySpan<Entry> byDevice)
    {
        var (failed, all) = (0, 0);
        for (var (from, to) = (0, 0); from < byDevice.Length; from = to)
        {
            var failures = 0;
            for (; to < byDevice.Length && byDevice[to].Device == byDevice[from].Device; to++)
            {
                failures += byDevice[to].HasFailed ? 1 : 0;
            }

            all++;
            failed += failures * 2 > to - from ? 1 : 0;
        }

        return new(failed, all);
    }

    private static int DaysOf(ReadOnlySpan<Entry> entries)
    {
        var days = new HashSet<int>();
        foreach (var entry in entries)
        {
            days.Add(entry.Day);
        }

        return days.Count;
    }

    // A cell may lie on a border, and a report may come without an area: the area that most tries name.
    private static (string? Province, string? Commune) AreaOf(
        ReadOnlySpan<Entry> entries,
        Dictionary<int, (string? Province, string? Commune)> where
    )
    {
        var tries = new Dictionary<int, int>();
        foreach (var entry in entries)
        {
            tries[entry.Area] = tries.GetValueOrDefault(entry.Area) + 1;
        }

        return tries
            .Select(pair => (Area: where[pair.Key], Tries: pair.Value))
            .OrderBy(pair => pair.Area.Province is null)
            .ThenByDescending(pair => pair.Tries)
            .ThenBy(pair => pair.Area.Commune, StringComparer.Ordinal)
            .First()
            .Area;
    }

    private static int NumberOf<TKey>(Dictionary<TKey, int> numbers, TKey key)
        where TKey : notnull
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var isKnown);
        if (!isKnown)
        {
            number = numbers.Count - 1;
        }

        return number;
    }

    private readonly record struct Entry(int Place, int Device, int Day, int Area, bool HasFailed);
}
