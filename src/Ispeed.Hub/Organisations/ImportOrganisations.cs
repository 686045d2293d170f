using Ispeed.Hub.Areas;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Sheets;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Organisations;

/// <summary>Units, headcounts and contacts from a spreadsheet, all or nothing. A key that is known is brought up to date; nobody is deleted by not being in a list.</summary>
internal static class ImportOrganisations
{
    /// <param name="db">Where they go.</param>
    /// <param name="areas">Where codes of areas are looked up.</param>
    /// <param name="sheet">What was read.</param>
    /// <param name="on">The first day of what is new or changed; headcounts stand from its month on.</param>
    /// <param name="by">Who imports.</param>
    /// <param name="now">For the ids.</param>
    /// <param name="reach">How far that one reaches; null for everything.</param>
    /// <param name="cancellationToken">Ends it with nothing written.</param>
    public static async Task<ImportOutcome> RunAsync(
        HubDb db,
        AreaDirectory areas,
        Sheet sheet,
        DateOnly on,
        Author by,
        DateTimeOffset now,
        ImportReach? reach,
        CancellationToken cancellationToken
    )
    {
        var tree = await OrganisationTree.OnAsync(db, on, cancellationToken);
        var (lines, faults) = OrganisationFile.Check(sheet, tree, areas, on, reach);
        if (faults.Count > 0)
        {
            return new ImportOutcome.Refused(faults);
        }

        var merge = await Merge.ReadAsync(db, on, cancellationToken);
        if (reach is not null && lines.FirstOrDefault(line => merge.IsOfThePast(line, tree)) is { } past)
        {
            // One that ended belongs to its history: only who reaches everything brings it back.
            return new ImportOutcome.Refused([new(sheet.Name, past.Row, past.KeyColumn, CellReason.OutOfReach, past.Key)]);
        }

        merge.Found(lines, now); // superiors may stand below in the file: all that are new get their id first
        var (changed, unchanged) = (0, 0);
        foreach (var line in lines)
        {
            if (merge.LastChangeAfter(line) is { } later)
            {
                return new ImportOutcome.BeforeLastChange(line.Row, line.Key, later);
            }

            var isChanged = merge.Take(line);
            changed += isChanged && !merge.IsNew(line) ? 1 : 0;
            unchanged += isChanged ? 0 : 1;
        }

        try
        {
            var note = new AuditNote(
                by,
                AuditAct.OrganisationsImported,
                "organisations",
                ("made", lines.Count - changed - unchanged),
                ("changed", changed),
                ("unchanged", unchanged)
            );
            await db.SaveWithAsync(note, now, cancellationToken); // one transaction
        }
        catch (DbUpdateException raced) when (raced is DbUpdateConcurrencyException || StoreFailure.IsConflict(raced))
        {
            db.ChangeTracker.Clear();
            return new ImportOutcome.ChangedMeanwhile(); // somebody changed one of them while the file was read
        }

        return new ImportOutcome.Imported(lines.Count - changed - unchanged, changed, unchanged);
    }

    /// <summary>The lines of a list on top of what is known.</summary>
    private sealed class Merge(
        HubDb db,
        DateOnly on,
        Dictionary<string, Organisation> organisations,
        Dictionary<Guid, OrganisationSpan> spans,
        Dictionary<Guid, Headcount> counts
    )
    {
        private readonly HashSet<Guid> made = [];

        private DateOnly Month => new(on.Year, on.Month, 1);

        public static async Task<Merge> ReadAsync(HubDb db, DateOnly on, CancellationToken cancellationToken)
        {
            var organisations = await db.Organisations.ToListAsync(cancellationToken);
            var spans = await db.OrganisationSpans.Where(span => span.ValidTo == null).ToListAsync(cancellationToken);
            var month = new DateOnly(on.Year, on.Month, 1);
            var counts = await db.Headcounts.Where(one => one.Month == month).ToListAsync(cancellationToken);
            return new(
                db,
                on,
                organisations.ToDictionary(one => one.Key, StringComparer.OrdinalIgnoreCase),
                spans.ToDictionary(span => span.OrganisationId),
                counts.ToDictionary(one => one.OrganisationId)
            );
        }

        public void Found(IEnumerable<OrganisationLine> lines, DateTimeOffset now)
        {
            foreach (var line in lines.Where(line => !organisations.ContainsKey(line.Key)))
            {
                var one = new Organisation { Id = Guid.CreateVersion7(now), Key = line.Key };
                organisations[line.Key] = one;
                made.Add(one.Id);
                db.Add(one);
            }
        }

        public bool IsOfThePast(OrganisationLine line, OrganisationTree tree) =>
            organisations.TryGetValue(line.Key, out var one) && tree.Find(one.Id) is null;

        public bool IsNew(OrganisationLine line) => made.Contains(organisations[line.Key].Id);

        public DateOnly? LastChangeAfter(OrganisationLine line) =>
            spans.GetValueOrDefault(organisations[line.Key].Id) is { } standing && standing.ValidFrom > on ? standing.ValidFrom : null;

        /// <summary>Whether the line says something new.</summary>
        public bool Take(OrganisationLine line)
        {
            var one = organisations[line.Key];

            // An empty cell says nothing about what is known; a contact is removed by its own command.
            var (email, area) = (line.ContactEmail ?? one.ContactEmail, line.AreaCode ?? one.AreaCode);
            var isChanged = email != one.ContactEmail || area != one.AreaCode;
            (one.ContactEmail, one.AreaCode) = (email, area);
            isChanged |= TakeSpan(line, one);
            isChanged |= line.Staff is { } staff && TakeStaff(one.Id, staff);
            one.Version += isChanged && !made.Contains(one.Id) ? 1 : 0;
            return isChanged;
        }

        private bool TakeSpan(OrganisationLine line, Organisation one)
        {
            var standing = spans.GetValueOrDefault(one.Id);
            var parentId = line.ParentKey is { } parent ? organisations[parent].Id : standing?.ParentId;
            if (standing is null)
            {
                db.Add(
                    new OrganisationSpan
                    {
                        OrganisationId = one.Id,
                        ValidFrom = on,
                        Name = line.Name,
                        ParentId = parentId,
                    }
                );
                return true;
            }

            if (standing.Name == line.Name && standing.ParentId == parentId)
            {
                return false;
            }

            ChangeOrganisation.Put(db, standing, on, line.Name, parentId);
            return true;
        }

        private bool TakeStaff(Guid id, int staff)
        {
            if (counts.TryGetValue(id, out var standing))
            {
                var isOther = standing.Staff != staff;
                standing.Staff = staff;
                return isOther;
            }

            db.Add(
                new Headcount
                {
                    OrganisationId = id,
                    Month = Month,
                    Staff = staff,
                }
            );
            return true;
        }
    }
}

/// <summary>What came of an import.</summary>
internal abstract record ImportOutcome
{
    private ImportOutcome() { }

    public sealed record Imported(int Made, int Changed, int Unchanged) : ImportOutcome;

    /// <summary>Nothing was written; every wrong cell is named.</summary>
    public sealed record Refused(IReadOnlyList<CellFault> Faults) : ImportOutcome;

    /// <summary>Nothing was written: history is written forward.</summary>
    public sealed record BeforeLastChange(int Row, string Key, DateOnly LastChange) : ImportOutcome;

    /// <summary>Nothing was written: somebody else changed one of them at the same moment; import again.</summary>
    public sealed record ChangedMeanwhile : ImportOutcome;
}
