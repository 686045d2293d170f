using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Audit;

/// <summary>What holds the log together, and the look whether it still does.</summary>
internal static class AuditChain
{
    /// <summary>
    /// The text that is hashed, UTF-8: number, time (ticks of 100 ns since 0001-01-01 UTC), source, account (or nothing), act, subject, changes, and the
    /// hash before it, each preceded by its length in characters and a colon, so that no text can be moved from one to the next.
    /// </summary>
    public static string TextOf(AuditEntry entry)
    {
        var text = new StringBuilder();
        foreach (
            var part in (ReadOnlySpan<string>)
                [
                    entry.Number.ToString(CultureInfo.InvariantCulture),
                    entry.At.UtcTicks.ToString(CultureInfo.InvariantCulture),
                    entry.Source.ToWire(),
                    entry.AccountId?.ToString() ?? "",
                    entry.Act.ToWire(),
                    entry.Subject,
                    entry.Changes,
                    entry.PreviousHash,
                ]
        )
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part}");
        }

        return text.ToString();
    }

    public static string HashOf(AuditEntry entry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TextOf(entry))));

    /// <summary>Follows the chain from its first entry to its head.</summary>
    public static async Task<ChainState> VerifyAsync(HubDb db, CancellationToken cancellationToken)
    {
        // The head first: what others add meanwhile lies behind it and is left for the next look.
        var head = await db.Set<AuditHead>().AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var last = head?.Number ?? long.MaxValue;
        var (number, hash) = (0L, "");
        await foreach (
            var entry in db
                .AuditEntries.AsNoTracking()
                .Where(entry => entry.Number <= last)
                .OrderBy(entry => entry.Number)
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
        {
            if (entry.Number != number + 1)
            {
                return new ChainState.Broken(number + 1, "is missing");
            }

            if (entry.PreviousHash != hash)
            {
                return new ChainState.Broken(entry.Number, "does not follow the one before it");
            }

            if (entry.Hash != HashOf(entry))
            {
                return new ChainState.Broken(entry.Number, "was changed");
            }

            (number, hash) = (entry.Number, entry.Hash);
        }

        return head is null || head.Number != number || head.Hash != hash
            ? new ChainState.Broken(number + 1, "is missing at the end")
            : new ChainState.Whole(number, hash);
    }
}

/// <summary>What a look at the chain finds.</summary>
internal abstract record ChainState
{
    private ChainState() { }

    /// <summary>Nothing was changed since; whoever noted number and hash of an earlier look can tell that nothing before it was made anew either.</summary>
    public sealed record Whole(long Entries, string Hash) : ChainState;

    public sealed record Broken(long Number, string How) : ChainState;
}
