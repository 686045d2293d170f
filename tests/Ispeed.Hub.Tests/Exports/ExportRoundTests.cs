using System.Text;
using Ispeed.Hub.Exports;
using Ispeed.Hub.Store;

namespace Ispeed.Hub.Tests.Exports;

public sealed class ExportRoundTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"export-{Guid.NewGuid():N}");

    private string Out => Path.Combine(folder, "papers");

    [Fact]
    public async Task A_folder_appears_as_a_whole_with_a_list_of_its_files()
    {
        await WriteAsync([Some("a.csv", "1"), Some("units/b.csv", "2")]);
        (await File.ReadAllTextAsync(Path.Combine(Out, "units", "b.csv"), TestContext.Current.CancellationToken)).ShouldBe("2");
        (await File.ReadAllTextAsync(Path.Combine(Out, ExportRound.ListName), TestContext.Current.CancellationToken)).ShouldContain(
            "units/b.csv,1,"
        );
        Directory.GetDirectories(folder).ShouldBe([Out]);
    }

    [Fact]
    public async Task An_earlier_export_is_replaced_as_a_whole()
    {
        await WriteAsync([Some("a.csv", "1"), Some("gone.csv", "2")]);
        await WriteAsync([Some("a.csv", "3")]);
        File.Exists(Path.Combine(Out, "gone.csv")).ShouldBeFalse();
        Directory.GetDirectories(folder).ShouldBe([Out]);
    }

    [Fact]
    public async Task A_folder_with_files_of_somebody_else_is_left_alone()
    {
        await WriteAsync([Some("a.csv", "1")]);
        await File.WriteAllTextAsync(Path.Combine(Out, "ghi-chu.txt"), "của tôi", TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<StartRefused>(() => WriteAsync([Some("a.csv", "2")]))).Message.ShouldContain("ghi-chu.txt");
        (await File.ReadAllTextAsync(Path.Combine(Out, "a.csv"), TestContext.Current.CancellationToken)).ShouldBe("1");
    }

    [Fact]
    public async Task What_is_stopped_or_fails_in_the_middle_leaves_the_folder_as_it_was()
    {
        await WriteAsync([Some("a.csv", "1")]);
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            ExportRound.WriteAsync(
                [
                    .. Enumerable.Range(0, 50).Select(number => Some($"{number}.csv", "x")),
                    new(
                        "stop.csv",
                        () =>
                        {
                            stop.Cancel();
                            return [];
                        }
                    ),
                    .. Enumerable.Range(50, 50).Select(number => Some($"{number}.csv", "x")),
                ],
                Out,
                TextWriter.Null,
                stop.Token
            )
        );
        await Should.ThrowAsync<InvalidOperationException>(() =>
            WriteAsync([Some("b.csv", "2"), new("broken.csv", () => throw new InvalidOperationException("broken"))])
        );
        (await File.ReadAllTextAsync(Path.Combine(Out, "a.csv"), TestContext.Current.CancellationToken)).ShouldBe("1");
        Directory.GetDirectories(folder).ShouldBe([Out]);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<long> WriteAsync(IReadOnlyList<Paper> papers) =>
        ExportRound.WriteAsync(papers, Out, TextWriter.Null, TestContext.Current.CancellationToken);

    private static Paper Some(string name, string content) => new(name, () => Encoding.UTF8.GetBytes(content));
}
