using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ispeed.Hub.Audit;
using Ispeed.Hub.Tables;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Audit;

public sealed class AuditLogTests(Hubs hubs)
{
    private const int Writers = 8;
    private const int Each = 5;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Writers_beside_each_other_make_one_chain(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(writer =>
                    Task.Run(
                        async () =>
                        {
                            for (var at = 0; at < Each; at++)
                            {
                                await WriteAsync(hub, $"thing {writer}-{at}");
                            }
                        },
                        Ending
                    )
                )
        );
        await using var db = hub.OpenDb();
        var whole = (await AuditChain.VerifyAsync(db, Ending)).ShouldBeOfType<ChainState.Whole>();
        whole.Entries.ShouldBe(Writers * Each);
        (await db.AuditEntries.Select(entry => entry.PreviousHash).Distinct().CountAsync(Ending)).ShouldBe(Writers * Each);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_act_that_is_taken_back_leaves_no_entry_and_no_gap(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await WriteAsync(hub, "first");
        await using (var db = hub.OpenDb())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Ending);
            await db.SaveWithAsync(Note("never"), hub.Time.GetUtcNow(), Ending);
            await transaction.RollbackAsync(Ending);
        }

        await WriteAsync(hub, "second");
        await using var after = hub.OpenDb();
        (await AuditChain.VerifyAsync(after, Ending)).ShouldBeOfType<ChainState.Whole>().Entries.ShouldBe(2);
        (await after.AuditEntries.AnyAsync(entry => entry.Subject == "never", Ending)).ShouldBeFalse();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whatever_is_done_to_an_entry_is_seen(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        foreach (var subject in new[] { "one", "two", "three" })
        {
            await WriteAsync(hub, subject);
        }

        await using var db = hub.OpenDb();
        var entries = db.AuditEntries;
        await entries.Where(entry => entry.Number == 2).ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Subject, "other"), Ending);
        (await AuditChain.VerifyAsync(db, Ending)).ShouldBe(new ChainState.Broken(2, "was changed"));

        // Even with a hash that fits: the next one does not follow any more.
        var changed = await entries.AsNoTracking().SingleAsync(entry => entry.Number == 2, Ending);
        var hash = AuditChain.HashOf(changed);
        await entries.Where(entry => entry.Number == 2).ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Hash, hash), Ending);
        (await AuditChain.VerifyAsync(db, Ending)).ShouldBe(new ChainState.Broken(3, "does not follow the one before it"));
        await entries.Where(entry => entry.Number == 2).ExecuteDeleteAsync(Ending);
        (await AuditChain.VerifyAsync(db, Ending)).ShouldBe(new ChainState.Broken(2, "is missing"));
        await entries.Where(entry => entry.Number == 3).ExecuteDeleteAsync(Ending);
        (await AuditChain.VerifyAsync(db, Ending)).ShouldBe(new ChainState.Broken(2, "is missing at the end"));
    }

    [Fact]
    public async Task The_file_has_all_that_the_hashes_are_made_of()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await WriteAsync(hub, "a, \"b\"");
        await WriteAsync(hub, "c");
        await using var db = hub.OpenDb();
        using var file = new MemoryStream();
        await AuditFile.WriteAsync(db.AuditEntries.AsNoTracking().OrderBy(entry => entry.Number), file, Ending);
        var table = CsvTable.Read(file.ToArray(), out _).ShouldNotBeNull();
        var previous = "";
        foreach (var row in table.Rows)
        {
            var parts = new[] { "number", "ticks", "source", "account", "act", "subject", "changes" }
                .Select(name => table.Cell(row, name))
                .Append(previous);
            var text = string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Length}:{part}")));
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            table.Cell(row, "hash").ShouldBe(previous);
        }

        table.Rows.Count.ShouldBe(2);
    }

    [Fact]
    public void The_numbers_and_the_hash_are_frozen()
    {
        var entry = new AuditEntry
        {
            Number = 7,
            At = new(2026, 11, 25, 7, 0, 0, TimeSpan.Zero),
            Source = AuditSource.Console,
            AccountId = Guid.Parse("0190a0a0-0000-7000-8000-000000000000"),
            Act = AuditAct.OrganisationRenamed,
            Subject = "organisation 1",
            Changes = "{\"name\":\"Sở Y tế\"}",
            PreviousHash = "ab",
            Hash = "",
        };
        AuditChain
            .TextOf(entry)
            .ShouldBe(
                "1:718:6393118680000000007:console36:0190a0a0-0000-7000-8000-00000000000020:organisation-renamed14:organisation 118:{\"name\":\"Sở Y tế\"}2:ab"
            );
        AuditChain.HashOf(entry).ShouldBe("373e8cefaf6e59b59ecb25d7edffbab179b66444115ec83375f26aa04963e9d6");
        string.Join(' ', Enum.GetValues<AuditAct>().Select(act => $"{(int)act}={act.ToWire()}"))
            .ShouldBe(
                "1=account-invited 2=account-joined 3=account-renewed 4=account-ended 5=invitation-withdrawn 6=key-made 7=key-revoked "
                    + "20=organisation-renamed 21=organisation-moved 22=organisation-merged 23=organisation-contact-set 24=organisation-headcount-set 25=organisations-imported "
                    + "40=campaign-opened 41=codes-made 42=code-replaced 43=round-moved 44=report-written 60=month-released 61=month-screened 62=exported 80=operators-changed 81=areas-imported 100=case-opened 101=case-answered 102=case-closed 103=case-reopened"
            );
        string.Join(' ', Enum.GetValues<AuditSource>().Select(source => $"{(int)source}={source.ToWire()}"))
            .ShouldBe("1=console 2=command-line 3=api 4=hub");
    }

    private static AuditNote Note(string subject) => new(Author.CommandLine, AuditAct.Exported, subject, ("what", "Đơn vị"));

    private static async Task WriteAsync(RunningHub hub, string subject)
    {
        await using var db = hub.OpenDb();
        await db.SaveWithAsync(Note(subject), hub.Time.GetUtcNow(), Ending);
    }
}
