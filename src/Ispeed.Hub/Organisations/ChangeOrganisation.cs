using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Organisations;

/// <summary>What every change of an organisation has.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="Seen">The version that the person looked at when deciding; another one means that somebody was faster.</param>
/// <param name="On">The first day of what changes.</param>
/// <param name="By">Who changes it.</param>
/// <param name="Now">When.</param>
internal sealed record OrganisationEdit(Guid Id, int Seen, DateOnly On, Author By, DateTimeOffset Now)
{
    public AuditNote Note(AuditAct act, params IReadOnlyList<(string, object?)> changes) =>
        new(By, act, SubjectOf(Id), [("on", On.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), .. changes]);

    /// <summary>As the log names an organisation.</summary>
    public static string SubjectOf(Guid id) => $"organisation {id}";
}

/// <summary>Rename, move, merge, contact and headcount of an organisation. What was before stays readable on its days.</summary>
internal static class ChangeOrganisation
{
    public static Task<ChangeOutcome> RenameAsync(HubDb db, OrganisationEdit edit, string name, CancellationToken cancellationToken) =>
        ChangeAsync(
            db,
            edit,
            standing => (name, standing.ParentId),
            edit.Note(AuditAct.OrganisationRenamed, ("name", name)),
            cancellationToken
        );

    /// <summary>Puts it below another superior, or makes it a root; everything below it goes along.</summary>
    public static async Task<ChangeOutcome> MoveAsync(HubDb db, OrganisationEdit edit, Guid? parentId, CancellationToken cancellationToken)
    {
        if (parentId is { } parent)
        {
            var tree = await OrganisationTree.OnAsync(db, edit.On, cancellationToken);
            if (tree.Find(parent) is null)
            {
                return new ChangeOutcome.UnknownSuperior();
            }

            if (tree.IsWithin(parent, edit.Id) || (await StandingTreeAsync(db, cancellationToken)).IsWithin(parent, edit.Id))
            {
                return new ChangeOutcome.Cycle();
            }
        }

        var note = edit.Note(AuditAct.OrganisationMoved, ("superior", parentId));
        return await ChangeAsync(db, edit, standing => (standing.Name, parentId), note, cancellationToken);
    }

