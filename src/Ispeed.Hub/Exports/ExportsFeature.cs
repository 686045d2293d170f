namespace Ispeed.Hub.Exports;

/// <summary>Papers of campaigns.</summary>
internal static class ExportsFeature
{
    public static WebApplication MapExports(this WebApplication app)
    {
        FetchPaper.Map(app);
        return app;
    }
}
