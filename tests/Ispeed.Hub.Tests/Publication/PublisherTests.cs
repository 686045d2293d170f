using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Screening;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ispeed.Hub.Tests.Publication;

public sealed class PublisherTests(Hubs hubs)
{
    private static readonly string[] Communes = ["22366", "22333", "22390", "22402", "22759", "22420", "00004", "00008"];
    private static readonly string[] Brands = ["viettel", "vnpt", "fpt", "mobifone"];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Bringing_a_month_up_to_date_step_by_step_gives_what_making_it_whole_gives(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var random = new Random(4711);
        var rows = new List<MeasurementRow>();
        for (var step = 0; step < 5; step++)
        {
            var more = Enumerable.Range(0, 150).Select(_ => Any(random, rows)).ToList();
            rows.AddRange(more);
            await hub.PublishAsync(more);
            await ChangeSomeAsync(hub, random, rows);
        }

        var stepwise = await hub.DocumentsAsync();
        stepwise.Count.ShouldBeGreaterThan(20);
        await using var other = Another(hub);
        (await other.PublishAsync(_ => { }, Ending)).ShouldBeTrue(); // nothing is marked, and nothing happens
        await using (var db = hub.OpenDb())
        {
            db.Add(ChangedRuns.WholeMonth(SomeMonth.October.First, hub.Time.GetUtcNow()));
            await db.SaveChangesAsync(Ending);
        }

        (await other.PublishAsync(_ => { }, Ending)).ShouldBeTrue();
        (await hub.DocumentsAsync()).ShouldBe(stepwise);
        await using var after = hub.OpenDb();
        (await after.Set<ChangedRuns>().CountAsync(Ending)).ShouldBe(0);

        // Nothing differed, so the second generation wrote no document: what is shown is of earlier ones.
        var head = await after.PublishedMonths.SingleAsync(Ending);
        (await after.Figures.CountAsync(row => row.Generation == head.Generation, Ending)).ShouldBe(0);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_a_publisher_left_behind_that_ended_in_the_middle_is_never_shown(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await hub.PublishAsync(SomeMonth.Runs(20));
        var before = await hub.DocumentsAsync();
        await using (var db = hub.OpenDb())
        {
            var head = await db.PublishedMonths.SingleAsync(Ending);
            db.Add(
                new FigureRow
                {
                    Month = SomeMonth.October.First,
                    Level = FigureLevel.Commune,
                    AreaCode = "22333",
                    AreaFrom = new(2025, 7, 1),
                    Operator = Figure.AllOperators,
                    Generation = head.Generation + 1,
                    Hash = "half",
                    Content = "{}",
                }
            );
            await db.SaveChangesAsync(Ending);
        }

        (await hub.DocumentsAsync()).ShouldBe(before);
        await hub.PublishAsync(SomeMonth.Runs(1, mbps: _ => 500));
        var after = await hub.DocumentsAsync();
        after.Keys.ShouldBe(before.Keys);
        after.ShouldNotBe(before);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_two_publishers_one_publishes_and_one_that_lost_its_lease_shows_nothing(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await hub.PublishAsync(SomeMonth.Runs(20));
        var shown = await hub.DocumentsAsync();
        await using var db = hub.OpenDb();
        var holder = Guid.NewGuid();
        (await Lease.TakeAsync(db, PublishMonth.LeaseName, holder, hub.Time.GetUtcNow(), TimeSpan.FromMinutes(1), Ending)).ShouldBeTrue();
        db.AddRange(SomeMonth.Runs(30, "fpt"));
        db.Add(ChangedRuns.WholeMonth(SomeMonth.October.First, hub.Time.GetUtcNow()));
        await db.SaveChangesAsync(Ending);
        (await hub.PublishAsync()).ShouldBeFalse();

        // A holder that stays silent is replaced, and then may not show what it has made.
        hub.Time.Move(TimeSpan.FromMinutes(2));
        (
            await Lease.TakeAsync(db, PublishMonth.LeaseName, Guid.NewGuid(), hub.Time.GetUtcNow(), TimeSpan.FromMinutes(1), Ending)
        ).ShouldBeTrue();
        var silent = new PublishMonth(
            hub.Services.GetRequiredService<IDbContextFactory<HubDb>>(),
            hub.Services.GetRequiredService<AreaDirectory>(),
            hub.Services.GetRequiredService<OperatorDirectory>(),
            holder,
            _ => { }
        );
        await Should.ThrowAsync<LeaseLost>(() => silent.RunAsync(SomeMonth.October.First, null, hub.Time.GetUtcNow(), Ending));
        (await hub.DocumentsAsync()).ShouldBe(shown);

        hub.Time.Move(TimeSpan.FromMinutes(2));
        (await hub.PublishAsync()).ShouldBeTrue();
        (await hub.FiguresAsync(SomeMonth.Commune)).Of("fpt").ShouldNotBeNull();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_release_stays_as_it_was_and_an_erratum_names_what_it_corrects(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await hub.PublishAsync(SomeMonth.Runs(30).Concat(SomeMonth.Runs(12, "fpt")));
        var first = await ReleaseAsync(hub, null);
        (first.Number, first.ValidRuns, first.Devices, first.Corrects).ShouldBe((1, 42, 42, null));
        (await Should.ThrowAsync<StartRefused>(() => ReleaseAsync(hub, "again"))).Message.ShouldContain("nothing to correct");

        // Seven of an operator's devices turn out to be flagged: its cell falls below the bar and is gone from the newest figures on every level.
        await using (var db = hub.OpenDb())
        {
            var changed = await db.Measurements.Where(row => row.OperatorCode == "fpt").Take(7).ToListAsync(Ending);
            changed.ForEach(row => row.Proof = Proof.Disputed);
            db.AddRange(ChangedRuns.Of(changed, hub.Time.GetUtcNow()));
            await db.SaveChangesAsync(Ending);
        }

        (await Should.ThrowAsync<StartRefused>(() => ReleaseAsync(hub, null))).Message.ShouldContain("needs a reason");
        var second = await ReleaseAsync(hub, "seven runs were disputed");
        (second.Number, second.Corrects, second.Reason).ShouldBe((2, 1, "seven runs were disputed"));
        string.Equals(second.ContentHash, first.ContentHash, StringComparison.Ordinal).ShouldBeFalse();
        await using var after = hub.OpenDb();
        (await SamplesAsync(after, 1)).ShouldBe(12);
        (await SamplesAsync(after, 2)).ShouldBeNull();
        (await SamplesAsync(after, null)).ShouldBeNull();
        var lines = await ReleaseMonth.LinesAsync(after, SomeMonth.October.First, first.Generation, Ending);
        lines.Count.ShouldBe(first.Documents);
        var manifest = await hub.Client.GetByteArrayAsync("/api/v1/releases/2026-10.1/manifest", Ending);
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest)).ShouldBe(first.ContentHash);

        static async Task<int?> SamplesAsync(HubDb db, int? release)
        {
            var query = new FigureQuery(
                SomeMonth.October.First,
                release,
                AreaCode: SomeMonth.Commune,
                Operator: "fpt",
                Access: "all",
                Hours: "all"
            );
            return (await PublishedFigures.ReadAsync(db, query, null, 10, Ending)).Figures.ShouldHaveSingleItem().Cell.Samples;
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Pages_of_figures_follow_each_other_without_gap_or_repeat(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await hub.PublishAsync(Communes.SelectMany(commune => Brands.SelectMany(brand => SomeMonth.Runs(12, brand, commune: commune))));
        await using var db = hub.OpenDb();
        var found = new List<string>();
        for (FigureCursor? at = null; ; )
        {
            var page = await PublishedFigures.ReadAsync(db, new(SomeMonth.October.First, Access: "all", Hours: "all"), at, 7, Ending);
            found.AddRange(page.Figures.Select(figure => $"{figure.AreaCode} {figure.Operator}"));
            if ((at = page.Next) is null)
            {
                break;
            }
        }

        found.Distinct(StringComparer.Ordinal).Count().ShouldBe(found.Count);
        found.Count.ShouldBe((await hub.DocumentsAsync()).Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Screening_stores_flags_beside_the_runs_and_can_be_done_again(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        var device = Guid.NewGuid();
        var regular = Enumerable
            .Range(0, 14)
            .Select(i => SomeMonth.Run(0, mbps: 40).With(row => (row.Device, row.StartedAt) = (device, SomeMonth.Noon.AddMinutes(10 * i))))
            .ToList();
        await hub.PublishAsync(SomeMonth.Runs(10).Concat(regular));
        await using var db = hub.OpenDb();
        var flags = await db.ScreenedRuns.Where(run => run.Device == device).Select(run => run.Flags).Distinct().ToListAsync(Ending);
        flags.ShouldHaveSingleItem().ShouldBe(Flag.TooRegular.Bit());
        (await hub.GetAsync($"/api/v1/measurements/{regular[0].Id}")).Body.ShouldContain("\"flags\":[\"too-regular\"]");
        (await hub.GetAsync($"/en/r/{regular[0].Id}")).Body.ShouldContain("as evenly as a program");

        await db.ScreenedRuns.ExecuteDeleteAsync(Ending); // as after a change of the rules
        await PublishCommand.ScreenAsync(hub.Services, SomeMonth.October.First, SomeMonth.October.First, TextWriter.Null, Ending);
        (await db.ScreenedRuns.CountAsync(Ending)).ShouldBe(14);
        (await hub.FiguresAsync(SomeMonth.Commune)).Runs.Valid.ShouldBe(10);
    }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private static Task<Release> ReleaseAsync(RunningHub hub, string? reason) =>
        PublishCommand.ReleaseAsync(hub.Services, SomeMonth.October.First, reason, TextWriter.Null, Ending);

    private static PublisherAlone Another(RunningHub hub) =>
        new(
            new(
                hub.Services.GetRequiredService<IDbContextFactory<HubDb>>(),
                hub.Services.GetRequiredService<AreaDirectory>(),
                hub.Services.GetRequiredService<OperatorDirectory>(),
                hub.Time,
                NullLogger<Publisher>.Instance
            )
        );

    private static MeasurementRow Any(Random random, List<MeasurementRow> before)
    {
        Access[] accesses = [Access.Fixed, Access.Mobile4G, Access.Mobile5G, Access.WiFi, Access.Unknown];
        var run = SomeMonth.Run(
            random.Next(1000),
            Brands[random.Next(Brands.Length)],
            accesses[random.Next(accesses.Length)],
            random.Next(20) == 0 ? null : Math.Round(Math.Exp(3 + 1.2 * random.NextDouble() * 2), 2),
            Communes[random.Next(Communes.Length)]
        );
        return run.With(row =>
        {
            row.Device = before.Count > 0 && random.Next(3) == 0 ? before[random.Next(before.Count)].Device : row.Device;
            row.StartedAt = row.StartedAt.AddMinutes(random.Next(12 * 60));
            row.LimitedBy = random.Next(15) == 0 ? 1 : 0;
            row.FailureReason = row.DownMbps is null ? FailureReason.Stalled : null;
            row.ReferralCode = random.Next(4) == 0 ? "ST" : null;
            row.LoadedDownMs = random.Next(5) == 0 ? null : random.Next(20, 200);
        });
    }

    private static async Task ChangeSomeAsync(RunningHub hub, Random random, List<MeasurementRow> rows)
    {
        await using var db = hub.OpenDb();
        var changed = Enumerable.Range(0, 10).Select(_ => rows[random.Next(rows.Count)]).DistinctBy(row => row.Id).ToList();
        foreach (var row in changed)
        {
            row.Proof = random.Next(2) == 0 ? Proof.Disputed : Proof.Attested;
            db.Entry(row).State = EntityState.Modified;
        }

        var gone = rows[^1];
        db.Entry(gone).State = EntityState.Deleted;
        rows.Remove(gone);
        db.AddRange(ChangedRuns.Of(changed.Append(gone), hub.Time.GetUtcNow()));
        await db.SaveChangesAsync(Ending);
        (await hub.PublishAsync()).ShouldBeTrue();
    }

    private sealed class PublisherAlone(Publisher publisher) : IAsyncDisposable
    {
        public Task<bool> PublishAsync(Action<string> progress, CancellationToken cancellationToken) =>
            publisher.PublishAsync(progress, cancellationToken);

        public ValueTask DisposeAsync()
        {
            publisher.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
