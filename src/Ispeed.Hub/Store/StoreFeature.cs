namespace Ispeed.Hub.Store;

/// <summary>The database: provider, migrations, readiness.</summary>
internal static class StoreFeature
{
    public static IHostApplicationBuilder AddStore(this IHostApplicationBuilder builder)
    {
        return builder;
    }

    public static WebApplication MapStore(this WebApplication app)
    {
        return app;
    }
}
