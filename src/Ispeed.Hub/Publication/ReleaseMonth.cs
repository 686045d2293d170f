using System.Security.Cryptography;
using System.Text;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Publication;

/// <summary>Releases a month: what is published of it now is kept for good under a number, and can be checked against its manifest.</summary>
internal static class ReleaseMonth
{
    /// <summary>The release, or why there is none.</summary>
    /// <param name="db">The store.</param>
    /// <param name="month">The first day.</param>
    /// <param name="reason">Why a month that was released before is released again; null for a first release.</param>
    /// <param name="holder">Of the publication's lease: figures must not change in between.</param>
    /// <param name="now">The time of the release.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<(Release? Release, string? WhyNot)> RunAsync(
        HubDb db,
        DateOnly month,
        string? reason,
        Guid holder,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await Lease.HoldsAsync(db, PublishMonth.LeaseName, holder, cancellationToken))
        {
            throw new LeaseLost();
        }

        if (await PublishedFigures.HeadAsync(db, month, release: null, cancellationToken) is not { ValidRuns: > 0 } head)
        {
            return (null, $"Nothing of {month:yyyy-MM} is published: no valid run was measured in it.");
        }

        var before = await db
            .Releases.AsNoTracking()
            .Where(one => one.Month == month)
            .OrderByDescending(one => one.Number)
            .FirstOrDefaultAsync(cancellationToken);
        var (documents, hash) = await ManifestAsync(db, month, head.Generation, cancellationToken);
        if (before is not null && before.ContentHash == hash)
        {
            return (null, $"Release {before.Number} of {month:yyyy-MM} has the same figures: there is nothing to correct.");
        }

        if (before is not null && string.IsNullOrWhiteSpace(reason))
        {
            return (null, $"{month:yyyy-MM} was released before, as number {before.Number}. An erratum needs a reason: --reason TEXT.");
        }

        var release = new Release
        {
            Month = month,
            Number = (before?.Number ?? 0) + 1,
            Generation = head.Generation,
            Method = head.Method,
            Rules = head.Rules,
            AreasAsOf = head.AreasAsOf,
            ComputedAt = head.ComputedAt,
            ReleasedAt = now,
            IsDemonstration = head.IsDemonstration,
            Runs = head.Runs,
            ValidRuns = head.ValidRuns,
            Devices = head.Devices,
            Documents = documents,
            ContentHash = hash,
            Reason = before is null ? null : reason,
            Corrects = before?.Number,
        };
        db.Add(release);
        var note = new AuditNote(
            Author.CommandLine,
            AuditAct.MonthReleased,
            $"month {month:yyyy-MM}",
            ("number", release.Number),
            ("sha256", hash)
        );
        await db.SaveWithAsync(note, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (release, null);
    }

    /// <summary>The lines of a manifest: one a document, <c>area from operator hash</c>, in ordinal order, each ended by a line feed.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(
        HubDb db,
        DateOnly month,
        long generation,
        CancellationToken cancellationToken
    )
    {
        var rows = await db
            .Figures.AsNoTracking()
            .SeenBy(db, month, generation)
            .Select(row => new
            {
                row.AreaCode,
                row.AreaFrom,
                row.Operator,
                row.Hash,
            })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => $"{row.AreaCode} {row.AreaFrom:yyyy-MM-dd} {row.Operator} {row.Hash}").Order(StringComparer.Ordinal)];
    }

    private static async Task<(int Documents, string Hash)> ManifestAsync(
        HubDb db,
        DateOnly month,
        long generation,
        CancellationToken cancellationToken
    )
    {
        var lines = await LinesAsync(db, month, generation, cancellationToken);
        return (lines.Count, Convert.ToHexStringLower(SHA256.HashData(ManifestOf(lines))));
    }

    /// <summary>What the content hash of a release is made over.</summary>
    public static byte[] ManifestOf(IReadOnlyList<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
}
