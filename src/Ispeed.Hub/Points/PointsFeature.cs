namespace Ispeed.Hub.Points;

/// <summary>Test points: registration, heartbeat, candidates and tickets.</summary>
internal static class PointsFeature
{
    public static IHostApplicationBuilder AddPoints(this IHostApplicationBuilder builder)
    {
        return builder;
    }

    public static WebApplication MapPoints(this WebApplication app)
    {
        return app;
    }
}
