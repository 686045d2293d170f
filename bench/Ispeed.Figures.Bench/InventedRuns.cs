using System.Buffers.Binary;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Publication;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Figures.Bench;

/// <summary>
/// Runs of a country as it might be: 3,321 communes of very different size, a device that measures 2.4 times a month in the mean (a few measure often), six
/// operators, all accesses, one run in twenty failed and one in twenty flagged, one in ten within a campaign. The same seed gives the same runs.
/// </summary>
internal sealed class InventedRuns
{
    private static readonly DateOnly Day = new(2026, 10, 15);
    private static readonly AreaDirectory Areas = new(AreaList.ReadShipped());
    private static readonly Area[] Communes = [.. Areas.Provinces(Day).SelectMany(area => Areas.Communes(area.Code, Day))];
    private static readonly string[] MobileBrands =
    [
        "viettel",
        "viettel",
        "viettel",
        "vnpt",
        "vnpt",
        "mobifone",
        "mobifone",
        "vietnamobile",
    ];
    private static readonly string[] FixedBrands = ["viettel", "viettel", "viettel", "vnpt", "vnpt", "vnpt", "fpt", "fpt", "cmc"];
    private static readonly Access[] Accesses =
    [
        .. Enumerable.Repeat(Access.Fixed, 35),
        .. Enumerable.Repeat(Access.WiFi, 25),
        .. Enumerable.Repeat(Access.Mobile4G, 26),
        .. Enumerable.Repeat(Access.Mobile5G, 8),
        .. Enumerable.Repeat(Access.Mobile3G, 2),
        .. Enumerable.Repeat(Access.Unknown, 4),
    ];

    // Half of a day's runs lie from 18 to 23 h.
    private static readonly int[] Hours =
    [
        .. Enumerable.Range(6, 17),
        .. Enumerable.Range(18, 5),
        .. Enumerable.Range(18, 5),
        .. Enumerable.Range(0, 3),
    ];

    private readonly Random random;
    private readonly Period month;
    private readonly double[] upTo;
    private readonly double[] quality;

    public InventedRuns(Period month, int seed)
    {
        (this.month, random) = (month, new Random(seed));
        upTo = new double[Communes.Length];
        quality = new double[Communes.Length];
        for (var (at, sum) = (0, 0.0); at < upTo.Length; at++)
        {
            upTo[at] = sum += Math.Exp(Normal());
            quality[at] = 0.4 * Normal();
        }
    }

    /// <summary>Runs of the first 29 days, in order of time, as they would have come.</summary>
    public IEnumerable<MeasurementRow> OfTheMonth(int count)
    {
        var (devices, starts) = (new int[count], new long[count]);
        for (var (at, device) = (0, 0); at < count; device++)
        {
            var times = (int)Math.Ceiling(-1.9 * Math.Log(1 - random.NextDouble()));
            for (; times > 0 && at < count; times--, at++)
            {
                (devices[at], starts[at]) = (device, StartOf(random.Next(29)).Ticks);
            }
        }

        Array.Sort(starts, devices);
        for (var at = 0; at < count; at++)
        {
            yield return Run(devices[at], new(starts[at], TimeSpan.Zero));
        }
    }

    /// <summary>Runs of the thirtieth day: two in three of devices that measured before.</summary>
    public IEnumerable<MeasurementRow> OfTheLastDay(int count, int knownDevices) =>
        Enumerable
            .Range(0, count)
            .Select(at => Run(random.Next(3) > 0 ? random.Next(knownDevices) : knownDevices + at, StartOf(29)))
            .OrderBy(row => row.StartedAt);

    private DateTimeOffset StartOf(int day) =>
        month.From.AddDays(day).AddHours(Hours[random.Next(Hours.Length)]).AddMilliseconds(random.Next(3_600_000)).ToUniversalTime();

