namespace Ispeed.Hub.Campaigns;

/// <summary>Campaigns: codes, rounds, and who took part.</summary>
internal static class CampaignsFeature
{
    public static IHostApplicationBuilder AddCampaigns(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GuessGuard>().AddSingleton<KeepFunnel>();
        builder.Services.AddHostedService<OpenRounds>();
        builder.Services.AddHostedService<CountParticipations>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KeepFunnel>());
        return builder;
    }

    public static WebApplication MapCampaigns(this WebApplication app)
    {
        ShowCode.Map(app);
        ListCampaigns.Map(app);
        return app;
    }
}
