using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Accounts;

/// <summary>Everyone sees itself and what lies below, and no neighbour.</summary>
public sealed class ActorTests(Hubs hubs)
{
    private const string Province = "56";
    private const string OtherProvince = "79";
    private const string Commune = "22366";
    private static readonly DateOnly Today = new(2026, 11, 25);

    private static readonly Guid Department = Guid.CreateVersion7();
    private static readonly Guid Unit = Guid.CreateVersion7();
    private static readonly Guid SubUnit = Guid.CreateVersion7();
    private static readonly Guid Neighbour = Guid.CreateVersion7();
    private static readonly Guid CommuneOffice = Guid.CreateVersion7();
    private static readonly Guid Elsewhere = Guid.CreateVersion7();
    private static readonly Guid[] All = [Department, Unit, SubUnit, Neighbour, CommuneOffice, Elsewhere];

    private static readonly OrganisationTree Tree = new([
        new(Department, "S", "Sở", null, Province),
        new(Unit, "S.1", "Đơn vị", Department, null),
        new(SubUnit, "S.1.1", "Phòng", Unit, null),
        new(Neighbour, "S.2", "Đơn vị bên cạnh", Department, null),
        new(CommuneOffice, "X", "Ủy ban nhân dân phường", Department, Commune),
        new(Elsewhere, "T", "Sở tỉnh khác", null, OtherProvince),
    ]);

    [Fact]
    public async Task Each_role_sees_itself_and_below()
    {
        Seen(await OfAsync(AccountScope.Nation(AccountRole.System))).ShouldBe(All);
        Seen(await OfAsync(AccountScope.Nation(AccountRole.National))).ShouldBe(All);
        Seen(await OfAsync(new(AccountRole.Province, null, Province, null)))
            .ShouldBe([Department, Unit, SubUnit, Neighbour, CommuneOffice]);
        Seen(await OfAsync(AccountScope.Of(AccountRole.Organisation, Unit))).ShouldBe([Unit, SubUnit]);
        Seen(await OfAsync(AccountScope.Of(AccountRole.Contact, SubUnit))).ShouldBe([SubUnit]);
        Seen(await OfAsync(new(AccountRole.Commune, null, Commune, null))).ShouldBe([CommuneOffice]);
        Seen(await OfAsync(new(AccountRole.Operator, null, null, "viettel"))).ShouldBeEmpty();
        Seen(await OfAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_who_administers_changes_and_nobody_judges_its_own_report()
    {
        var administrator = await OfAsync(AccountScope.Of(AccountRole.Organisation, Unit));
        administrator.MayChange(Tree, SubUnit).ShouldBeTrue();
        administrator.MayChange(Tree, Department).ShouldBeFalse();
        administrator.MayChange(Tree, Neighbour).ShouldBeFalse();
        administrator.MayJudge(Tree, SubUnit).ShouldBeTrue();
        administrator.MayJudge(Tree, Unit).ShouldBeFalse();
        var contact = await OfAsync(AccountScope.Of(AccountRole.Contact, Unit));
        contact.MayKeep(Tree, Unit).ShouldBeTrue();
        contact.MayChange(Tree, Unit).ShouldBeFalse();
        contact.MayKeep(Tree, Neighbour).ShouldBeFalse();
        var commune = await OfAsync(new(AccountRole.Commune, null, Commune, null));
        commune.MayKeep(Tree, CommuneOffice).ShouldBeFalse();
        commune.MayChange(Tree, CommuneOffice).ShouldBeFalse();
    }

    [Fact]
    public async Task Areas_are_seen_as_far_as_the_own_one_reaches()
    {
        var province = await OfAsync(new(AccountRole.Province, null, Province, null));
        province.MaySeeArea(Tree, Commune).ShouldBeTrue();
        province.MaySeeArea(Tree, OtherProvince).ShouldBeFalse();
        var commune = await OfAsync(new(AccountRole.Commune, null, Commune, null));
        commune.MaySeeArea(Tree, Commune).ShouldBeTrue();
        commune.MaySeeArea(Tree, Province).ShouldBeFalse();
        (await OfAsync(AccountScope.Of(AccountRole.Contact, SubUnit))).MaySeeArea(Tree, Commune).ShouldBeTrue();
        (await OfAsync(AccountScope.Of(AccountRole.Contact, CommuneOffice))).MaySeeArea(Tree, Province).ShouldBeFalse();
        (await OfAsync(null)).MaySeeArea(Tree, Commune).ShouldBeFalse();
    }

    [Fact]
    public async Task An_operator_sees_its_own_cases_only()
    {
        var viettel = await OfAsync(new(AccountRole.Operator, null, null, "viettel"));
        viettel.MaySeeCase(Tree, "viettel", Commune).ShouldBeTrue();
        viettel.MaySeeCase(Tree, "vnpt", Commune).ShouldBeFalse();
        viettel.MayAnswerFor("vnpt").ShouldBeFalse();
        (await OfAsync(new(AccountRole.Province, null, OtherProvince, null))).MaySeeCase(Tree, "viettel", Commune).ShouldBeFalse();
    }

    [Fact]
    public async Task Nobody_invites_above_or_beside_itself()
    {
        var administrator = await OfAsync(AccountScope.Of(AccountRole.Organisation, Unit));
        administrator.MayAdminister(Tree, AccountScope.Of(AccountRole.Contact, SubUnit)).ShouldBeTrue();
        administrator.MayAdminister(Tree, AccountScope.Of(AccountRole.Contact, Neighbour)).ShouldBeFalse();
        administrator.MayAdminister(Tree, AccountScope.Of(AccountRole.Organisation, Department)).ShouldBeFalse();
        administrator.MayAdminister(Tree, new(AccountRole.Province, null, Province, null)).ShouldBeFalse();
        var province = await OfAsync(new(AccountRole.Province, null, Province, null));
        province.MayAdminister(Tree, new(AccountRole.Commune, null, Commune, null)).ShouldBeTrue();
        province.MayAdminister(Tree, new(AccountRole.Province, null, OtherProvince, null)).ShouldBeFalse();
        province.MayAdminister(Tree, new(AccountRole.Operator, null, null, "viettel")).ShouldBeFalse();
        (await OfAsync(AccountScope.Nation(AccountRole.National)))
            .MayAdminister(Tree, AccountScope.Nation(AccountRole.System))
            .ShouldBeFalse();
        (await OfAsync(AccountScope.Of(AccountRole.Contact, Unit)))
            .MayAdminister(Tree, AccountScope.Of(AccountRole.Contact, Unit))
            .ShouldBeFalse();
    }

    private static Guid[] Seen(Actor actor) => [.. All.Where(one => actor.MaySee(Tree, one))];

    private async Task<Actor> OfAsync(AccountScope? scope)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        return new(
            scope is null ? null : Guid.CreateVersion7(),
            scope,
            AuditSource.Console,
            hub.Services.GetRequiredService<AreaDirectory>(),
            Today
        );
    }
}