    private MeasurementRow Run(int device, DateTimeOffset at)
    {
        var own = new Random(device); // what stays the same with a device
        var place = Array.BinarySearch(upTo, own.NextDouble() * upTo[^1]);
        place = Math.Min(place < 0 ? ~place : place, Communes.Length - 1);
        var access = Accesses[own.Next(Accesses.Length)];
        var isMobile = access is Access.Mobile3G or Access.Mobile4G or Access.Mobile5G;
        var brand = isMobile ? MobileBrands[own.Next(MobileBrands.Length)] : FixedBrands[own.Next(FixedBrands.Length)];
        var line = quality[place] + 0.8 * Normal(own) + (access is Access.Mobile3G ? -1.5 : 0);
        var down = Math.Round(Math.Clamp(Math.Exp(3.9 + line + 0.3 * Normal()), 0.1, access is Access.Mobile3G ? 40 : 900), 2);
        var idle = Math.Round((isMobile ? 28 : 6) * Math.Exp(0.3 * Normal()) + (isMobile ? 16 : 1), 2);
        var hasFailed = random.Next(20) == 0;
        return new()
        {
            Device = IdOf(own),
            Id = IdAt(at),
            StartedAt = at,
            ReceivedAt = at.AddSeconds(21),
            Method = "1",
            Proof = random.Next(40) == 0 ? Proof.Observed : Proof.Attested,
            LimitedBy = random.Next(40) == 0 ? 1 : 0,
            PointId = "vnix-hn",
            Place = PointPlace.Exchange,
            OperatorCode = brand,
            Asn = 7552,
            NetworkKind = NetworkKind.Access,
            AddressPrefix = "171.224.17.0/24",
            Access = access,
            AccessSource = AccessSource.Declared,
            Line =
                isMobile ? LineKind.Mobile
                : access is Access.Fixed ? LineKind.Fixed
                : LineKind.Unknown,
            LineEvidence = LineEvidence.Declared,
            ReferralCode = own.Next(10) == 0 ? "K7M2QXA" : null,
            ProvinceCode = Communes[place].ProvinceCode,
            CommuneCode = Communes[place].Code,
            AreaSource = AreaSource.Chosen,
            DownMbps = hasFailed ? null : down,
            DownLow = hasFailed ? null : down * 0.95,
            DownHigh = hasFailed ? null : down * 1.05,
            DownBytes = 4_000_000,
            DownSeconds = 6,
            UpMbps = hasFailed ? null : Math.Round(down * 0.4, 2),
            UpLow = hasFailed ? null : down * 0.38,
            UpHigh = hasFailed ? null : down * 0.42,
            UpBytes = 2_000_000,
            UpSeconds = 6,
            IdleMs = idle,
            MinMs = Math.Round(idle * 0.8, 2),
            LoadedDownMs = Math.Round(idle * (1.5 + random.NextDouble()), 2),
            LoadedUpMs = Math.Round(idle * (1.8 + random.NextDouble()), 2),
            JitterMs = Math.Round(idle * 0.2 * random.NextDouble(), 2),
            Pdv95Ms = Math.Round(idle * 0.5 * random.NextDouble(), 2),
            LossDownPercent = random.Next(10) == 0 ? 1 : 0,
            LossUpPercent = 0,
            LossProbes = 100,
            BytesTotal = 6_000_000 + random.Next(100_000),
            FailureReason = hasFailed ? FailureReason.Stalled : null,
            FailurePhase = hasFailed ? RunPhase.Download : null,
            ClientName = "ispeed-web",
            ClientVersion = "0.1.0",
            ClientSystem = "Android",
        };
    }

    private double Normal() => Normal(random);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Guid IdOf(Random own)
    {
        Span<byte> bytes = stackalloc byte[16];
        own.NextBytes(bytes);
        return new(bytes, bigEndian: true);
    }

    // A UUID of version 7: the millisecond, then chance.
    private Guid IdAt(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)at.ToUnixTimeMilliseconds() << 16) | 0x7000u | (uint)random.Next(0x1000));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new(bytes, bigEndian: true);
    }
}
