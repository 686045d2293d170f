using Ispeed.Hub.Audit;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Organisations;

public sealed class ChangeOrganisationTests(Hubs hubs)
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    private static readonly DateTimeOffset Noon = new(2026, 11, 2, 5, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_who_change_at_once_the_second_is_told_and_nothing_is_lost(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var unit = (await FoundAsync(hub, [null])).Single();
        await using var first = hub.OpenDb();
        await using var second = hub.OpenDb();
        (await ChangeOrganisation.RenameAsync(first, Edit(unit, 1, Day.AddDays(1)), "Tên mới", Ending)).ShouldBe(
            new ChangeOutcome.Changed(2)
        );
        (await ChangeOrganisation.SetContactAsync(second, Edit(unit, 1, Day), "vt@so.vn", Ending)).ShouldBe(
            new ChangeOutcome.ChangedMeanwhile(2)
        );
        (await ChangeOrganisation.SetContactAsync(second, Edit(unit, 2, Day), "vt@so.vn", Ending)).ShouldBe(new ChangeOutcome.Changed(3));
        await using var db = hub.OpenDb();
        (await OrganisationTree.OnAsync(db, Day.AddDays(1), Ending)).Find(unit)!.Name.ShouldBe("Tên mới");
        (await OrganisationTree.OnAsync(db, Day, Ending)).Find(unit)!.Name.ShouldBe("Đơn vị 0");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nothing_is_put_below_itself(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var units = await FoundAsync(hub, null, 0, 1);
        await using var db = hub.OpenDb();
        (await ChangeOrganisation.MoveAsync(db, Edit(units[0], 1, Day.AddDays(1)), units[2], Ending)).ShouldBeOfType<ChangeOutcome.Cycle>();
        (await ChangeOrganisation.MoveAsync(db, Edit(units[0], 1, Day.AddDays(1)), units[0], Ending)).ShouldBeOfType<ChangeOutcome.Cycle>();
        (
            await ChangeOrganisation.MergeAsync(db, Edit(units[0], 1, Day.AddDays(1)), units[1], Ending)
        ).ShouldBeOfType<ChangeOutcome.Cycle>();
        (
            await ChangeOrganisation.MoveAsync(db, Edit(units[2], 1, Day.AddDays(1)), units[0], Ending)
        ).ShouldBeOfType<ChangeOutcome.Changed>();
        (await ChangeOrganisation.RenameAsync(db, Edit(units[2], 2, Day), "Trước", Ending)).ShouldBe(
            new ChangeOutcome.BeforeLastChange(Day.AddDays(1))
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_merged_unit_ends_has_a_successor_and_leaves_what_stood_below_it_to_that_one(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var units = await FoundAsync(hub, null, 0, 0, 1);
        await using (var db = hub.OpenDb())
        {
            (
                await ChangeOrganisation.MergeAsync(db, Edit(units[1], 1, Day.AddDays(5)), units[2], Ending)
            ).ShouldBeOfType<ChangeOutcome.Changed>();
        }

        await using var later = hub.OpenDb();
        var before = await OrganisationTree.OnAsync(later, Day.AddDays(4), Ending);
        var after = await OrganisationTree.OnAsync(later, Day.AddDays(5), Ending);
        before.Find(units[3])!.ParentId.ShouldBe(units[1]);
        after.Find(units[1]).ShouldBeNull();
        after.Find(units[3])!.ParentId.ShouldBe(units[2]);
        after.IsWithin(units[3], units[0]).ShouldBeTrue();
        (await later.OrganisationSuccessions.SingleAsync(one => one.FromId == units[1], Ending)).ToId.ShouldBe(units[2]);
    }

    private static OrganisationEdit Edit(Guid id, int seen, DateOnly on) => new(id, seen, on, Author.CommandLine, Noon);

    /// <summary>New units, each below the one of that place in the list.</summary>
    private static async Task<Guid[]> FoundAsync(RunningHub hub, params int?[] superiors)
    {
        var ids = superiors.Select(_ => Guid.CreateVersion7(hub.Time.GetUtcNow())).ToArray();
        await using var db = hub.OpenDb();
        db.AddRange(ids.Select(id => new Organisation { Id = id, Key = $"T.{id:N}"[..30] }));
        db.AddRange(
            ids.Select(
                (id, at) =>
                    new OrganisationSpan
                    {
                        OrganisationId = id,
                        ValidFrom = Day,
                        Name = $"Đơn vị {at}",
                        ParentId = superiors[at] is { } above ? ids[above] : null,
                    }
            )
        );
        await db.SaveChangesAsync(Ending);
        return ids;
    }
}