    /// <summary>It ends and another one carries on; what stands below it goes to the successor, on the same day.</summary>
    public static async Task<ChangeOutcome> MergeAsync(HubDb db, OrganisationEdit edit, Guid intoId, CancellationToken cancellationToken)
    {
        var tree = await OrganisationTree.OnAsync(db, edit.On, cancellationToken);
        if (tree.Find(intoId) is null)
        {
            return new ChangeOutcome.UnknownSuperior();
        }

        if (tree.IsWithin(intoId, edit.Id))
        {
            return new ChangeOutcome.Cycle();
        }

        var (refused, organisation, standing) = await StandingAsync(db, edit, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        standing!.ValidTo = edit.On;
        organisation!.Version++;
        db.Add(
            new OrganisationSuccession
            {
                FromId = edit.Id,
                ToId = intoId,
                On = edit.On,
            }
        );
        foreach (
            var child in await db
                .OrganisationSpans.Where(span => span.ParentId == edit.Id && span.ValidTo == null)
                .ToListAsync(cancellationToken)
        )
        {
            if (child.ValidFrom > edit.On)
            {
                db.ChangeTracker.Clear();
                return new ChangeOutcome.BeforeLastChange(child.ValidFrom);
            }

            Put(db, child, edit.On, child.Name, intoId);
            (await db.Organisations.SingleAsync(one => one.Id == child.OrganisationId, cancellationToken)).Version++;
        }

        return await SaveAsync(db, organisation, edit.Note(AuditAct.OrganisationMerged, ("into", intoId)), edit.Now, cancellationToken);
    }

    /// <summary>Another address for reminders, or none when its holder left: the one before is not kept, and the log has neither.</summary>
    public static async Task<ChangeOutcome> SetContactAsync(
        HubDb db,
        OrganisationEdit edit,
        string? email,
        CancellationToken cancellationToken
    )
    {
        var (refused, organisation) = await SeenAsync(db, edit, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        organisation!.ContactEmail = email;
        organisation.Version++;
        var note = edit.Note(AuditAct.OrganisationContactSet, ("contact", email is null ? "removed" : "set"));
        return await SaveAsync(db, organisation, note, edit.Now, cancellationToken);
    }

    /// <summary>Its staff from the month of the day on.</summary>
    public static async Task<ChangeOutcome> SetHeadcountAsync(
        HubDb db,
        OrganisationEdit edit,
        int staff,
        CancellationToken cancellationToken
    )
    {
        var (refused, organisation) = await SeenAsync(db, edit, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        var month = new DateOnly(edit.On.Year, edit.On.Month, 1);
        var standing = await db.Headcounts.SingleOrDefaultAsync(
            one => one.OrganisationId == edit.Id && one.Month == month,
            cancellationToken
        );
        if (standing is null)
        {
            standing = new() { OrganisationId = edit.Id, Month = month };
            db.Add(standing);
        }

        standing.Staff = staff;
        organisation!.Version++;
        return await SaveAsync(
            db,
            organisation,
            edit.Note(AuditAct.OrganisationHeadcountSet, ("staff", staff)),
            edit.Now,
            cancellationToken
        );
    }

    private static async Task<(ChangeOutcome? Refused, Organisation? Organisation)> SeenAsync(
        HubDb db,
        OrganisationEdit edit,
        CancellationToken cancellationToken
    )
    {
        var organisation = await db.Organisations.SingleOrDefaultAsync(one => one.Id == edit.Id, cancellationToken);
        return organisation is null ? (new ChangeOutcome.Unknown(), null)
            : organisation.Version != edit.Seen ? (new ChangeOutcome.ChangedMeanwhile(organisation.Version), null)
            : (null, organisation);
    }

    private static async Task<ChangeOutcome> ChangeAsync(
        HubDb db,
        OrganisationEdit edit,
        Func<OrganisationSpan, (string Name, Guid? ParentId)> change,
        AuditNote note,
        CancellationToken cancellationToken
    )
    {
        var (refused, organisation, standing) = await StandingAsync(db, edit, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        var (name, parentId) = change(standing!);
        Put(db, standing!, edit.On, name, parentId);
        organisation!.Version++;
        return await SaveAsync(db, organisation, note, edit.Now, cancellationToken);
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
        OrganisationEdit edit,
        CancellationToken cancellationToken
    )
    {
        var (refused, organisation) = await SeenAsync(db, edit, cancellationToken);
        var standing = await db.OrganisationSpans.SingleOrDefaultAsync(
            span => span.OrganisationId == edit.Id && span.ValidTo == null,
            cancellationToken
        );
        return refused is not null ? (refused, null, null)
            : standing is null ? (new ChangeOutcome.Unknown(), null, null)
            : standing.ValidFrom > edit.On ? (new ChangeOutcome.BeforeLastChange(standing.ValidFrom), null, null)
            : (null, organisation, standing);
    }

    private static async Task<OrganisationTree> StandingTreeAsync(HubDb db, CancellationToken cancellationToken) =>
        await OrganisationTree.OnAsync(db, DateOnly.MaxValue.AddDays(-1), cancellationToken);

    private static async Task<ChangeOutcome> SaveAsync(
        HubDb db,
        Organisation organisation,
        AuditNote note,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await db.SaveWithAsync(note, now, cancellationToken);
            return new ChangeOutcome.Changed(organisation.Version);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear(); // somebody saved between our reading and our writing: nothing of ours is there
            var version = await db
                .Organisations.Where(one => one.Id == organisation.Id)
                .Select(one => one.Version)
                .FirstOrDefaultAsync(cancellationToken);
            return new ChangeOutcome.ChangedMeanwhile(version);
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
