namespace Ispeed.Hub.Operators;

/// <summary>Address to network to brand.</summary>
internal static class OperatorsFeature
{
    public static IHostApplicationBuilder AddOperators(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services =>
            OperatorDirectory.ReadShipped(AppContext.BaseDirectory, services.GetRequiredService<TimeProvider>())
        );
        builder.Services.AddHostedService<OperatorWatch>();
        return builder;
    }

    /// <summary>Reads the tables now, so that a missing one stops the start and not the first visitor.</summary>
    public static WebApplication MapOperators(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<OperatorDirectory>();
        return app;
    }
}
