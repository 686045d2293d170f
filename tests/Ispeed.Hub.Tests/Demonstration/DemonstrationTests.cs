using Ispeed.Hub.Areas;
using Ispeed.Hub.Demonstration;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Statistics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Demonstration;

public sealed class DemonstrationTests(Hubs hubs)
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly AreaDirectory Areas = new(AreaList.ReadShipped());
    private static readonly IReadOnlyList<Area> Communes = Areas.Communes(DemonstrationProvince.Code, Today);

    [Fact]
    public void A_seed_gives_the_same_rows_and_another_seed_others()
    {
        static string Of(MeasurementRow row) =>
            $"{row.Device} {row.Id} {row.StartedAt:O} {row.CommuneCode} {row.OperatorCode} {row.Access} {row.DownMbps} {row.UpMbps} {row.FailureReason}";
        var once = Province(7).Runs().Take(3000).Select(Of).ToList();
        Province(7).Runs().Take(3000).Select(Of).ShouldBe(once);
        Province(8).Runs().Take(3000).Select(Of).ShouldNotBe(once);
        once[0].ShouldBe(Of(Province(7).Runs().First()));
    }

    [Fact]
    public void The_rows_are_marked_whole_and_within_their_months()
    {
        var rows = Province(DemonstrationProvince.UsualSeed).Runs().ToList();
        rows.Count.ShouldBeGreaterThan(30_000);
        rows.ShouldAllBe(row => row.IsDemonstration && row.ProvinceCode == "56" && row.StartedAt.Offset == TimeSpan.Zero);
        rows.Select(row => row.Id).Distinct().Count().ShouldBe(rows.Count);
        rows.Select(row => row.CommuneCode).Distinct(StringComparer.Ordinal).Count().ShouldBe(65);
        rows.Min(row => VietnamTime.DayOf(row.StartedAt)).ShouldBe(new(2026, 9, 1));
        rows.Max(row => VietnamTime.DayOf(row.StartedAt)).ShouldBe(Today.AddDays(-1));
        rows.Select(row => row.FailureReason).Distinct().Count().ShouldBeGreaterThan(5);
        rows.Where(row => row.FailureReason is null)
            .ShouldAllBe(row => row.DownMbps > 0 && row.UpMbps > 0 && row.DownLow <= row.DownMbps && row.DownMbps <= row.DownHigh);
    }

    [Fact]
    public async Task The_published_intervals_hold_the_true_medians_and_every_tier_shows()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await using var db = hub.OpenDb();
        var province = Province(DemonstrationProvince.UsualSeed);
        await FillDemonstration.FillAsync(db, province, hub.Time.GetUtcNow(), TextWriter.Null, TestContext.Current.CancellationToken);
        (await hub.PublishAsync()).ShouldBeTrue();
        var (held, cells, heldOfSmaller, smaller) = (0, 0, 0, 0);
        var tiers = new HashSet<Tier>();
        foreach (var month in province.Months)
        {
            foreach (var commune in Communes)
            {
                var figures = await AreaFigures.ReadAsync(
                    db,
                    commune,
                    Period.Month(month.Year, month.Month),
                    TestContext.Current.CancellationToken
                );
                figures.IsDemonstration.ShouldBeTrue();
                tiers.Add(Tiers.Of(figures.At(Figure.AllAccesses)?.Samples ?? 0));
                foreach (
                    var cell in figures
                        .Operators.Where(brand => brand.Operator is not (Figure.AllOperators or Figure.OtherOperators))
                        .SelectMany(brand => brand.Cells, (brand, cell) => (brand.Operator, cell.Access, Cell: cell))
                        .Where(one => one.Cell.Hours == Figure.AllHours)
                )
                {
                    if (cell.Cell.Samples >= 30 && AccessOf(cell.Access) is { } access)
                    {
                        var (down, up) = province.TrueMedian(commune, cell.Operator!, access, month);
                        var hits =
                            (cell.Cell.Down!.Median!.Interval!.Value.Holds(down) ? 1 : 0)
                            + (cell.Cell.Up!.Median!.Interval!.Value.Holds(up) ? 1 : 0);
                        (cells, held) = cell.Cell.Samples >= 100 ? (cells + 2, held + hits) : (cells, held);
                        (smaller, heldOfSmaller) = cell.Cell.Samples < 100 ? (smaller + 2, heldOfSmaller + hits) : (smaller, heldOfSmaller);
                    }
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{held} of {cells} intervals hold the true median from 100 samples on, {heldOfSmaller} of {smaller} below"
        );
        cells.ShouldBeGreaterThan(30);
        (held / (double)cells).ShouldBeGreaterThanOrEqualTo(0.9);
        smaller.ShouldBeGreaterThan(100);
        (heldOfSmaller / (double)smaller).ShouldBeGreaterThanOrEqualTo(0.9);
        tiers.ShouldBe([Tier.None, Tier.Indicative, Tier.Provisional, Tier.Direct, Tier.Official], ignoreOrder: true);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Filling_twice_fills_once_and_the_hub_says_that_it_is_a_demonstration(Engine engine)
    {
        await using var hub = await hubs.AloneAsync(engine);
        await using var db = hub.OpenDb();
        var token = TestContext.Current.CancellationToken;
        (await db.IsDemonstrationAsync(token)).ShouldBeFalse();
        var written = await FillDemonstration.FillAsync(db, Small(), hub.Time.GetUtcNow(), TextWriter.Null, token);
        written.ShouldBeGreaterThan(0);
        var second = new StringWriter();
        (await FillDemonstration.FillAsync(db, Small(), hub.Time.GetUtcNow(), second, token)).ShouldBe(0);
        second.ToString().ShouldContain("already");
        (await db.Measurements.CountAsync(token)).ShouldBe(written);
        (await hub.Services.GetRequiredService<DemonstrationMark>().IsDemonstrationAsync(token)).ShouldBeTrue();

        // What was written in bulk is what the model reads.
        var expected = Small().Runs().First();
        var row = await db.Measurements.AsNoTracking().SingleAsync(found => found.Id == expected.Id, token);
        foreach (var property in typeof(MeasurementRow).GetProperties())
        {
            property.GetValue(row).ShouldBe(property.GetValue(expected), property.Name);
        }
    }

    [Fact]
    public async Task A_database_with_real_measurements_is_never_filled()
    {
        await using var hub = await hubs.AloneAsync(Engine.Sqlite);
        await using var db = hub.OpenDb();
        var real = Small().Runs().First();
        real.IsDemonstration = false;
        db.Add(real);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var refused = await Should.ThrowAsync<StartRefused>(() =>
            FillDemonstration.FillAsync(db, Small(), hub.Time.GetUtcNow(), TextWriter.Null, TestContext.Current.CancellationToken)
        );
        refused.Message.ShouldContain("--data");
        (await db.Measurements.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public void Chance_is_the_published_generator()
    {
        var chance = new Chance(1234567); // the test vector of the reference implementation
        new[] { chance.Next(), chance.Next(), chance.Next() }.ShouldBe([
            6457827717110365317UL,
            3203168211198807973UL,
            9817491932198370423UL,
        ]);
    }

    private static DemonstrationProvince Province(ulong seed) => new(seed, Communes, Today);

    private static DemonstrationProvince Small() =>
        new(1, [.. Communes.Where(commune => commune.Name.Contains("Khánh Sơn", StringComparison.Ordinal))], Today);

    private static Access? AccessOf(string wire) =>
        Enum.GetValues<Access>().Cast<Access?>().FirstOrDefault(access => access!.Value.ToWire() == wire);
}
