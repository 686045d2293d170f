namespace Ispeed.Hub.Points;

/// <summary>Test points: registration, heartbeat, candidates and tickets.</summary>
internal static class PointsFeature
{
    public static IHostApplicationBuilder AddPoints(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(HubCountry.From(builder.Configuration));
        builder.Services.AddSingleton<HubKey>().AddSingleton<EnrolmentKey>().AddSingleton<PointKeys>().AddSingleton<ExpectedRates>();
        return builder;
    }

    public static WebApplication MapPoints(this WebApplication app)
    {
        RegisterPoint.Map(app);
        TakeHeartbeat.Map(app);
        ListPoints.Map(app);
        IssueTicket.Map(app);
        return app;
    }

    /// <summary>Reads or makes the keys before anything is served, so that a key file that cannot be used is said at start.</summary>
    public static void PreparePoints(this IServiceProvider services)
    {
        services.GetRequiredService<HubKey>();
        services.GetRequiredService<EnrolmentKey>();
    }
}
