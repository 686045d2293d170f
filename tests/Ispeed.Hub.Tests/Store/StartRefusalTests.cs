using Ispeed.Hub.Store;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;

namespace Ispeed.Hub.Tests.Store;

public sealed class StartRefusalTests(Hubs hubs)
{
    [Theory]
    [InlineData("Store:Provider", "oracle", "Store:Provider is 'oracle'")]
    [InlineData("Store:Connection", "Colour=blue", "Store:Connection cannot be read")]
    [InlineData("Proxies:0", "the balancer", "Proxies names 'the balancer'")]
    public async Task A_setting_that_cannot_be_used_is_named(string setting, string value, string sentence) =>
        (
            await Should.ThrowAsync<StartRefused>(() => hubs.AloneAsync(Engine.Sqlite, new(StringComparer.Ordinal) { [setting] = value }))
        ).Message.ShouldContain(sentence);

    [Fact]
    public async Task Postgres_without_a_connection_string_and_one_that_nobody_answers_are_named()
    {
        (await RefusedAsync(new(StringComparer.Ordinal) { ["Store:Provider"] = "postgres", ["Store:Connection"] = "" })).ShouldContain(
            "Store:Connection is empty"
        );
        (
            await RefusedAsync(
                new(StringComparer.Ordinal) { ["Store:Provider"] = "postgres", ["Store:Connection"] = "Host=127.0.0.1;Port=1;Timeout=2" }
            )
        ).ShouldContain("Check that PostgreSQL runs");
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_a_file_that_is_no_database_and_a_key_that_is_none_are_named()
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-wrong-").FullName;
        var file = Path.Combine(folder, "plain");
        await File.WriteAllTextAsync(file, "not a folder", TestContext.Current.CancellationToken);
        (await RefusedAsync(new(StringComparer.Ordinal) { ["Data"] = file })).ShouldContain("--data DIR");

        await File.WriteAllTextAsync(Path.Combine(folder, "hub.key"), "nonsense", TestContext.Current.CancellationToken);
        (await RefusedAsync(new(StringComparer.Ordinal) { ["Data"] = folder })).ShouldContain("hub.key");

        var other = Directory.CreateDirectory(Path.Combine(folder, "other")).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "ispeed.db"), new string('x', 5000), TestContext.Current.CancellationToken);
        (await RefusedAsync(new(StringComparer.Ordinal) { ["Data"] = other })).ShouldContain("SQLite database");
        Directory.Delete(folder, recursive: true);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_database_of_another_version_is_named_and_left_as_it_is(Engine engine)
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-foreign-").FullName;
        var connection = engine is Engine.Postgres ? await hubs.Cluster.NewDatabaseAsync() : string.Empty;
        await using (var hub = await hubs.AloneAsync(engine, folder: folder, connection: connection))
        {
            await using var db = hub.OpenDb();
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO \"__EFMigrationsHistory\" (migration_id, product_version) VALUES ('20990101000000_Later', '10')",
                TestContext.Current.CancellationToken
            );
        }

        (
            await Should.ThrowAsync<StartRefused>(() => hubs.AloneAsync(engine, folder: folder, connection: connection))
        ).Message.ShouldContain("'20990101000000_Later' is not one of this version's");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Port", "abc", "Mail:Port is 'abc'")]
    [InlineData("Port", "70000", "Mail:Port is '70000'")]
    [InlineData("From", "nobody at all", "Mail:From is no address")]
    [InlineData("Security", "some", "Mail:Security is 'some'")]
    [InlineData("PasswordFile", "/nowhere/at/all", "Mail:PasswordFile cannot be read")]
    public async Task A_mail_setting_that_cannot_be_used_is_named(string setting, string value, string sentence) =>
        (
            await RefusedAsync(
                new(StringComparer.Ordinal)
                {
                    ["Mail:Host"] = "127.0.0.1",
                    ["Mail:From"] = "i-Speed <i-speed@example.vn>",
                    ["PublicUrl"] = "http://hub.example.vn",
                    [$"Mail:{setting}"] = value,
                }
            )
        ).ShouldContain(sentence);

    private async Task<string> RefusedAsync(Dictionary<string, string?> settings) =>
        (await Should.ThrowAsync<StartRefused>(() => hubs.AloneAsync(Engine.Sqlite, settings))).Message;
}
