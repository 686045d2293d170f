using Ispeed.Hub.Accounts;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Organisations;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Exports;

/// <summary><c>GET /console/papers/{campaign}/{month}/{name}</c>: one paper of a month, made when it is asked for, as <c>ispeed-hub export</c> makes it.</summary>
internal static class FetchPaper
{
    // Some 3 s of a processor and 100 MB for a province of 3,000 units: two at once leave the hub to those who measure.
    private static readonly SemaphoreSlim AtOnce = new(2);

    private static readonly FileExtensionContentTypeProvider Types = new();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/console/papers/{campaign}/{month}/{**name}", HandleAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, NotFound>> HandleAsync(
        string campaign,
        string month,
        string name,
        Actor actor,
        HttpRequest request,
        HubDb db,
        AreaDirectory areas,
        OperatorDirectory operators,
        CancellationToken cancellationToken
    )
    {
        if (
            Period.Parse(month) is not { } period
            || await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(one => one.Key == campaign, cancellationToken) is not { } found
        )
        {
            return TypedResults.NotFound();
        }

        var tree = await OrganisationTree.OnAsync(db, period.End.AddDays(-1), cancellationToken);
        if (!MayFetch(actor, tree, found, name))
        {
            return TypedResults.NotFound(); // who may not see it is not told that it is there
        }

        // Liveness: each holder makes one paper, which is bounded, and a caller who leaves stops waiting.
        await AtOnce.WaitAsync(cancellationToken);
        try
        {
            var hub = new Uri($"{request.Scheme}://{request.Host}{request.PathBase}");
            var figures = await ReadRound.ReadAsync(db, areas, operators, found, period.First, cancellationToken);
            var paper = figures is null
                ? null
                : RoundPapers
                    .Of(figures, OfficeWishes.None, hub)
                    .FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
            return paper is null
                ? TypedResults.NotFound()
                : TypedResults.File(
                    paper.Write(),
                    Types.TryGetContentType(name, out var type) ? type : "application/octet-stream",
                    $"{campaign}-{month}-{Path.GetFileName(name)}"
                );
        }
        finally
        {
            AtOnce.Release();
        }
    }

    /// <summary>The papers of a month are the issuer's; a unit's own report is also the unit's.</summary>
    private static bool MayFetch(Actor actor, OrganisationTree tree, Campaign campaign, string name) =>
        actor.MaySee(tree, campaign.IssuerId)
        || (
            name.StartsWith(RoundPapers.UnitFolder + "/", StringComparison.Ordinal)
            && tree.Find(Path.GetFileNameWithoutExtension(name)) is { } unit
            && tree.IsWithin(unit.Id, campaign.IssuerId)
            && actor.MaySee(tree, unit.Id)
        );
}
