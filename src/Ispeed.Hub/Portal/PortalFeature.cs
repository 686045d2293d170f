namespace Ispeed.Hub.Portal;

/// <summary>The pages.</summary>
internal static class PortalFeature
{
    public static IHostApplicationBuilder AddPortal(this IHostApplicationBuilder builder)
    {
        return builder;
    }

    public static WebApplication MapPortal(this WebApplication app)
    {
        return app;
    }
}
