using System.Net;
using Ispeed.Hub.Accounts;
using Ispeed.Hub.Exports;
using Ispeed.Hub.Tests.Running;

namespace Ispeed.Hub.Tests.Exports;

public sealed class FetchPaperTests(Hubs hubs)
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Everyone_fetches_the_papers_of_what_lies_below_and_no_others(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var figures = await SomeRound.FillAsync(hub);
        using var issuer = await SomeAccount.SignedInAsync(hub, AccountScope.Of(AccountRole.Organisation, figures.Issuer.Id));
        var page = await issuer.GetAsync("/console/papers");
        page.Text.ShouldContain("/console/papers/demo/2026-11/cong-van.docx");
        page.Text.ShouldContain("/console/papers/demo/2026-10/tong-hop.xlsx");
        foreach (var (name, endings) in OfferedPapers.Whole)
        {
            foreach (var ending in endings)
            {
                (await issuer.GetAsync($"/console/papers/demo/2026-11/{name}.{ending}")).Status.ShouldBe(
                    HttpStatusCode.OK,
                    $"{name}.{ending}"
                );
            }
        }

        using var unit = await SomeAccount.SignedInAsync(
            hub,
            AccountScope.Of(AccountRole.Contact, figures.Units.Single(one => one.Unit.Key == "SYT").Unit.Id)
        );
        var own = await unit.GetAsync("/console/papers");
        own.Text.ShouldContain("bao-cao-don-vi/SYT.TTKSBT.docx");
        own.Text.ShouldNotContain("cong-van");
        own.Text.ShouldNotContain("STC.docx");
        (await unit.GetAsync("/console/papers/demo/2026-11/bao-cao-don-vi/SYT.TTKSBT.pdf")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (
            var other in (string[])["bao-cao-don-vi/STC.pdf", "bao-cao.pdf", "bao-cao-don-vi/SKHCN.pdf", "bao-cao-don-vi/../bao-cao.pdf"]
        )
        {
            (await unit.GetAsync($"/console/papers/demo/2026-11/{other}")).Status.ShouldBe(HttpStatusCode.NotFound, other);
        }

        (await issuer.GetAsync("/console/papers/demo/2020-01/cong-van.pdf")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
