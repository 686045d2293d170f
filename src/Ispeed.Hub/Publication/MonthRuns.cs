using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Publication;

/// <summary>
/// A month's runs as columns, some 130 bytes each: 1.5 million take 200 MB, where as many objects would take four times that. Kept between one
/// publication and the next, so that a day's runs are added to the month and not the month read again.
/// </summary>
internal sealed partial class MonthRuns(AreaDirectory directory, OperatorDirectory operators)
{
    /// <summary>Download, upload and the seven quantities that have a median alone, in the order of <see cref="Quantity"/>.</summary>
    public const int Quantities = 9;

    private static readonly TimeSpan PeakFrom = TimeSpan.FromHours(18);
    private static readonly TimeSpan PeakTo = TimeSpan.FromHours(23);

    private readonly Dictionary<Guid, int> heads = []; // of each device its latest run here, from which its others hang

    // The operators of the table come first and by code, so that their order does not depend on who measured first.
    private readonly List<string> brandCodes =
    [
        Figure.AllOperators,
        Figure.OtherOperators,
        .. operators.All.Select(brand => brand.Code).Order(StringComparer.Ordinal),
    ];
    private readonly Dictionary<string, byte> brands = new(StringComparer.Ordinal);
    private readonly double[][] values = [.. Enumerable.Range(0, Quantities).Select(_ => Array.Empty<double>())];
    private Facts[] facts = [];
    private int devices;
    private bool isUnordered = true; // nothing has been put in order yet

    public MonthAreas Areas { get; } = new(directory);

    public int Count { get; private set; }

    /// <summary>Codes of the operators by their numbers; 0 is all of them.</summary>
    public IReadOnlyList<string> Operators => brandCodes;

    /// <summary>The runs that are there, by device, then by start, then by id.</summary>
    public int[] Order { get; private set; } = [];

    public ref readonly Facts this[int run] => ref facts[run];

    public double Value(int quantity, int run) => values[quantity][run];

    public ReadOnlySpan<double> Column(int quantity) => values[quantity].AsSpan(0, Count);

    /// <summary>Makes room for so many runs at once: growing step by step leaves several times as much behind.</summary>
    public void Reserve(int runs)
    {
        Array.Resize(ref facts, runs);
        for (var quantity = 0; quantity < Quantities; quantity++)
        {
            Array.Resize(ref values[quantity], runs);
        }
    }

    /// <summary>Adds a run, or puts it in the place of the one of the same device and id; says in which areas it was before and is now.</summary>
    public (int? Before, int Now) Take(in RunRow row, int storedFlags)
    {
        var at = Find(row.Device, row.Id);
        int? before = at is { } known ? facts[known].Area : null;
        var run = at ?? Append();
        ref var place = ref facts[run];
        var next = at is null ? First(row.Device, run) : place.NextOfDevice;
        var device =
            at is not null ? place.Device
            : next >= 0 ? facts[next].Device
            : devices++;
        place = FactsOf(row, device, next, at is null ? storedFlags : place.StoredFlags);
        ReadOnlySpan<double?> of =
        [
            row.DownMbps,
            row.UpMbps,
            row.IdleMs,
            row.LoadedDownMs,
            row.LoadedUpMs,
            row.JitterMs,
            row.Pdv95Ms,
            row.LossDownPercent,
            row.LossUpPercent,
        ];
        for (var quantity = 0; quantity < Quantities; quantity++)
        {
            values[quantity][run] = of[quantity] is { } value && double.IsFinite(value) ? value : double.NaN;
        }

        return (before, place.Area);
    }

    /// <summary>A run that is not there any more; its area before, or null when it was not here either.</summary>
    public int? Remove(Guid device, Guid id)
    {
        if (Find(device, id) is not { } run)
        {
            return null;
        }

        var area = facts[run].Area;
        facts[run].Area = Facts.Nowhere;
        return area;
    }

    /// <summary>Puts the runs in order and screens them by their device's day; says in which areas flags have changed since the last time.</summary>
    public HashSet<int> Arrange()
    {
        Order = InOrder();
        if (isUnordered && Order.Length == Count)
        {
            Compact();
        }

        var touched = new HashSet<int>();
        for (var (from, to) = (0, 0); from < Order.Length; from = to)
        {
            ref readonly var first = ref facts[Order[from]];
            for (to = from + 1; to < Order.Length && facts[Order[to]].Device == first.Device && facts[Order[to]].Day == first.Day; to++) { }
            Screen(Order.AsSpan(from, to - from), touched);
        }

        return touched;
    }

    /// <summary>The runs whose flags the store does not have yet, in order.</summary>
    public IEnumerable<int> Unstored() => Order.Where(run => facts[run].Flags != facts[run].StoredFlags);

    public Guid DeviceOf(int run) => facts[run].DeviceId;

    /// <summary>Runs that figures are made of, and their devices.</summary>
    public (int Runs, int Devices) CountValid()
    {
        var (count, devicesOfThem, last) = (0, 0, -1);
        foreach (var run in Order)
        {
            if (facts[run].IsValid)
            {
                count++;
                devicesOfThem += facts[run].Device != last ? 1 : 0;
                last = facts[run].Device;
            }
        }

        return (count, devicesOfThem);
    }

