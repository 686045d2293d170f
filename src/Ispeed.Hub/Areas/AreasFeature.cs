namespace Ispeed.Hub.Areas;

/// <summary>Provinces and communes: shipped lists, search, boundaries, point to commune.</summary>
internal static class AreasFeature
{
    public static IHostApplicationBuilder AddAreas(this IHostApplicationBuilder builder)
    {
        return builder;
    }

    public static WebApplication MapAreas(this WebApplication app)
    {
        return app;
    }
}
