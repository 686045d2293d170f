using Ispeed.Hub.Publication.OnRequest;

namespace Ispeed.Hub.Publication;

/// <summary>Figures of an area from its samples.</summary>
internal static class PublicationFeature
{
    public static IHostApplicationBuilder AddPublication(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FiguresAtHand>();
        return builder;
    }

    public static WebApplication MapPublication(this WebApplication app)
    {
        ShowFigures.Map(app);
        return app;
    }
}
