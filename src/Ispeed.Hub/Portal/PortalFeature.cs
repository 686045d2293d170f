using System.Text.Encodings.Web;
using System.Text.Unicode;
using Ispeed.Hub.Portal.Console;
using Ispeed.Hub.Portal.Frame;
using Ispeed.Hub.Portal.Home;
using Ispeed.Hub.Portal.MapPages;
using Ispeed.Hub.Portal.Reading;

namespace Ispeed.Hub.Portal;

/// <summary>The pages: rendered on the server, complete without scripts, in two languages.</summary>
internal static class PortalFeature
{
    public static IHostApplicationBuilder AddPortal(this IHostApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Vietnamese as letters: as entities a page is a third longer
        builder.Services.AddResponseCompression(options => options.EnableForHttps = true); // of pages without secrets only: PortalPipeline
        builder.Services.AddTransient<IStartupFilter, PortalPipeline>();
        builder.Services.AddSingleton<MapShelf>();
        builder.Services.AddSingleton<LatestFigures>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LatestFigures>());
        builder.Services.AddScoped(services =>
            Reader.Of(
                services.GetRequiredService<IHttpContextAccessor>().HttpContext
                    ?? throw new InvalidOperationException("A page is read by a request.")
            )
        );
        return builder;
    }

    public static WebApplication MapPortal(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<Page>();
        ConsoleFiles.Map(app);
        app.MapGet("/vi/quan-tri", () => TypedResults.Redirect("/console")).ExcludeFromDescription(); // the name that people guess
        return app;
    }
}
