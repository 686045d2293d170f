using System.Globalization;
using Ispeed.Hub.Portal.Reading;
using Microsoft.AspNetCore.Diagnostics;

namespace Ispeed.Hub.Portal;

/// <summary>What happens around every page: language, headers, a page of its own for what is not there or went wrong.</summary>
/// <remarks>A start-up filter, because the language must leave the path before routing looks at it.</remarks>
internal sealed class PortalPipeline : IStartupFilter
{
    // Test points are other origins that come and go with the registry, spoken to by fetch and WebSocket: hence the open connect-src.
    // The styles, scripts and fonts are all the hub's own files.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; manifest-src 'self'; worker-src 'self'; "
        + "connect-src 'self' ws: wss: http: https:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(Prepare);
            app.UseWhen(
                IsForPeople,
                pages =>
                {
                    pages.UseWhen(context => !IsPrivate(context.Request.Path), open => open.UseResponseCompression()); // forms hold secrets that a length tells
                    pages.UseExceptionHandler("/failed", createScopeForErrors: true);
                    pages.UseStatusCodePagesWithReExecute("/missing", createScopeForStatusCodePages: true);
                    pages.Use(ShowInsteadOfForm);
                }
            );
            next(app);
        };

    private static bool IsForPeople(HttpContext context) => !IsForPrograms(context.Request.Path);

    // The page that says what went wrong with a form is shown, not sent to.
    private static Task ShowInsteadOfForm(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }

    internal static bool IsPrivate(PathString path) =>
        path.StartsWithSegments("/account", StringComparison.Ordinal) || path.StartsWithSegments("/console", StringComparison.Ordinal);

    private static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.Ordinal)
        || path.StartsWithSegments("/openapi", StringComparison.Ordinal)
        || path.StartsWithSegments("/health", StringComparison.Ordinal)
        || path.StartsWithSegments("/metrics", StringComparison.Ordinal);

    private static Task Prepare(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method) && !IsForPrograms(context.Request.Path))
        {
            context.Request.Method = HttpMethods.Get; // pages are routed for GET only; the server leaves the body out all the same
        }

        var language = TakeLanguage(context.Request);
        context.Items[typeof(PageLanguage)] = language;
        CultureInfo.CurrentCulture = language.Culture;
        CultureInfo.CurrentUICulture = language.Culture;
        // Late, because the page for a failure clears what was set before.
        context.Response.OnStarting(
            static state =>
            {
                SetHeaders((HttpContext)state);
                return Task.CompletedTask;
            },
            context
        );
        return next(context);
    }

    private static PageLanguage TakeLanguage(HttpRequest request)
    {
        foreach (var language in PageLanguage.All)
        {
            if (language.Prefix.Length > 0 && request.Path.StartsWithSegments(language.Prefix, StringComparison.Ordinal, out var rest))
            {
                request.PathBase = request.PathBase.Add(language.Prefix);
                request.Path = rest.HasValue ? rest : "/";
                return language;
            }
        }

        return PageLanguage.Vietnamese;
    }

    private static void SetHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        if (IsForPrograms(context.Request.Path))
        {
            return;
        }

        if (IsPrivate(context.Request.Path))
        {
            headers.CacheControl = "no-store";
            headers["Referrer-Policy"] = "same-origin"; // a link of an invitation is a secret
        }

        headers.ContentSecurityPolicy = Policy;
        headers["Permissions-Policy"] =
            "geolocation=(self), camera=(), microphone=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";
        // Isolation gives the page timers of 5 µs instead of 100 µs, which the curve of a fast line needs.
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
    }
}
