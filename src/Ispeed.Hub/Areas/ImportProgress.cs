using System.Globalization;

namespace Ispeed.Hub.Areas;

/// <summary>How far a long check is: one line that is written over on a terminal, a line now and then elsewhere.</summary>
internal sealed class ImportProgress(TextWriter writer, bool isTerminal)
{
    private const int EveryOnTerminal = 25;
    private const int Every = 500;

    private bool open;

    public void Say(string what, int done, int all)
    {
        if (done != all && done % (isTerminal ? EveryOnTerminal : Every) != 0)
        {
            return;
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0} of {all:N0}");
        if (isTerminal)
        {
            writer.Write($"\r{line}\u001b[K");
            open = true;
        }
        else
        {
            writer.WriteLine(line);
        }
    }

    public void Say(string line)
    {
        if (open)
        {
            writer.Write("\r\u001b[K");
            open = false;
        }

        writer.WriteLine(line);
    }
}
