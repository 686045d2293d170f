namespace Ispeed.Hub.Ingest;

/// <summary>Results and records coming in: checked, joined, written once.</summary>
internal static class IngestFeature
{
    public static IHostApplicationBuilder AddIngest(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<SubmissionCheck>()
            .AddSingleton<Submissions>()
            .AddSingleton<Intake>()
            .AddSingleton<IntakeBatch>()
            .AddSingleton<IntakeMetrics>();
        builder.Services.AddHostedService<IntakeWriter>();
        builder.Services.AddSingleton<ObservedSweep>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ObservedSweep>());
        return builder;
    }

    public static WebApplication MapIngest(this WebApplication app)
    {
        SubmitMeasurement.Map(app);
        SubmitBatch.Map(app);
        SubmitRecord.Map(app);
        return app;
    }
}
