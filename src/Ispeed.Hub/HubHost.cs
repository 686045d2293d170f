using Ispeed.Hub.Accounts;
using Ispeed.Hub.Api;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Campaigns;
using Ispeed.Hub.Cartography;
using Ispeed.Hub.Cases;
using Ispeed.Hub.Coverage;
using Ispeed.Hub.Demonstration;
using Ispeed.Hub.Exports;
using Ispeed.Hub.Ingest;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Points;
using Ispeed.Hub.Portal;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Referrals;
using Ispeed.Hub.Reminders;
using Ispeed.Hub.Store;

namespace Ispeed.Hub;

/// <summary>The whole hub, put together in the order in which data flows.</summary>
internal static class HubHost
{
    /// <summary>Builds the hub. Settings given here stand above environment and appsettings.json; <paramref name="adjust"/> comes last, for a test's clock.</summary>
    /// <exception cref="StartRefused">A setting cannot be used; the message says which and how to mend it.</exception>
    public static WebApplication Build(IReadOnlyDictionary<string, string?> settings, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                ContentRootPath = AppContext.BaseDirectory,
                ApplicationName = typeof(HubHost).Assembly.GetName().Name, // finds the pages' files in a test, too
            }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddFeatures();
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.MapFeatures();
        return app;
    }

    private static void AddFeatures(this WebApplicationBuilder builder)
    {
        builder.AddStore();
        builder.AddApi();
        builder.AddAreas();
        builder.AddCartography();
        builder.AddOperators();
        builder.AddAccounts();
        builder.AddReferrals();
        builder.AddMeasurements();
        builder.AddPoints();
        builder.AddIngest();
        builder.AddPublication();
        builder.AddCoverage();
        builder.AddOpenData();
        builder.AddCampaigns();
        builder.AddCases();
        builder.AddReminders();
        builder.AddDemonstration();
        builder.AddPortal();
    }

    private static void MapFeatures(this WebApplication app)
    {
        app.UseApi();
        app.UseAccounts();
        app.MapStore();
        app.MapApi();
        app.MapAreas();
        app.MapOperators();
        app.MapAccounts();
        app.MapMeasurements();
        app.MapPoints();
        app.MapIngest();
        app.MapPublication();
        app.MapCoverage();
        app.MapOpenData();
        app.MapCampaigns();
        app.MapCases();
        app.MapExports();
        app.MapReminders();
        app.MapPortal();
    }

    /// <summary>Data folder, database and keys, before anything is served.</summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        await app.Services.PrepareStoreAsync(cancellationToken);
        await app.Services.PrepareDemonstrationAsync(cancellationToken);
        await app.Services.PreparePublicationAsync(cancellationToken);
        app.Services.PreparePoints();
    }
}
