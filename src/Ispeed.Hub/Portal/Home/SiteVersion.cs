using System.Reflection;

namespace Ispeed.Hub.Portal.Home;

/// <summary>The version that the measuring element submits as its own: page and program are built together.</summary>
internal static class SiteVersion
{
    public static string Text { get; } =
        typeof(SiteVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