    public void MarkStored(int run) => facts[run].StoredFlags = facts[run].Flags;

    private void Screen(ReadOnlySpan<int> ofTheDay, HashSet<int> touched)
    {
        var times = ofTheDay.Length <= 64 ? stackalloc RunTimes[ofTheDay.Length] : new RunTimes[ofTheDay.Length];
        var flags = ofTheDay.Length <= 64 ? stackalloc int[ofTheDay.Length] : new int[ofTheDay.Length];
        flags.Clear();
        for (var i = 0; i < ofTheDay.Length; i++)
        {
            ref readonly var run = ref facts[ofTheDay[i]];
            times[i] = new(new(run.StartedAt, TimeSpan.Zero), new(run.StartedAt + run.Lasted, TimeSpan.Zero), run.Bytes);
        }

        ScreeningRules.AddOfDay(times, flags);
        for (var i = 0; i < ofTheDay.Length; i++)
        {
            ref var run = ref facts[ofTheDay[i]];
            var all = run.IsWhole ? run.OwnFlags | flags[i] : 0; // a failed run is counted as failed, and needs no other reason
            if (all != run.Flags)
            {
                run.Flags = all;
                touched.Add(run.Area);
            }
        }
    }

    private int? Find(Guid device, Guid id)
    {
        if (!heads.TryGetValue(device, out var run))
        {
            return null;
        }

        for (; run >= 0; run = facts[run].NextOfDevice)
        {
            if (facts[run].Id == id)
            {
                return run;
            }
        }

        return null;
    }

    // Makes the run the first of its device's chain and gives the one that was.
    private int First(Guid device, int run)
    {
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(heads, device, out var known);
        var next = known ? head : -1;
        head = run;
        return next;
    }

    private int Append()
    {
        if (Count == facts.Length)
        {
            var room = Math.Max(1024, Count + Count / 4);
            Array.Resize(ref facts, room);
            for (var quantity = 0; quantity < Quantities; quantity++)
            {
                Array.Resize(ref values[quantity], room);
            }
        }

        return Count++;
    }

    private Facts FactsOf(in RunRow row, int device, int nextOfDevice, int storedFlags)
    {
        var local = row.StartedAt.ToOffset(VietnamTime.Offset);
        var brand = row.Operator is null ? null : operators.Find(row.Operator);
        var lasted = TimeSpan.FromSeconds(Math.Clamp((row.DownSeconds ?? 0) + (row.UpSeconds ?? 0), 0, 3600));
        var own = ScreeningRules.Of(
            new(
                row.Proof,
                row.LimitedBy,
                row.Place,
                row.Access,
                row.Line,
                row.DownMbps,
                row.DownHigh,
                row.UpMbps,
                row.MinMs,
                row.Asn,
                row.SubmittedFromAsn,
                row.ReceivedAt - row.StartedAt,
                brand?.SellsMobile,
                row.NetworkKind is NetworkKind.Foreign
            )
        );
        return new()
        {
            Device = device,
            DeviceId = row.Device,
            Id = row.Id,
            NextOfDevice = nextOfDevice,
            Area = Areas.NumberOf(row),
            Operator = BrandNumber(row.Operator),
            // Evidence that contradicts itself makes a run count for neither kind of line; on Wi-Fi it says nothing of the radio in the house.
            Access = row.LineContradicted && row.Access is not Access.WiFi ? Access.Unknown : row.Access,
            Day = (byte)local.Day,
            IsPeak = local.TimeOfDay >= PeakFrom && local.TimeOfDay < PeakTo,
            IsInCampaign = row.IsInCampaign,
            IsOnNet = row.Place is PointPlace.OnNet,
            IsWhole = row.FailureReason is null,
            HasDownload = row.DownMbps is { } mbps && double.IsFinite(mbps),
            Failure = row.FailureReason,
            FailedIn = row.FailurePhase,
            StartedAt = row.StartedAt.UtcTicks,
            Lasted = lasted.Ticks,
            Bytes = row.Bytes,
            OwnFlags = own,
            Flags = storedFlags,
            StoredFlags = storedFlags,
        };
    }

    private byte BrandNumber(string? code)
    {
        if (code is null)
        {
            return 1;
        }

        if (!brands.TryGetValue(code, out var number))
        {
            var at = brandCodes.IndexOf(code);
            if (at < 0)
            {
                at = brandCodes.Count;
                brandCodes.Add(code);
            }

            brands.Add(code, number = checked((byte)at));
        }

        return number;
    }

    private static long KeyOf(Guid device)
    {
        Span<byte> bytes = stackalloc byte[16];
        device.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) ^ BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }
}

/// <summary>Where a quantity stands among the columns.</summary>
internal enum Quantity
{
    Down = 0,
    Up = 1,
    Idle = 2,
    LoadedDown = 3,
    LoadedUp = 4,
    Jitter = 5,
    Pdv95 = 6,
    LossDown = 7,
    LossUp = 8,
}
