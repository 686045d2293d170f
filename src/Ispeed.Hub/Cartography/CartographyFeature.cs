namespace Ispeed.Hub.Cartography;

/// <summary>Maps as drawings: boundaries projected, thinned and joined once, for pages to colour.</summary>
internal static class CartographyFeature
{
    public static IHostApplicationBuilder AddCartography(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MapDrawings>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MapDrawings>());
        return builder;
    }
}
