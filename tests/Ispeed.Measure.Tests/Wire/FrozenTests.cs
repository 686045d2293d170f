using System.Text.RegularExpressions;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Tests.Wire;

public sealed partial class FrozenTests
{
    [Fact]
    public void The_specification_and_the_code_state_the_same_limits()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "spec", "protocol.md"));
        var section = page[page.IndexOf("\n## Limits", StringComparison.Ordinal)..];
        var rows = TableRow().Matches(section).Select(row => (row.Groups["name"].Value.Trim(), row.Groups["value"].Value.Trim())).Skip(2);
        rows.ShouldBe(Limits.AsTable());
    }

    [Fact]
    public void Numbers_that_reach_disk_are_frozen()
    {
        Numbers<Access>().ShouldBe("Unknown=0 Fixed=1 Mobile2G=2 Mobile3G=3 Mobile4G=4 Mobile5G=5 WiFi=6");
        Numbers<Direction>().ShouldBe("Down=1 Up=2");
        Numbers<FailureReason>().ShouldBe("Unreachable=1 Refused=2 Broken=3 Abandoned=4 Stalled=5 Protocol=6 NoPoint=7 Hidden=8");
        Numbers<RunPhase>().ShouldBe("Choose=1 Latency=2 Download=3 Upload=4 Report=5");
        Numbers<StopReason>().ShouldBe("Stable=1 Interval=2 Time=3 Budget=4 User=5 Error=6");
        Numbers<AccessSource>().ShouldBe("None=0 Declared=1 Browser=2 System=3");
        Numbers<Proof>().ShouldBe("Claimed=1 Observed=2 Attested=3 Disputed=4");
        Numbers<Limitation>()
            .ShouldBe("Cpu=1 Background=2 SlowWiFi=3 SlowPort=4 Vpn=5 Application=6 ReceiveWindow=7 SendBuffer=8 Browser=9 TestPoint=10");
        Numbers<Participant>().ShouldBe("Staff=1 Relative=2 Citizen=3");
        Numbers<PointPlace>().ShouldBe("OnNet=1 Exchange=2 OtherNet=3 Abroad=4");
    }

    [Fact]
    public void An_access_has_one_spelling()
    {
        foreach (var access in Enum.GetValues<Access>())
        {
            AccessWire.TryParse(access.ToWire(), out var read).ShouldBeTrue();
            read.ShouldBe(access);
        }

        AccessWire.TryParse("lte", out _).ShouldBeFalse();
    }

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value, null)}"));

    [GeneratedRegex(@"^\|(?<name>[^|]+)\|(?<value>[^|]+)\|\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableRow();
}
