namespace Ispeed.Hub.Ingest;

/// <summary>Results and records coming in: checked, joined, written once.</summary>
internal static class IngestFeature
{
    public static IHostApplicationBuilder AddIngest(this IHostApplicationBuilder builder)
    {
        return builder;
    }

    public static WebApplication MapIngest(this WebApplication app)
    {
        return app;
    }
}
