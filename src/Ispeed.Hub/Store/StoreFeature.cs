using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Ispeed.Hub.Store;

/// <summary>The database: provider, migrations, readiness.</summary>
internal static class StoreFeature
{
    public static IHostApplicationBuilder AddStore(this IHostApplicationBuilder builder)
    {
        var data = DataFolder.From(builder.Configuration);
        var settings = StoreSettings.From(builder.Configuration, data);
        builder.Services.AddSingleton(data).AddSingleton(settings).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Readiness>().AddSingleton<MonthPartitions>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MonthPartitions>());
        if (settings.Provider is StoreProvider.Sqlite)
        {
            Add<SqliteHubDb>(builder.Services, settings);
        }
        else
        {
            Add<PostgresHubDb>(builder.Services, settings);
        }

        return builder;
    }

    public static WebApplication MapStore(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("live")).ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
        return app;
    }

    /// <summary>Folder, database and migrations, before anything is served. Throws <see cref="StartRefused"/> with what to do.</summary>
    public static async Task PrepareStoreAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<DataFolder>().MakeReady();
        var settings = services.GetRequiredService<StoreSettings>();

        // Liveness: migrations end within 5 min; a lock that a killed migration left on SQLite would otherwise hold for ever.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        try
        {
            await using var db = await services.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContextAsync(limit.Token);
            await RefuseForeignAsync(db, limit.Token);
            await db.Database.MigrateAsync(limit.Token);
            await services.GetRequiredService<MonthPartitions>().MakeAheadAsync(limit.Token);
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartRefused(
                "The database could not be brought up to date within 5 min. If another hub is not doing it now, empty the table __EFMigrationsLock and start again.",
                slow
            );
        }
        catch (Exception away) when (StoreFailure.Is(away))
        {
            var what =
                settings.Provider is StoreProvider.Sqlite
                    ? "Check that the file is a SQLite database, that this user may write it and its folder, and that the disk has room."
                    : "Check that PostgreSQL runs, that Store:Connection names it, and that the user may create tables there.";
            throw new StartRefused($"The database cannot be opened: {away.GetBaseException().Message} {what}", away);
        }
    }

    internal static DbContextOptionsBuilder<TContext> Configure<TContext>(DbContextOptionsBuilder<TContext> options, StoreSettings settings)
        where TContext : HubDb
    {
        Configure((DbContextOptionsBuilder)options, settings);
        return options;
    }

    private static void Configure(DbContextOptionsBuilder options, StoreSettings settings)
    {
        if (settings.Provider is StoreProvider.Sqlite)
        {
            options.UseSqlite(settings.Connection).AddInterceptors(new SqliteSession());
        }
        else
        {
            options.UseNpgsql(settings.Connection).ReplaceService<IMigrationsSqlGenerator, PartitioningSqlGenerator>();
        }

        options.UseSnakeCaseNamingConvention();
    }

    /// <summary>A database of another line of versions is left as it is: what this program would do to it is not known.</summary>
    private static async Task RefuseForeignAsync(HubDb db, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var foreign = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).FirstOrDefault(one => !known.Contains(one));
        if (foreign is not null)
        {
            throw new StartRefused(
                $"The database was made by another version of the hub (its step '{foreign}' is not one of this version's), so nothing was changed in it. "
                    + "Start the version that made it, or give this one an empty folder (--data) or database (Store:Connection)."
            );
        }
    }

    private static void Add<TContext>(IServiceCollection services, StoreSettings settings)
        where TContext : HubDb
    {
        services.AddDbContextFactory<TContext>(options => Configure(options, settings));
        services.AddSingleton<IDbContextFactory<HubDb>, HubDbFactory<TContext>>();
        services.AddScoped<HubDb>(scope => scope.GetRequiredService<IDbContextFactory<HubDb>>().CreateDbContext());
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancellationToken) =>
        await readiness.WhyNotAsync(cancellationToken) is { } reason
            ? TypedResults.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ready");
}
