namespace Ispeed.Hub.Publication;

/// <summary>Figures of areas from their runs: made beside the requests, read as they are stored.</summary>
internal static class PublicationFeature
{
    public static IHostApplicationBuilder AddPublication(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Publisher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Publisher>());
        return builder;
    }

    public static WebApplication MapPublication(this WebApplication app)
    {
        ShowFigures.Map(app);
        return app;
    }

    /// <summary>A demonstration shows its figures from the first page on.</summary>
    public static async Task PreparePublicationAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<IConfiguration>().GetValue("Demonstration", false))
        {
            await services.GetRequiredService<Publisher>().PublishAsync(_ => { }, cancellationToken);
        }
    }
}
