namespace Ispeed.Hub.Areas;

/// <summary>Provinces and communes: shipped lists, search, boundaries, point to commune.</summary>
internal static class AreasFeature
{
    public static IHostApplicationBuilder AddAreas(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(_ => new AreaDirectory(AreaList.ReadShipped()));
        builder.Services.AddHostedService<AreaWatch>();
        return builder;
    }

    public static WebApplication MapAreas(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<AreaDirectory>(); // a damaged list stops the start and not the first visitor
        ShowAreas.Map(app);
        return app;
    }
}
