using System.Text.Encodings.Web;
using System.Text.Unicode;
using Ispeed.Hub.Portal.Frame;
using Ispeed.Hub.Portal.Home;
using Ispeed.Hub.Portal.Reading;
using Ispeed.Hub.Store;
using Microsoft.AspNetCore.DataProtection;

namespace Ispeed.Hub.Portal;

/// <summary>The pages: rendered on the server, complete without scripts, in two languages.</summary>
internal static class PortalFeature
{
    public static IHostApplicationBuilder AddPortal(this IHostApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        // The framework makes keys for forms at start; no page has one, but a service user without a home needs a place for them.
        builder
            .Services.AddDataProtection()
            .PersistKeysToFileSystem(new DirectoryInfo(DataFolder.From(builder.Configuration).File("page-keys")));
        builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Vietnamese as letters: as entities a page is a third longer
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddResponseCompression(options => options.EnableForHttps = true); // pages hold no secrets that a length could tell
        builder.Services.AddTransient<IStartupFilter, PortalPipeline>();
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
        app.MapRazorComponents<Page>().DisableAntiforgery(); // the pages have no form that changes anything
        return app;
    }
}
