namespace Ispeed.Hub.Cases;

/// <summary>Weak communes as cases for their operators.</summary>
internal static class CasesFeature
{
    public static IHostApplicationBuilder AddCases(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHostedService<JudgeMonth>();
        return builder;
    }

    public static WebApplication MapCases(this WebApplication app)
    {
        ListCases.Map(app);
        return app;
    }
}
