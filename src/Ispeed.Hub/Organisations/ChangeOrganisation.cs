using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Organisations;

/// <summary>Rename, move, merge and contact of an organisation. What was before stays readable on its days.</summary>
internal static class ChangeOrganisation
{
    /// <param name="db">Where it is kept.</param>
    /// <param name="id">The organisation.</param>
    /// <param name="seen">The version that the person looked at when deciding; another one means that somebody was faster.</param>
    /// <param name="name">The new name.</param>
    /// <param name="on">The first day of it.</param>
    /// <param name="cancellationToken">Ends the waiting, not a change that is written.</param>
    public static Task<ChangeOutcome> RenameAsync(
        HubDb db,
        Guid id,
        int seen,
        string name,
        DateOnly on,
        CancellationToken cancellationToken
    ) => ChangeAsync(db, id, seen, on, standing => (name, standing.ParentId), cancellationToken);

    /// <summary>Puts it below another superior, or makes it a root; everything below it goes along.</summary>
    public static async Task<ChangeOutcome> MoveAsync(
        HubDb db,
        Guid id,
        int seen,
        Guid? parentId,
        DateOnly on,
        CancellationToken cancellationToken
    )
    {
        if (parentId is { } parent)
        {
            var tree = await OrganisationTree.OnAsync(db, on, cancellationToken);
            if (tree.Find(parent) is null)
            {
                return new ChangeOutcome.UnknownSuperior();
            }

            if (tree.IsWithin(parent, id) || (await StandingTreeAsync(db, cancellationToken)).IsWithin(parent, id))
            {
                return new ChangeOutcome.Cycle();
            }
        }

        return await ChangeAsync(db, id, seen, on, standing => (standing.Name, parentId), cancellationToken);
    }

    /// <summary>It ends and another one carries on; what stands below it goes to the successor, on the same day.</summary>
    public static async Task<ChangeOutcome> MergeAsync(
        HubDb db,
        Guid id,
        int seen,
        Guid intoId,
        DateOnly on,
        CancellationToken cancellationToken
    )
    {
        var tree = await OrganisationTree.OnAsync(db, on, cancellationToken);
        if (tree.Find(intoId) is null)
        {
            return new ChangeOutcome.UnknownSuperior();
        }

        if (tree.IsWithin(intoId, id))
        {
            return new ChangeOutcome.Cycle();
        }

        var (refused, organisation, standing) = await StandingAsync(db, id, seen, on, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        standing!.ValidTo = on;
        organisation!.Version++;
        db.Add(
            new OrganisationSuccession
            {
                FromId = id,
                ToId = intoId,
                On = on,
            }
        );
        foreach (
            var child in await db
                .OrganisationSpans.Where(span => span.ParentId == id && span.ValidTo == null)
                .ToListAsync(cancellationToken)
        )
        {
            if (child.ValidFrom > on)
            {
                return new ChangeOutcome.BeforeLastChange(child.ValidFrom);
            }

            Put(db, child, on, child.Name, intoId);
            (await db.Organisations.SingleAsync(one => one.Id == child.OrganisationId, cancellationToken)).Version++;
        }

        return await SaveAsync(db, organisation, cancellationToken);
    }

    /// <summary>Another address for reminders, or none when its holder left: the one before is not kept.</summary>
    public static async Task<ChangeOutcome> SetContactAsync(HubDb db, Guid id, int seen, string? email, CancellationToken cancellationToken)
    {
        var organisation = await db.Organisations.SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        if (organisation is null)
        {
            return new ChangeOutcome.Unknown();
        }

        if (organisation.Version != seen)
        {
            return new ChangeOutcome.ChangedMeanwhile(organisation.Version);
        }

        organisation.ContactEmail = email;
        organisation.Version++;
        return await SaveAsync(db, organisation, cancellationToken);
    }

    private static async Task<ChangeOutcome> ChangeAsync(
        HubDb db,
        Guid id,
        int seen,
        DateOnly on,
        Func<OrganisationSpan, (string Name, Guid? ParentId)> change,
        CancellationToken cancellationToken
    )
    {
        var (refused, organisation, standing) = await StandingAsync(db, id, seen, on, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        var (name, parentId) = change(standing!);
        Put(db, standing!, on, name, parentId);
        organisation!.Version++;
        return await SaveAsync(db, organisation, cancellationToken);
    }

    /// <summary>Name and superior from a day on; the same day again is a correction.</summary>
    internal static void Put(HubDb db, OrganisationSpan standing, DateOnly on, string name, Guid? parentId)
    {
        if (standing.ValidFrom == on)
        {
            (standing.Name, standing.ParentId) = (name, parentId);
            return;
        }

        standing.ValidTo = on;
        db.Add(
            new OrganisationSpan
            {
                OrganisationId = standing.OrganisationId,
                ValidFrom = on,
                Name = name,
                ParentId = parentId,
            }
        );
    }

    private static async Task<(ChangeOutcome? Refused, Organisation? Organisation, OrganisationSpan? Standing)> StandingAsync(
        HubDb db,
        Guid id,
        int seen,
        DateOnly on,
        CancellationToken cancellationToken
    )
    {
        var organisation = await db.Organisations.SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        var standing = await db.OrganisationSpans.SingleOrDefaultAsync(
            span => span.OrganisationId == id && span.ValidTo == null,
            cancellationToken
        );
        return organisation is null || standing is null ? (new ChangeOutcome.Unknown(), null, null)
            : organisation.Version != seen ? (new ChangeOutcome.ChangedMeanwhile(organisation.Version), null, null)
            : standing.ValidFrom > on ? (new ChangeOutcome.BeforeLastChange(standing.ValidFrom), null, null)
            : (null, organisation, standing);
    }

    private static async Task<OrganisationTree> StandingTreeAsync(HubDb db, CancellationToken cancellationToken) =>
        await OrganisationTree.OnAsync(db, DateOnly.MaxValue.AddDays(-1), cancellationToken);

    private static async Task<ChangeOutcome> SaveAsync(HubDb db, Organisation organisation, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new ChangeOutcome.Changed(organisation.Version);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear(); // somebody saved between our reading and our writing: nothing of ours is there
            var now = await db
                .Organisations.Where(one => one.Id == organisation.Id)
                .Select(one => one.Version)
                .FirstOrDefaultAsync(cancellationToken);
            return new ChangeOutcome.ChangedMeanwhile(now);
        }
    }
}

/// <summary>What came of a change.</summary>
internal abstract record ChangeOutcome
{
    private ChangeOutcome() { }

    public sealed record Changed(int Version) : ChangeOutcome;

    /// <summary>No such organisation stands.</summary>
    public sealed record Unknown : ChangeOutcome;

    public sealed record UnknownSuperior : ChangeOutcome;

    /// <summary>It would stand above itself.</summary>
    public sealed record Cycle : ChangeOutcome;

    /// <summary>Somebody else changed it since it was read; look at it again. Nothing was written.</summary>
    public sealed record ChangedMeanwhile(int Version) : ChangeOutcome;

    /// <summary>History is written forward: the day lies before the last change.</summary>
    public sealed record BeforeLastChange(DateOnly LastChange) : ChangeOutcome;
}
