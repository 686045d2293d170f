using Ispeed.Measure;
using Ispeed.Measure.Client.Foreign;

namespace Ispeed.Cli;

/// <summary><c>ispeed measure --server ndt7://…</c> or <c>librespeed://…</c>: measures, says what the figures are worth, prints.</summary>
internal sealed class ForeignMeasure(Terminal terminal, ForeignRequest request)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        terminal.Tell(
            $"Lần đo này tốn nhiều nhất {terminal.Speech.Megabytes(request.Plan.Budget.Megabytes)} MB. Kết quả chỉ ở trên máy này.",
            $"This run costs at most {terminal.Speech.Megabytes(request.Plan.Budget.Megabytes)} MB. The result stays on this machine."
        );
        Note();
        var id = Guid.CreateVersion7(terminal.Time.GetUtcNow());
        var line = new ProgressLine(terminal, part: string.Empty);

        // A seed from the id: the payload differs from run to run, and nothing here has to be secret.
        var outcome = await ForeignRun.RunAsync(
            id,
            request.Server,
            request.Plan,
            line,
            terminal.Time,
            new Random(id.GetHashCode()),
            cancellationToken
        );
        line.Clear();
        Print(outcome.Measurement);
        return ExitCode.Of(outcome.Measurement.Error);
    }

    private void Note()
    {
        if (request.Server.Protocol == ForeignProtocol.Ndt7)
        {
            terminal.Tell(
                "ndt7 đo bằng một kết nối. Chiều lên theo số máy chủ báo, vài lần mỗi giây, nên khoảng tin cậy rộng hơn.",
                "ndt7 measures over one connection. Upload is what the server reports a few times a second, so its interval is wider."
            );
            return;
        }

        terminal.Tell(
            OperatingSystem.IsLinux()
                ? "Máy chủ LibreSpeed không báo đã nhận bao nhiêu; chiều lên tính theo số byte mà nhân hệ điều hành bên kia đã xác nhận."
                : "Máy chủ LibreSpeed không báo đã nhận bao nhiêu; chiều lên tính theo số byte đã giao cho hệ điều hành máy này, có thể hơi cao.",
            OperatingSystem.IsLinux()
                ? "A LibreSpeed server does not tell what it received; upload is what its kernel acknowledged."
                : "A LibreSpeed server does not tell what it received; upload is what was handed to this system, which may be a little high."
        );
    }

    private void Print(Measurement measurement)
    {
        if (request.Form == OutputForm.Table)
        {
            ResultTable.Write(terminal.Out, terminal.Speech, measurement);
            return;
        }

        MachineOutput.Write(terminal.Out, request.Form, measurement);
        if (measurement.Error is { } error)
        {
            terminal.Complain(terminal.Speech.Sentence(error));
        }
    }
}
