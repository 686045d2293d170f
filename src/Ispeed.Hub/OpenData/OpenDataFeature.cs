namespace Ispeed.Hub.OpenData;

/// <summary>What leaves: the open API and the files of releases.</summary>
internal static class OpenDataFeature
{
    public static IHostApplicationBuilder AddOpenData(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReleaseFolder>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReleaseFolder>());
        return builder;
    }

    public static WebApplication MapOpenData(this WebApplication app)
    {
        ShowOpenFigures.Map(app);
        ShowRankings.Map(app);
        ShowReleases.Map(app);
        ShowReleases.MapManifest(app);
        FetchFile.Map(app);
        ShowOperators.Map(app);
        ShowBlackSpots.Map(app);
        ShowSamplingPlan.Map(app);
        return app;
    }
}
