using System.Globalization;
using System.Text;
using Ispeed.Hub.Tables;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Audit;

/// <summary>The log as CSV: everything that the hashes are made of, so that anybody can make them again.</summary>
internal static class AuditFile
{
    public const string Name = "audit.csv";

    public static async Task WriteAsync(IQueryable<AuditEntry> entries, Stream to, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true)
        {
            NewLine = "\r\n",
        };
        await text.WriteLineAsync("number,at,ticks,source,account,act,subject,changes,previousHash,hash");
        await foreach (var entry in entries.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            await text.WriteLineAsync(
                CsvText.Line(
                    entry.Number.ToString(CultureInfo.InvariantCulture),
                    entry.At.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
                    entry.At.UtcTicks.ToString(CultureInfo.InvariantCulture),
                    entry.Source.ToWire(),
                    entry.AccountId?.ToString(),
                    entry.Act.ToWire(),
                    entry.Subject,
                    entry.Changes,
                    entry.PreviousHash,
                    entry.Hash
                )
            );
        }
    }
}
