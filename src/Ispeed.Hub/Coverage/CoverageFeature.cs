namespace Ispeed.Hub.Coverage;

/// <summary>Where the network is missing, and where measurements are.</summary>
internal static class CoverageFeature
{
    public static IHostApplicationBuilder AddCoverage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CoverageWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CoverageWatch>());
        return builder;
    }

    public static WebApplication MapCoverage(this WebApplication app)
    {
        TakeNoSignal.Map(app);
        return app;
    }
}
