using System.Security.Cryptography;

namespace Ispeed.Hub.Store;

/// <summary>The folder that holds everything this hub keeps outside a database server: the SQLite file and the keys.</summary>
internal sealed record DataFolder(string Path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static DataFolder From(IConfiguration configuration) =>
        new(System.IO.Path.GetFullPath(configuration["Data"] is { Length: > 0 } path ? path : "data"));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the folder and proves that a file can be written there.</summary>
    public void MakeReady()
    {
        try
        {
            Directory.CreateDirectory(Path);
            var probe = File($".write-{Guid.NewGuid():N}");
            System.IO.File.WriteAllBytes(probe, []);
            System.IO.File.Delete(probe);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused(
                $"The data folder '{Path}' cannot be written ({refused.Message}). Choose another with --data DIR, or give this user the right to write there.",
                refused
            );
        }
    }

    /// <summary>A secret kept in a file that only the owner reads; made at the first start. Two hubs that start together end with the same one.</summary>
    public string ReadOrMakeSecret(string name, Func<string> make)
    {
        var path = File(name);
        try
        {
            if (!System.IO.File.Exists(path))
            {
                var fresh = File($".{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
                using (var stream = new FileStream(fresh, OwnerOnlyFile()))
                using (var writer = new StreamWriter(stream))
                {
                    writer.WriteLine(make());
                }

                MoveUnlessThere(fresh, path);
            }

            return System.IO.File.ReadAllText(path).Trim();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused(
                $"The key file '{path}' cannot be read or made ({refused.Message}). Give this user the right to read and write it.",
                refused
            );
        }
    }

    private static FileStreamOptions OwnerOnlyFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private static void MoveUnlessThere(string from, string to)
    {
        try
        {
            System.IO.File.Move(from, to, overwrite: false);
        }
        catch (IOException) when (System.IO.File.Exists(to))
        {
            System.IO.File.Delete(from); // another process made it first: its key is the one
        }
    }
}
