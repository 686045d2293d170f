using System.Runtime.CompilerServices;

namespace Ispeed.Hub.Tests.House;

/// <summary>The repository that these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Up(Path.GetDirectoryName(ThisFile())!);

    /// <summary>Written by hand: no build output, no packages, no generated migrations.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal))
            .Where(file =>
                !file.Split(Path.DirectorySeparatorChar)
                    .Any(part => part is "node_modules" or "bin" or "obj" or "artifacts" or "Migrations" or "wwwroot")
            );

    private static string Up(string from) => File.Exists(Path.Combine(from, "Ispeed.slnx")) ? from : Up(Path.GetDirectoryName(from)!);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
