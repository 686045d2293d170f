namespace Ispeed.Hub.Measurements;

/// <summary>The measurements as they are read: one by its id.</summary>
internal static class MeasurementsFeature
{
    public static IHostApplicationBuilder AddMeasurements(this IHostApplicationBuilder builder) => builder;

    public static WebApplication MapMeasurements(this WebApplication app)
    {
        ShowMeasurement.Map(app);
        return app;
    }
}
