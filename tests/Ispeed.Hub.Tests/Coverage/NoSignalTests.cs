using System.Net;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.Tests.Running;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Coverage;

public sealed class NoSignalTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_batch_is_stored_once_however_often_it_comes(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var batch = SeededCoverage.Batch(hub, Guid.NewGuid(), reports: 3);

        var first = await hub.ReportAsync(batch);
        var again = await hub.ReportAsync(batch with { Reports = [.. batch.Reports, batch.Reports[0]] });

        first.ShouldBe(HttpStatusCode.Created);
        first.As(MeasureJson.Default.NoSignalAnswer).ShouldBe(new(3, 0));
        again.ShouldBe(HttpStatusCode.OK);
        again.As(MeasureJson.Default.NoSignalAnswer).ShouldBe(new(0, 3));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_same_batch_from_two_sides_at_once_is_stored_once(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var batch = SeededCoverage.Batch(hub, Guid.NewGuid(), reports: 20);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => hub.ReportAsync(batch)));

        answers.Sum(answer => answer.As(MeasureJson.Default.NoSignalAnswer).Stored).ShouldBe(20);
        await using var db = hub.OpenDb();
        (await db.NoSignalReports.CountAsync(row => row.Device == batch.Device, Ending)).ShouldBe(20);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_the_place_only_its_cell_is_kept(Engine engine)
    {
        var hub = await hubs.OnAsync(engine);
        var batch = SeededCoverage.Batch(hub, Guid.NewGuid());

        (await hub.ReportAsync(batch)).ShouldBe(HttpStatusCode.Created);

        await using var db = hub.OpenDb();
        var row = await db.NoSignalReports.SingleAsync(row => row.Device == batch.Device, Ending);
        row.Cell.ShouldBe(SeededCoverage.Cell);
        typeof(NoSignalRow).GetProperties().ShouldAllBe(property => property.PropertyType != typeof(double));
    }

    public static TheoryData<string, string, int> Refused =>
        new()
        {
            { "the future", "implausible", 422 },
            { "long ago", "implausible", 422 },
            { "an id of another time", "implausible", 422 },
            { "Paris", "implausible", 422 },
            { "an operator that nobody knows", "implausible", 422 },
            { "Wi-Fi", "implausible", 422 },
            { "no reports", "malformed", 400 },
            { "too many reports", "malformed", 400 },
            { "no device", "malformed", 400 },
        };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_cannot_be_is_refused_with_a_reason(string what, string code, int status)
    {
        var hub = await hubs.OnAsync(Engine.Sqlite);
        var batch = SeededCoverage.Batch(hub, Guid.NewGuid());
        var report = batch.Reports[0];
        batch = what switch
        {
            "the future" => With(report with { At = report.At.AddHours(3) }),
            "long ago" => With(report with { At = report.At.AddDays(-40), Id = Guid.CreateVersion7(report.At.AddDays(-40)) }),
            "an id of another time" => With(report with { Id = Guid.NewGuid() }),
            "Paris" => With(report with { Location = new(48.85, 2.35, 10) }),
            "an operator that nobody knows" => With(report with { Operator = "nobody" }),
            "Wi-Fi" => With(report with { Access = Access.WiFi }),
            "no reports" => batch with { Reports = [] },
            "too many reports" => batch with { Reports = [.. Enumerable.Repeat(report, Limits.NoSignalReports + 1)] },
            _ => batch with { Device = Guid.Empty },
        };

        (await hub.ReportAsync(batch)).ShouldRefuse(status, code);

        NoSignalBatch With(NoSignalReport changed) => batch with { Reports = [changed] };
    }
}
