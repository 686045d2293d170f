using System.Runtime.CompilerServices;
using Ispeed.Statistics.Proof;

namespace Ispeed.Statistics.Tests.Proof;

/// <summary>
/// Real tests with repeated users, third-party data that is no part of the project: below ISPEED_SHARED_DATA, or else in ../shared/data beside the
/// project. Tests that need it are skipped where it is absent, and say so.
/// </summary>
internal static class SharedData
{
    public static IReadOnlyList<SpeedTest> Measurements(string name)
    {
        var root =
            Environment.GetEnvironmentVariable("ISPEED_SHARED_DATA")
            ?? Path.Combine(Up(Path.GetDirectoryName(ThisFile())!), "..", "shared", "data");
        var file = Path.Combine(root, "measurements", name);
        Assert.SkipUnless(
            File.Exists(file),
            $"There is no measurements/{name} below {root}: set ISPEED_SHARED_DATA to a folder that has it."
        );
        return SpeedTests.Read(file);
    }

    private static string Up(string from) => File.Exists(Path.Combine(from, "Ispeed.slnx")) ? from : Up(Path.GetDirectoryName(from)!);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
