using Ispeed.Hub.Portal.Frame;
using Ispeed.Hub.Portal.Reading;

namespace Ispeed.Hub.Portal;

/// <summary>The pages: rendered on the server, complete without scripts, in two languages.</summary>
internal static class PortalFeature
{
    public static IHostApplicationBuilder AddPortal(this IHostApplicationBuilder builder)
    {
        // Without a publish the pages' files stand in the source folder and in the packages; the manifest beside the program says where.
        (builder as WebApplicationBuilder)?.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddResponseCompression(options => options.EnableForHttps = true); // pages hold no secrets that a length could tell
        builder.Services.AddTransient<IStartupFilter, PortalPipeline>();
        builder.Services.AddScoped(services => Reader.Of(services.GetRequiredService<IHttpContextAccessor>().HttpContext
            ?? throw new InvalidOperationException("A page is read by a request.")));
        return builder;
    }

    public static WebApplication MapPortal(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<Page>().DisableAntiforgery(); // the pages have no form that changes anything
        return app;
    }
}
