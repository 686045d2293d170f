using CsCheck;
using Ispeed.Hub.Portal.Figures;
using Ispeed.Hub.Portal.ResultPages;

namespace Ispeed.Hub.Tests.Portal;

public sealed class UseGradeTests
{
    [Fact]
    public void A_better_line_is_never_judged_worse() =>
        Gen.Select(Gen.Double[0.1, 200], Gen.Double[0.1, 100], Gen.Double[1, 400], Gen.Double[1, 60], Gen.Double[0, 5], Gen.Double[1, 3])
            .Sample(
                (down, up, latency, jitter, loss, better) =>
                {
                    var line = new LineFacts(down, up, latency, latency * 2, jitter, loss);
                    var faster = new LineFacts(
                        down * better,
                        up * better,
                        latency / better,
                        latency * 2 / better,
                        jitter / better,
                        loss / better
                    );
                    LineUse.All.ShouldAllBe(use => use.Judge(faster) >= use.Judge(line));
                }
            );

    [Fact]
    public void Without_a_speed_nothing_is_judged() =>
        LineUse.All.ShouldAllBe(use => use.Judge(new LineFacts(null, null, 10, 10, 1, 0)) == UseVerdict.Unknown);

    [Fact]
    public void A_scale_holds_what_is_drawn_on_it() =>
        Gen.Double[0.01, 20_000].Sample(largest => PlotScale.EndFor(largest).ShouldBeInRange(largest, largest * 2.5));
}
