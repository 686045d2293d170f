using System.CommandLine;
using System.Globalization;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Store;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub;

/// <summary>A command of whoever runs the hub: the same database as the hub that serves, which may serve meanwhile.</summary>
internal static class Administration
{
    /// <summary>What a command works with.</summary>
    internal sealed record Desk(HubDb Db, AreaDirectory Areas, IServiceProvider Services, DateTimeOffset Now)
    {
        public DateOnly Today => VietnamTime.DayOf(Now);
    }

    public static void SetWork(this Command command, Func<ParseResult, Desk, CancellationToken, Task> work) =>
        command.SetAction(
            (parsed, cancellationToken) =>
                StartRefusals.SayAsync(async () =>
                {
                    await using var app = HubHost.Build(ServeCommand.SettingsOf(parsed));
                    await app.Services.PrepareStoreAsync(cancellationToken);
                    await using var db = await app
                        .Services.GetRequiredService<IDbContextFactory<HubDb>>()
                        .CreateDbContextAsync(cancellationToken);
                    var desk = new Desk(
                        db,
                        app.Services.GetRequiredService<AreaDirectory>(),
                        app.Services,
                        app.Services.GetRequiredService<TimeProvider>().GetUtcNow()
                    );
                    await work(parsed, desk, cancellationToken);
                })
        );

    /// <summary>The first day of a month written as 2026-12.</summary>
    public static DateOnly MonthOf(string text) =>
        DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month
            : throw new StartRefused($"'{text}' is no month. Write it as 2026-12.");

    /// <summary>A file that a person named, whole.</summary>
    public static async Task<byte[]> ReadAsync(FileInfo file, long mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            return file.Length <= mostBytes
                ? await File.ReadAllBytesAsync(file.FullName, cancellationToken)
                : throw new StartRefused($"'{file.FullName}' is larger than {mostBytes / 1_000_000} MB.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"'{file.FullName}' cannot be read: {refused.Message}", refused);
        }
    }

    public static async Task WriteAsync(FileInfo file, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(file.FullName, content, cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefused($"'{file.FullName}' cannot be written: {refused.Message}", refused);
        }
    }
}
