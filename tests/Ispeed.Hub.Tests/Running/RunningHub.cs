using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ispeed.Hub.Tests.Running;

/// <summary>A whole hub on a real socket with a real database; only its clock can be moved.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;
    private readonly bool ownsFolder;

    private RunningHub(WebApplication app, string folder, bool ownsFolder, string connection, MovedTime time)
    {
        this.app = app;
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        Connection = connection;
        Time = time;
        Client = new() { BaseAddress = new(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public MovedTime Time { get; }

    /// <summary>Of the database; empty for SQLite.</summary>
    public string Connection { get; }

    public IServiceProvider Services => app.Services;

    public string Folder => folder;

    public string DatabaseFile => Path.Combine(folder, "ispeed.db");

    public string EnrolmentKey => File.ReadAllText(Path.Combine(folder, "enrolment.key")).Trim();

    public static async Task<RunningHub> StartAsync(
        Engine engine,
        PostgresCluster cluster,
        Dictionary<string, string?>? settings = null,
        string? folder = null,
        string? connection = null
    )
    {
        var isTemporary = folder is null;
        folder ??= Directory.CreateTempSubdirectory("ispeed-hub-").FullName;
        connection ??= engine is Engine.Postgres ? await cluster.NewDatabaseAsync() : string.Empty;
        var time = new MovedTime();
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Data"] = folder,
            ["Store:Provider"] = engine is Engine.Postgres ? "postgres" : "sqlite",
            ["Store:Connection"] = connection,
            ["Logging:LogLevel:Default"] = "None",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "None",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "None",
            ["Limits:TicketsPerMinute"] = "1000000",
            ["Limits:SubmissionsPerMinute"] = "1000000",
            ["Limits:BatchesPerMinute"] = "1000000",
            ["Limits:RegistrationsPerMinute"] = "1000000",
            ["Limits:SignInsPerMinute"] = "1000000",
        };
        foreach (var (name, value) in settings ?? [])
        {
            all[name] = value;
        }

        var built = HubHost.Build(all, builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        await built.PrepareAsync(TestContext.Current.CancellationToken);
        await built.StartAsync(TestContext.Current.CancellationToken);
        return new(built, folder, isTemporary, connection, time);
    }

    /// <summary>Brings the figures up to date now.</summary>
    public Task<bool> PublishAsync() =>
        Services.GetRequiredService<Publisher>().PublishAsync(_ => { }, TestContext.Current.CancellationToken);

    /// <summary>Stores runs as the intake does, with the mark that they came, and publishes.</summary>
    public async Task PublishAsync(IEnumerable<MeasurementRow> rows)
    {
        await using var db = OpenDb();
        var all = rows.ToArray();
        db.AddRange(all);
        db.AddRange(ChangedRuns.Of(all, Time.GetUtcNow()));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        (await PublishAsync()).ShouldBeTrue();
    }

    public HubDb OpenDb() => Services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContext();

    public async Task<Reply> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, string? from = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, type) };
        if (from is not null)
        {
            request.Headers.Add("X-Forwarded-For", from); // the hub believes loopback to be its proxy
        }

        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await SendAsync(request);
    }

    public Task<Reply> SubmitAsync(Submission submission, string? from = null) =>
        PostAsync("/api/v1/measurements", submission, MeasureJson.Default.Submission, from);

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.RetryAfter?.Delta
        );
    }

    public async Task<Reply> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (ownsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>What the hub answered.</summary>
internal sealed record Reply(HttpStatusCode Status, string Body, string? MediaType, TimeSpan? RetryAfter)
{
    public T As<T>(JsonTypeInfo<T> type) => System.Text.Json.JsonSerializer.Deserialize(Body, type)!;

    public void ShouldBe(HttpStatusCode status) => Status.ShouldBe(status, Body);

    public void ShouldRefuse(int status, string code)
    {
        ((int)Status).ShouldBe(status, Body);
        MediaType.ShouldBe("application/problem+json");
        var problem = As(MeasureJson.Default.Problem);
        problem.Code.ShouldBe(code, Body);
        problem.Status.ShouldBe(status);
        problem.Title.ShouldNotBeNullOrWhiteSpace();
        problem.Detail.ShouldNotBeNullOrWhiteSpace();
    }
}

/// <summary>The system's clock, moved by hand.</summary>
internal sealed class MovedTime : TimeProvider
{
    private long movedTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref movedTicks));

    public void Move(TimeSpan by) => Interlocked.Add(ref movedTicks, by.Ticks);
}
