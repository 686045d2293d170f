using Ispeed.Hub.Measurements;
using Ispeed.Hub.Points;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Measure;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.Portal;

/// <summary>A whole hub on loopback with an own SQLite file, and measurements that a test can name.</summary>
public sealed class RunningPortal : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ispeed-portal-").FullName;
    private WebApplication? app;

    public HttpClient Client { get; private set; } = null!;

    internal Guid Whole { get; } = Guid.CreateVersion7(SeededFigures.Noon);

    internal Guid Failed { get; } = Guid.CreateVersion7(SeededFigures.Noon);

    internal Guid Limited { get; } = Guid.CreateVersion7(SeededFigures.Noon);

    internal Guid Abroad { get; } = Guid.CreateVersion7(SeededFigures.Noon);

    internal Guid Disputed { get; } = Guid.CreateVersion7(SeededFigures.Noon);

    public async ValueTask InitializeAsync()
    {
        app = HubHost.Build(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Data"] = folder, ["Urls"] = "http://127.0.0.1:0" });
        await app.PrepareAsync(TestContext.Current.CancellationToken);
        await SeedAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<Publisher>().PublishAsync(_ => { }, TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (app is not null)
        {
            await app.StopAsync(TestContext.Current.CancellationToken);
            await app.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    internal async Task<string> PageAsync(string path)
    {
        using var answer = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, path);
        return await TextOfAsync(answer);
    }

    /// <summary>Takes a table away, as a damaged disk would.</summary>
    internal async Task LosePointsAsync()
    {
        await using var scope = app!.Services.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<HubDb>()
            .Database.ExecuteSqlRawAsync("DROP TABLE points", TestContext.Current.CancellationToken);
    }

    /// <summary>The page as a browser reads it: spaces that do not break are written as entities.</summary>
    internal static async Task<string> TextOfAsync(HttpResponseMessage answer) =>
        System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    private static MeasurementRow Run(Guid id, Guid device, DateTimeOffset at) =>
        new()
        {
            Device = device,
            Id = id,
            StartedAt = at,
            ReceivedAt = at.AddSeconds(20),
            Method = "1",
            Proof = Proof.Attested,
            PointId = "vnix-hn",
            PointName = "VNIX Hà Nội",
            OperatorCode = "viettel",
            Access = Access.WiFi,
            AccessSource = AccessSource.Declared,
            ProvinceCode = SeededFigures.Province,
            CommuneCode = SeededFigures.Commune,
            AreaSource = AreaSource.Chosen,
            ClientName = "ispeed-web",
            ClientVersion = "0.1.0",
            ClientSystem = "Chromium",
        };

    private static MeasurementRow Measured(Guid id, Guid device, double mbps)
    {
        var row = Run(id, device, SeededFigures.Noon.AddMinutes(10));
        (row.DownMbps, row.DownLow, row.DownHigh) = (mbps, mbps * 0.95, mbps * 1.05);
        (row.UpMbps, row.UpLow, row.UpHigh) = (mbps / 2, mbps * 0.47, mbps * 0.53);
        row.IdleMs = 14;
        return row;
    }

    // Beside the whole run, in the same sitting: one that the device held back, and one to another country.
    private IEnumerable<MeasurementRow> Sitting(MeasurementRow whole)
    {
        (whole.GroupId, whole.Family, whole.Place) = (Guid.CreateVersion7(), 6, PointPlace.Exchange);
        (whole.MinMs, whole.Pdv95Ms, whole.Grade, whole.ShortRpm) = (11.2, 3.4, "D", 412);
        (whole.LossDownPercent, whole.LossDownLow, whole.LossDownHigh) = (0, 0, 1.9);
        (whole.LossUpPercent, whole.LossUpLow, whole.LossUpHigh, whole.LossProbes) = (0.5, 0.1, 2.8, 200);
        var limited = Measured(Limited, whole.Device, 61.3);
        (limited.GroupId, limited.Family, limited.Place) = (whole.GroupId, 4, PointPlace.OnNet);
        limited.LimitedBy = LimitationBits.Of(Limitation.Cpu, Limitation.ReceiveWindow);
        var abroad = Measured(Abroad, whole.Device, 22.7);
        (abroad.GroupId, abroad.Family, abroad.Place) = (whole.GroupId, 6, PointPlace.Abroad);
        return [limited, abroad];
    }

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using var scope = app!.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var whole = Run(Whole, Guid.NewGuid(), SeededFigures.Noon);
        (whole.DownMbps, whole.DownLow, whole.DownHigh) = (94.21, 91.03, 97.4);
        (whole.DownBytes, whole.DownSeconds, whole.DownStoppedBy) = (21_000_000, 1.8, StopReason.Stable);
        (whole.UpMbps, whole.UpLow, whole.UpHigh) = (38.44, 34.2, 42.7);
        (whole.UpBytes, whole.UpSeconds, whole.UpStoppedBy) = (9_000_000, 1.9, StopReason.Budget);
        (whole.IdleMs, whole.LoadedDownMs, whole.LoadedUpMs, whole.JitterMs) = (12.4, 288.2, 61.7, 2.1);
        whole.BytesTotal = 31_400_000;
        var failed = Run(Failed, Guid.NewGuid(), SeededFigures.Noon.AddMinutes(5));
        (failed.FailureReason, failed.FailurePhase, failed.BytesTotal) = (FailureReason.Stalled, RunPhase.Upload, 4_100_000);
        (failed.DownMbps, failed.DownLow, failed.DownHigh, failed.DownStoppedBy) = (3.21, 2.9, 3.5, StopReason.Time);
        db.AddRange(whole, failed);
        db.AddRange(Sitting(whole));
        var disputed = Measured(Disputed, Guid.NewGuid(), 80);
        (disputed.Proof, disputed.Dispute) = (Proof.Disputed, "figure-up");
        db.Add(disputed);
        db.AddRange(SeededFigures.Rows());
        db.Add(
            new PointRow
            {
                Id = "vnix-hn",
                Name = "VNIX Hà Nội",
                PublicKey = "-",
                Software = "ispeed-testpoint 0.1.0",
                LastSeenAt = TimeProvider.System.GetUtcNow(),
                RegisteredAt = SeededFigures.Noon,
                Load = 0.12,
                Runs = 3,
            }
        );
        db.Add(
            new PointRow
            {
                Id = "old-point",
                Name = "Điểm đo cũ",
                Operator = "vnpt",
                PublicKey = "-",
                Software = "ispeed-testpoint 0.1.0",
                LastSeenAt = SeededFigures.Noon,
                RegisteredAt = SeededFigures.Noon,
            }
        );
        db.Add(
            new PointRow
            {
                Id = "tokyo",
                Name = "Tokyo",
                Country = "JP",
                PublicKey = "-",
                Software = "ispeed-testpoint 0.1.0",
                LastSeenAt = TimeProvider.System.GetUtcNow(),
                RegisteredAt = SeededFigures.Noon,
                CheckedAt = SeededFigures.Noon,
                CheckDownMbps = 240,
                CheckUpMbps = 180,
                CheckErrorPercent = -12.5,
                LimitsItself = true,
                CheckReason = "It sends 240 Mbit/s; 1000 are promised.",
            }
        );
        db.Add(ChangedRuns.WholeMonth(new(2026, 10, 1), SeededFigures.Noon));
        await db.SaveChangesAsync(cancellationToken);
    }
}
