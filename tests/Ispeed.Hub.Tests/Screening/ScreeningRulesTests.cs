using System.Globalization;
using System.Text.RegularExpressions;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Tests.House;
using Ispeed.Measure;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Tests.Screening;

/// <summary>Every rule with an honest run beside one that cheats, or that shows something else than the line.</summary>
public sealed partial class ScreeningRulesTests
{
    private static readonly DateTimeOffset Morning = new(2026, 10, 15, 1, 0, 0, TimeSpan.Zero);

    private static readonly ScreeningFacts Honest = new(
        Proof.Attested,
        0,
        PointPlace.Exchange,
        Access.Mobile4G,
        LineKind.Mobile,
        45,
        49,
        18,
        14,
        7552,
        7552,
        TimeSpan.FromSeconds(25),
        true,
        false
    );

    internal static TheoryData<string, ScreeningFacts, ScreeningFacts> Pairs =>
        new()
        {
            { "cpu", Honest, Honest with { LimitedBy = LimitationBits.Of(Limitation.Cpu) } },
            { "background", Honest, Honest with { LimitedBy = LimitationBits.Of(Limitation.Background) } },
            { "test-point", Honest, Honest with { LimitedBy = LimitationBits.Of(Limitation.TestPoint) } },
            { "vpn", Honest, Honest with { LimitedBy = LimitationBits.Of(Limitation.Vpn) } },
            { "abroad", Honest with { Place = PointPlace.OtherNet }, Honest with { Place = PointPlace.Abroad } },
            { "not-attested", Honest, Honest with { Proof = Proof.Claimed } },
            { "not-attested", Honest, Honest with { Proof = Proof.Disputed } },
            { "interval-unknown", Honest with { DownHigh = 80 }, Honest with { DownHigh = 90 } },
            // A result that was kept on the device may well come from elsewhere.
            {
                "network-changed",
                Honest with
                {
                    SubmittedFrom = 45899,
                    HandedInAfter = TimeSpan.FromHours(2),
                },
                Honest with
                {
                    SubmittedFrom = 45899,
                }
            },
            { "network-changed", Honest with { SubmittedFrom = null }, Honest with { SubmittedFrom = 45899 } },
            { "foreign-network", Honest, Honest with { IsForeign = true } },
            { "beyond-technology", Honest with { DownMbps = 1_900, DownHigh = 1_950 }, Honest with { DownMbps = 2_100, DownHigh = 2_150 } },
            {
                "beyond-technology",
                Honest with
                {
                    Access = Access.Mobile3G,
                    UpMbps = 20,
                    MinMs = 40,
                },
                Honest with
                {
                    Access = Access.Mobile3G,
                    UpMbps = 60,
                    MinMs = 40,
                }
            },
            { "not-mobile", Honest with { Line = LineKind.Unknown }, Honest with { Line = LineKind.Fixed } },
            { "not-mobile", Honest with { MinMs = 9 }, Honest with { MinMs = 2 } },
            { "not-mobile", Honest with { SellsMobile = null }, Honest with { SellsMobile = false } },
            {
                "not-mobile",
                Honest with
                {
                    Access = Access.WiFi,
                    MinMs = 2,
                    SellsMobile = false,
                },
                Honest with
                {
                    MinMs = 2,
                    SellsMobile = false,
                }
            },
        };

    [Fact]
    public void An_honest_run_has_no_flag_and_the_other_the_one_that_its_rule_gives()
    {
        foreach (var (word, honest, other) in Pairs.Select(pair => pair.Data))
        {
            Flags.In(ScreeningRules.Of(honest)).ShouldBeEmpty(word);
            Flags.In(ScreeningRules.Of(other)).Select(flag => flag.ToWire()).ShouldBe([word]);
        }
    }

    [Fact]
    public void A_run_that_begins_before_the_last_one_ended_is_a_duplicate_and_one_after_it_is_not()
    {
        OfDay([At(0, 20), At(25, 20)]).ShouldBe([0, 0]);
        OfDay([At(0, 20), At(10, 20), At(25, 20)]).ShouldBe([0, Flag.Duplicate.Bit(), Flag.Duplicate.Bit()]);
        OfDay([At(0, 0), At(0, 0)]).ShouldBe([0, Flag.Duplicate.Bit()]); // a copy, even when it tells no duration
    }

    [Fact]
    public void Fifty_runs_a_day_count_and_the_fifty_first_does_not()
    {
        var random = new Random(1);
        var runs = Enumerable.Range(0, 52).Select(i => At(i * 600 + random.Next(300), 20)).ToArray();
        var flags = OfDay(runs);
        flags.Take(50).ShouldAllBe(bits => bits == 0);
        flags.Skip(50).ShouldAllBe(bits => bits == Flag.TooMany.Bit());
    }

