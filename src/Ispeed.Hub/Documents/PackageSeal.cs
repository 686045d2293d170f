using System.IO.Compression;

namespace Ispeed.Hub.Documents;

/// <summary>Gives all parts of an Office file the moment of their data, so that the same data give the same bytes.</summary>
internal static class PackageSeal
{
    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // ZIP knows nothing before

    public static byte[] Seal(MemoryStream package, DateTimeOffset asOf)
    {
        var moment = asOf < Earliest ? Earliest : asOf.ToUniversalTime();
        using (var zip = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var entry in zip.Entries)
            {
                entry.LastWriteTime = moment;
            }
        }

        return package.ToArray();
    }
}
