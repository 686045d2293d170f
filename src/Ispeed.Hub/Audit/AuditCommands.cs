using System.CommandLine;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Audit;

/// <summary><c>ispeed-hub audit …</c>: whether the log is whole, and the log as a file.</summary>
internal static class AuditCommands
{
    public static Command Create() => new("audit", "Who did what") { Verify(), Export() };

    private static Command Verify()
    {
        var command = new Command("verify", "Follow the chain of the log; fails where an entry was changed, left out or put in");
        command.SetWork(
            async (_, desk, cancellationToken) =>
                Console.WriteLine(
                    await AuditChain.VerifyAsync(desk.Db, cancellationToken) switch
                    {
                        ChainState.Whole whole =>
                            $"whole: {whole.Entries} entries, head {(whole.Hash.Length > 0 ? whole.Hash : "none")}\nNote the head elsewhere: a later look that has the same hash at this number proves that nothing before it was written anew.",
                        ChainState.Broken broken => throw new StartRefused(
                            $"The log is not whole: entry {broken.Number} {broken.How}. Compare with a backup; keep this database as it is."
                        ),
                        _ => throw new System.Diagnostics.UnreachableException(),
                    }
                )
        );
        return command;
    }

    private static Command Export()
    {
        var command = new Command("export", "The whole log as CSV");
        command.SetWork(
            async (_, desk, cancellationToken) =>
            {
                await using var output = Console.OpenStandardOutput();
                await AuditFile.WriteAsync(desk.Db.AuditEntries.AsNoTracking().OrderBy(entry => entry.Number), output, cancellationToken);
            }
        );
        return command;
    }
}
