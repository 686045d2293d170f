using System.Net;
using System.Text.Json.Serialization;
using Ispeed.Hub.Store;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.HttpOverrides;
using Scalar.AspNetCore;

namespace Ispeed.Hub.Api;

/// <summary>How the hub speaks HTTP: JSON, problems, rates, whose address is believed, and the description of it all.</summary>
internal static class ApiFeature
{
    /// <summary>The policy of what any page anywhere may read: open data, without cookies.</summary>
    public const string OpenToAll = "open";

    public static IHostApplicationBuilder AddApi(this IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.TypeInfoResolverChain.Insert(0, MeasureJson.Default);
            json.PropertyNameCaseInsensitive = false;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.RespectNullableAnnotations = true;
            json.AllowDuplicateProperties = false;
        });
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<ForwardedHeadersOptions>(options => BelieveProxies(options, builder.Configuration));
        builder.Services.AddCors(options =>
            options.AddPolicy(
                OpenToAll,
                policy => policy.AllowAnyOrigin().WithMethods("GET").AllowAnyHeader().WithExposedHeaders("ETag", "Link")
            )
        );
        builder.AddRateLimits();
        builder.AddApiDescription();
        return builder;
    }

    /// <summary>Goes first, so that every later step sees the client's address and every failure becomes a problem.</summary>
    public static WebApplication UseApi(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal),
            api =>
            {
                api.UseExceptionHandler(
                    new ExceptionHandlerOptions
                    {
                        ExceptionHandler = ApiErrors.AnswerExceptionAsync,
                        AllowStatusCode404Response = true,
                        SuppressDiagnosticsCallback = _ => true, // logged once, by the handler
                    }
                );
                api.UseStatusCodePages(context => ApiErrors.AnswerStatusAsync(context.HttpContext));
            }
        );
        app.UseRouting();
        app.UseCors();
        app.UseRateLimiter();
        return app;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");

        // The script comes out of this program; fonts, telemetry and assistants of the page's vendor stay off, so that nothing is loaded from elsewhere.
        app.MapScalarApiReference(
            "/api",
            options =>
            {
                options.Title = "i-Speed API";
                options.DefaultFonts = false;
                options.Telemetry = false;
                options.DynamicBaseServerUrl = true;
                options.DisableAgent();
                options.DisableMcp();
            }
        );
        return app;
    }

    private static void BelieveProxies(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        var named = configuration.GetSection("Proxies").Get<string[]>() ?? [];
        if (named.Length == 0)
        {
            return; // the framework's default: loopback only
        }

        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in named)
        {
            if (System.Net.IPNetwork.TryParse(proxy, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                throw new StartRefused($"Proxies names '{proxy}', which is neither an address nor a network such as 10.0.0.0/8.");
            }
        }
    }
}
