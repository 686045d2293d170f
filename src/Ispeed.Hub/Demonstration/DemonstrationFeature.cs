namespace Ispeed.Hub.Demonstration;

/// <summary>A simulated province, and the mark that every page shows because of it.</summary>
internal static class DemonstrationFeature
{
    public static IHostApplicationBuilder AddDemonstration(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DemonstrationMark>();
        return builder;
    }
}