    [Fact]
    public void Runs_at_even_distances_are_a_programs_and_a_persons_are_not()
    {
        OfDay([.. Enumerable.Range(0, 12).Select(i => At(i * 900 + i % 3, 20))]).ShouldAllBe(bits => bits == Flag.TooRegular.Bit());
        OfDay([.. Enumerable.Range(0, 11).Select(i => At(i * 900, 20))]).ShouldAllBe(bits => bits == 0); // too few to tell
        OfDay([.. Enumerable.Range(0, 12).Select(i => At(i * 900 + i % 3 * 120, 20))]).ShouldAllBe(bits => bits == 0);
    }

    [Fact]
    public void The_numbers_and_words_of_the_flags_are_frozen() =>
        string.Join(' ', Enum.GetValues<Flag>().Select(flag => $"{flag.ToWire()}={(int)flag}"))
            .ShouldBe(
                "cpu=1 background=2 slow-wifi=3 slow-port=4 vpn=5 app-limited=6 rwnd-limited=7 sndbuf-limited=8 browser=9 test-point=10 abroad=11 not-attested=12 interval-unknown=13 network-changed=14 foreign-network=15 beyond-technology=16 not-mobile=17 duplicate=18 too-many=19 too-regular=20"
            );

    [Fact]
    public void The_first_flags_are_the_limitations_of_the_wire_bit_for_bit() =>
        Enum.GetValues<Limitation>().ShouldAllBe(limit => ((Flag)limit).Bit() == LimitationBits.Bit(limit));

    [Fact]
    public void The_specification_names_every_flag_and_states_the_numbers_that_the_rules_use()
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, "spec", "statistics.md"));
        var screening = text[text.IndexOf("## Screening", StringComparison.Ordinal)..text.IndexOf("## Samples", StringComparison.Ordinal)];
        screening.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"Version {ScreeningRules.Version}."));
        var limitations = Limitations().Match(screening).Groups["words"].Value.Split(", ");
        var rows = Rows()
            .Matches(screening)
            .Select(row => (Number: int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture), Row: row))
            .ToList();
        limitations
            .Select((word, at) => $"{word}={at + 1}")
            .Concat(rows.Select(row => $"{row.Row.Groups["word"].Value}={row.Number}"))
            .ShouldBe(Enum.GetValues<Flag>().Select(flag => $"{flag.ToWire()}={(int)flag}"));

        string Of(Flag flag) => rows.Single(row => row.Number == (int)flag).Row.Groups["rule"].Value;
        static string Speeds(Access access) =>
            string.Create(CultureInfo.InvariantCulture, $"{ScreeningRules.FastestDown(access)}/{ScreeningRules.FastestUp(access)}");
        static string Way(Access access) => ScreeningRules.ShortestWay(access).ToString(CultureInfo.InvariantCulture);
        Of(Flag.NetworkChanged)
            .ShouldContain(string.Create(CultureInfo.InvariantCulture, $"within {ScreeningRules.HandedInAtOnce.TotalSeconds} s"));
        Of(Flag.BeyondTechnology)
            .ShouldContain(
                $"2G {Speeds(Access.Mobile2G)}, 3G {Speeds(Access.Mobile3G)}, 4G {Speeds(Access.Mobile4G)}, 5G {Speeds(Access.Mobile5G)}, others {Speeds(Access.Fixed)}"
            );
        Of(Flag.NotMobile).ShouldContain($"below {Way(Access.Mobile2G)} (2G), {Way(Access.Mobile3G)} (3G), {Way(Access.Mobile4G)} ms (4G)");
        Of(Flag.TooMany).ShouldContain(string.Create(CultureInfo.InvariantCulture, $"after {ScreeningRules.MostRunsOfADay} others"));
        Of(Flag.TooRegular)
            .ShouldContain(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"at least {ScreeningRules.FewestForRegularity} of a device and day whose distances vary by less than {100 * ScreeningRules.MostRegular} %"
                )
            );
    }

    [GeneratedRegex(@"in its words: (?<words>[a-z, -]+)\. Then", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Limitations();

    [GeneratedRegex(
        @"^\| (?<number>\d+) \| (?<word>[a-z-]+) \| (?<rule>.*) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Rows();

    private static RunTimes At(int seconds, int lasted) =>
        new(Morning.AddSeconds(seconds), Morning.AddSeconds(seconds + lasted), 1_000_000);

    private static int[] OfDay(RunTimes[] runs)
    {
        var flags = new int[runs.Length];
        ScreeningRules.AddOfDay(runs, flags);
        return flags;
    }
}
