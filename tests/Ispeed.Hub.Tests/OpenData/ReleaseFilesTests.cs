using System.Diagnostics;
using System.Text.Json;
using Ispeed.Hub.Areas;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.OpenData;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Tests.House;
using Ispeed.Hub.Tests.Running;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ispeed.Hub.Tests.OpenData;

public sealed class ReleaseFilesTests(Hubs hubs)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_release_written_again_has_the_same_bytes_also_after_its_runs_were_withdrawn(Engine engine)
    {
        await using var hub = await SeededAsync(engine);
        var first = await ExportAsync(hub);
        await using (var db = hub.OpenDb())
        {
            await db.Set<MeasurementRow>().ExecuteDeleteAsync(Ending);
        }

        var second = await ExportAsync(hub);

        first.Keys.Order(StringComparer.Ordinal).ShouldBe(second.Keys.Order(StringComparer.Ordinal));
        first.Count.ShouldBe(11);
        foreach (var (name, content) in first)
        {
            second[name].ShouldBe(content, name);
        }
    }

    [Fact]
    public async Task Checksums_verify_with_sha256sum()
    {
        await using var hub = await SeededAsync(Engine.Sqlite);
        var folder = Directory.CreateTempSubdirectory("ispeed-release-").FullName;
        await WriteAsync(hub, folder);

        var (code, output) = await RunAsync("sha256sum", folder, "-c", WriteRelease.Checksums);

        code.ShouldBe(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(10);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("figures")]
    [InlineData("tiles")]
    public async Task Parquet_read_by_another_program_says_what_csv_says(string table)
    {
        await using var hub = await SeededAsync(Engine.Sqlite);
        var folder = Directory.CreateTempSubdirectory("ispeed-release-").FullName;
        await WriteAsync(hub, folder);
        var csv = (await File.ReadAllTextAsync(Path.Combine(folder, $"ispeed-2026-10.1-{table}.csv"), Ending))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(','))
            .ToArray();
        const string Script = """
            import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
            const file = await asyncBufferFromFile(process.argv[1]);
            const text = (value) => value === null || value === undefined ? '' : value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
            console.log(JSON.stringify((await parquetReadObjects({ file })).map((row) => Object.entries(row).map(([name, value]) => [name, text(value)]))));
            """;

        var (code, output) = await RunAsync(
            "node",
            Path.Combine(SourceTree.Root, "src", "Ispeed.Hub", "web"),
            "--input-type=module",
            "-e",
            Script,
            Path.Combine(folder, $"ispeed-2026-10.1-{table}.parquet")
        );

        code.ShouldBe(0, output);
        var rows = JsonSerializer.Deserialize<string[][][]>(output)!;
        rows.Length.ShouldBe(csv.Length - 1);
        rows.Length.ShouldBePositive();
        for (var at = 0; at < rows.Length; at++)
        {
            rows[at].Select(pair => pair[0]).ShouldBe(csv[0]);
            rows[at].Select(pair => pair[1]).ShouldBe(csv[at + 1]);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Tiles_have_the_columns_that_people_know_and_small_ones_are_joined_or_left_out()
    {
        await using var hub = await SeededAsync(Engine.Sqlite);
        var files = await ExportAsync(hub);

        var lines = System
            .Text.Encoding.UTF8.GetString(files["ispeed-2026-10.1-tiles.csv"])
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        lines[0].ShouldBe("quadkey,network,avg_d_kbps,avg_u_kbps,avg_lat_ms,avg_lat_down_ms,avg_lat_up_ms,tests,devices");
        var quadkey = Quadkey.OfCell(Coverage.SeededCoverage.Cell);
        lines.Skip(1).ShouldHaveSingleItem().ShouldBe($"{quadkey},mobile,64500,32250,20,80,,200,200");
    }

    [Fact]
    public void A_quadkey_names_the_quarter_at_every_zoom()
    {
        Quadkey.At(0.001, 0.001).ShouldBe("1222222222222222"); // the upper right quarter, then always the lower left
        Quadkey.At(-0.001, -0.001).ShouldBe("2111111111111111");
        Quadkey.At(85, -179.9999).ShouldStartWith("00000");
    }

    [Fact]
    public async Task The_hub_makes_the_files_itself_and_gives_them_out()
    {
        await using var hub = await SeededAsync(Engine.Sqlite);
        await hub.Services.GetRequiredService<ReleaseFolder>().MakeAsync(Ending);
        var exported = await ExportAsync(hub);

        var listed = JsonSerializer.Deserialize<ShowReleases.Answer>((await hub.GetAsync("/api/v1/releases")).Body, OpenAnswer.Json)!;

        var release = listed.Items.ShouldHaveSingleItem();
        release.Id.ShouldBe("2026-10.1");
        release.Files.Count.ShouldBe(11);
        foreach (var link in release.Files)
        {
            var bytes = await hub.Client.GetByteArrayAsync(link, Ending);
            bytes.ShouldBe(exported[link[(link.LastIndexOf('/') + 1)..]], link);
        }

        (await hub.GetAsync("/api/v1/releases/2026-10.7/manifest")).ShouldRefuse(404, "unknown-release");
        (await hub.GetAsync("/api/v1/releases/2026-10.1/files/..%2F..%2Fispeed.db")).ShouldRefuse(404, "unknown-file");
        (await hub.GetAsync("/api/v1/releases/2026-10.7/files/manifest.json")).ShouldRefuse(404, "unknown-file");
    }

    [Fact]
    public async Task The_command_writes_a_release_and_names_those_there_are_when_there_is_none()
    {
        var data = Directory.CreateTempSubdirectory("ispeed-hub-").FullName;
        await using (var hub = await hubs.AloneAsync(Engine.Sqlite, folder: data))
        {
            await SeededMonth.StoreAsync(hub);
        }

        var to = Path.Combine(data, "out");
        (
            await ServeCommand
                .Create()
                .Parse(["export-data", "--release", "2026-10.1", "--out", to, "--data", data])
                .InvokeAsync(cancellationToken: Ending)
        ).ShouldBe(0);
        Directory.GetFiles(to).Length.ShouldBe(11);
        (
            await ServeCommand
                .Create()
                .Parse(["export-data", "--release", "2026-10.9", "--out", to, "--data", data])
                .InvokeAsync(cancellationToken: Ending)
        ).ShouldBe(1);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
    }

    private async Task<RunningHub> SeededAsync(Engine engine)
    {
        var hub = await hubs.AloneAsync(engine);
        await SeededMonth.StoreAsync(hub);
        return hub;
    }

    private static async Task<Dictionary<string, byte[]>> ExportAsync(RunningHub hub)
    {
        var folder = Directory.CreateTempSubdirectory("ispeed-release-").FullName;
        await WriteAsync(hub, folder);
        var files = Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal);
        Directory.Delete(folder, recursive: true);
        return files;
    }

    private static async Task WriteAsync(RunningHub hub, string folder)
    {
        await using var db = hub.OpenDb();
        var release = await db.Set<Release>().AsNoTracking().SingleAsync(Ending);
        await TakeTiles.OfAsync(db, release, hub.Time.GetUtcNow(), Ending);
        await WriteRelease.ToAsync(db, release, hub.Services.GetRequiredService<AreaDirectory>(), folder, Ending);
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        // Liveness: both programs end within seconds.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output);
    }
}
