namespace Ispeed.Hub.Tests.House;

public sealed class FileSizeTests
{
    private const int Most = 400;

    [Fact]
    public void No_source_file_grows_past_four_hundred_lines()
    {
        var tooLong = SourceTree
            .Files("src", ".cs", ".ts", ".razor")
            .Select(file => (Name: Path.GetRelativePath(SourceTree.Root, file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > Most)
            .Select(file => $"{file.Name} has {file.Lines} lines: split it by use case before it becomes a drawer.")
            .ToArray();
        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void No_folder_is_a_drawer()
    {
        string[] drawers = ["Common", "Utils", "Utilities", "Helpers", "Shared", "Models", "Services", "Dtos", "Misc"];
        var found = SourceTree
            .Files("src", ".cs", ".ts", ".razor")
            .Select(file => Path.GetRelativePath(SourceTree.Root, Path.GetDirectoryName(file)!))
            .Where(folder =>
                folder.Split(Path.DirectorySeparatorChar).Any(part => drawers.Contains(part, StringComparer.OrdinalIgnoreCase))
            )
            .Distinct(StringComparer.Ordinal)
            .Select(folder => $"{folder}: give it the name of what is in it, or put each thing where it is used.");
        found.ShouldBeEmpty();
    }
}
