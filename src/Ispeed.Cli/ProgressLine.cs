using Ispeed.Measure;
using Ispeed.Measure.Client;

namespace Ispeed.Cli;

/// <summary>One line on the error output that tells what happens now; nothing at all where nobody watches.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="part">What of a sitting is measured now; empty for a measurement that stands alone.</param>
internal sealed class ProgressLine(Terminal terminal, string part) : IProgress<MeasurementProgress>
{
    private const int RedrawMillis = 100; // quick enough to feel live, slow enough for a serial console
    private readonly Lock gate = new();
    private long drawnAt;
    private RunPhase? drawnPhase;

    public void Report(MeasurementProgress value)
    {
        if (terminal.IsErrorRedirected)
        {
            return;
        }

        lock (gate)
        {
            if (drawnPhase == value.Phase && terminal.Time.GetElapsedTime(drawnAt).TotalMilliseconds < RedrawMillis)
            {
                return;
            }

            drawnAt = terminal.Time.GetTimestamp();
            drawnPhase = value.Phase;
            terminal.Error.Write("\r" + Line(value).PadRight(70));
            terminal.Error.Flush();
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (gate)
        {
            if (drawnPhase is not null)
            {
                terminal.Error.Write("\r" + new string(' ', 70) + "\r");
                terminal.Error.Flush();
                drawnPhase = null;
            }
        }
    }

    private string Line(MeasurementProgress value)
    {
        var speech = terminal.Speech;
        var phase = value.Phase switch
        {
            RunPhase.Choose => speech.Of("Chọn điểm đo", "Choosing a test point"),
            RunPhase.Latency => speech.Of("Đo độ trễ", "Latency"),
            RunPhase.Download => speech.Of("Tải xuống", "Download"),
            RunPhase.Upload => speech.Of("Tải lên", "Upload"),
            _ => speech.Of("Ghi kết quả", "Reporting"),
        };
        var rate = value.Rate is { } known ? $"  {speech.Rate(known.Mbps), 7} Mbit/s" : string.Empty;
        var name = part.Length > 0 ? $"{part} · " : string.Empty;
        return $"{name}{phase}{rate}  {speech.Megabytes(value.Bytes.Megabytes)} MB";
    }
}
