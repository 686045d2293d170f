namespace Ispeed.TestPoint.Settings;

/// <summary>The folder of keys and spool, looked at before anything depends on it.</summary>
internal static class DataFolder
{
    public static void Check(PointSettings settings)
    {
        try
        {
            Directory.CreateDirectory(settings.Data);
            var probe = Path.Combine(settings.Data, $".write-{Environment.ProcessId}");
            File.WriteAllText(probe, string.Empty);
            File.Delete(probe);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new StartUpFailure(
                StartUpFault.DataFolder,
                $"The data folder '{settings.Data}' cannot be written: {unwritable.Message}",
                "Choose another one with --data DIR, or give this user the right to write there."
            );
        }
    }
}
