namespace Ispeed.Hub.Operators;

/// <summary>Address to network to brand.</summary>
internal static class OperatorsFeature
{
    public static IHostApplicationBuilder AddOperators(this IHostApplicationBuilder builder)
    {
        return builder;
    }

    public static WebApplication MapOperators(this WebApplication app)
    {
        return app;
    }
}
