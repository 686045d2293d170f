using Ispeed.Hub.Store;

namespace Ispeed.Hub;

/// <summary>Says a reason not to start as a plain sentence instead of a stack trace.</summary>
internal static class StartRefusals
{
    public static async Task<int> SayAsync(Func<Task> start)
    {
        try
        {
            await start();
            return 0;
        }
        catch (StartRefused refused)
        {
            await Console.Error.WriteLineAsync($"ispeed-hub: {refused.Message}");
            return 1;
        }
    }
}
