using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ispeed.Measure;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary><c>ispeed measure</c>: asks the hub, measures, keeps, sends, prints.</summary>
internal sealed class MeasureCommand(Terminal terminal, MeasureRequest request, HttpClient http)
{
    public static Command Build(Terminal terminal)
    {
        var options = new MeasureOptions(terminal.Speech);
        var command = new Command("measure", terminal.Speech.Of("Đo tốc độ", "Measure"));
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (options.IsForeign(parsed))
                {
                    return options.ReadForeign(parsed, terminal) is { } foreign
                        ? await new ForeignMeasure(terminal, foreign).RunAsync(cancellationToken)
                        : ExitCode.Usage;
                }

                if (options.Read(parsed, terminal) is not { } asked)
                {
                    return ExitCode.Usage;
                }

                var (request, payAs) = await SystemEvidence.AddAsync(terminal, asked, cancellationToken);
                using var http = Http(request.Local);
                return await new MeasureCommand(terminal, request, http).RunAsync(request.PlanOfEach(payAs), cancellationToken);
            }
        );
        return command;
    }

    /// <summary>A client that reaches the hub by the way that is measured: the hub finds the operator by the address it sees.</summary>
    private static HttpClient Http(LocalEnd? local) =>
        local is null
            ? new()
            : new(
                new SocketsHttpHandler
                {
                    ConnectCallback = async (context, cancellationToken) =>
                    {
                        var family = local.Family is { } one ? IpFamily.ToAddressFamily(one) : AddressFamily.Unspecified;
                        var socket =
                            family == AddressFamily.Unspecified
                                ? new Socket(SocketType.Stream, ProtocolType.Tcp)
                                : new Socket(family, SocketType.Stream, ProtocolType.Tcp);
                        try
                        {
                            local.Attach(socket);
                            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                            return new NetworkStream(socket, ownsSocket: true);
                        }
                        catch
                        {
                            socket.Dispose();
                            throw;
                        }
                    },
                }
            );

    private async Task<int> RunAsync(MeasurementPlan plan, CancellationToken cancellationToken)
    {
        var device = terminal.State.Device();
        if (await RefusesAreaAsync(cancellationToken))
        {
            return ExitCode.Usage;
        }

        var prepared = await new Preparation(terminal, request, plan, device, http).PrepareAsync(cancellationToken);
        if (prepared.Count == 0)
        {
            terminal.Complain(
                terminal.Speech.Of(
                    "Không nơi nào có điểm đo. Hãy thử lại sau vài phút.",
                    "No place has a test point now. Try again in a few minutes."
                )
            );
            return ExitCode.Unreachable;
        }

        TellCost([.. prepared.Where(one => one.Target is not null)]);
        Guid? group = prepared.Count > 1 ? Guid.CreateVersion7(terminal.Time.GetUtcNow()) : null;
        var kept = new List<KeptResult>();
        foreach (var one in prepared.TakeWhile(_ => kept.Count == 0 || !cancellationToken.IsCancellationRequested))
        {
            var outcome = one.Failed ?? await MeasureAsync(one, kept, cancellationToken);
            kept.Add(Keep(outcome, device, one.Target?.Ticket, group));
        }

        await SendAsync(kept, cancellationToken);
        Print([.. prepared.Select(one => one.Part)], [.. kept.Select(one => one.Submission.Measurement)]);
        return ExitCode.OfSitting(kept);
    }

    /// <summary>Whether the hub says that there is no such commune; while it is away, the hub judges at submission.</summary>
    private async Task<bool> RefusesAreaAsync(CancellationToken cancellationToken)
    {
        if (
            request.Area is null
            || request.Hub is null
            || await new HubClient(http, request.Hub, terminal.Time).AreaAsync(request.Area, cancellationToken)
                is not HubAnswer<System.Text.Json.JsonElement>.Refused
        )
        {
            return false;
        }

        terminal.Complain(
            terminal.Speech.Of(
                $"Không có xã, phường nào mang mã {request.Area}. Hãy tìm mã tại {request.Hub}api/v1/areas?q=tên.",
                $"No commune has the code {request.Area}. Look it up at {request.Hub}api/v1/areas?q=name."
            )
        );
        return true;
    }

    private void TellCost(IReadOnlyList<Prepared> runs)
    {
        if (runs.Count == 0)
        {
            return;
        }

        var total = terminal.Speech.Megabytes(runs.Sum(one => one.Plan.Budget.Megabytes));
        if (runs.Count == 1)
        {
            terminal.Tell($"Lần đo này tốn nhiều nhất {total} MB.", $"This run costs at most {total} MB.");
            return;
        }

        var each = string.Join(
            ", ",
            runs.Select(one => $"{one.Part.Name(terminal.Speech)} {terminal.Speech.Megabytes(one.Plan.Budget.Megabytes)} MB")
        );
        terminal.Tell(
            $"{runs.Count} phép đo này tốn tổng cộng nhiều nhất {total} MB ({each}).",
            $"These {runs.Count} measurements cost at most {total} MB together ({each})."
        );
    }

    private async Task<MeasurementOutcome> MeasureAsync(Prepared one, List<KeptResult> before, CancellationToken cancellationToken)
    {
        // IPv4 and IPv6 are only comparable against the same point; places are different points by their nature.
        var preferred = request.Sitting == Sitting.Both ? before.FirstOrDefault()?.Submission.Measurement.Server?.Id : null;
        var line = new ProgressLine(terminal, one.Part.Name(terminal.Speech));

        // A seed from the id: the payload differs from run to run, and nothing here has to be secret.
        var outcome = await MeasurementRun.RunAsync(
            one.Id,
            one.Target! with
            {
                Preferred = preferred,
            },
            one.Plan,
            line,
            terminal.Time,
            new Random(one.Id.GetHashCode()),
            cancellationToken
        );
        line.Clear();
        if (outcome.Busy.Count > 0)
        {
            var full = string.Join(", ", outcome.Busy);
            var taken = outcome.Measurement.Error is null ? outcome.Measurement.Server : null;
            terminal.Tell(
                taken is null ? $"Đang quá tải: {full}." : $"Đang quá tải: {full}. Đã đo với {taken.Name} ({taken.Url}).",
                taken is null ? $"Full now: {full}." : $"Full now: {full}. Measured against {taken.Name} ({taken.Url})."
            );
        }

        return outcome;
    }

    private KeptResult Keep(MeasurementOutcome outcome, Guid device, string? ticket, Guid? group)
    {
        var version = typeof(MeasureCommand).Assembly.GetName().Version?.ToString(3) ?? "0";
        var system =
            OperatingSystem.IsLinux() ? "Linux"
            : OperatingSystem.IsMacOS() ? "macOS"
            : OperatingSystem.IsWindows() ? "Windows"
            : RuntimeInformation.OSDescription;
        var submission = new Submission(
            device,
            ticket,
            request.Access,
            request.AccessSource,
            request.Area,
            Location: null,
            new("ispeed-cli", version, system),
            outcome.Measurement,
            outcome.Detail,
            outcome.Record,
            group,
            request.Code?.Value,
            request.Code is null ? null : request.Participant
        );
        var kept = new KeptResult(request.Submit ? Delivery.Waiting : Delivery.Private, request.Hub, submission);
        terminal.State.Keep(kept); // before anything is sent: a crash from here on loses nothing
        return kept;
    }

    /// <summary>Sends what was just measured, and what waits from before; the results become what came of them.</summary>
    private async Task SendAsync(List<KeptResult> kept, CancellationToken cancellationToken)
    {
        // A person who stops the run wants it to end now; the next run sends what is kept.
        if (!request.Submit || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        var sender = new Sender(terminal, http);
        for (var i = 0; i < kept.Count; i++)
        {
            kept[i] = await sender.SendAsync(kept[i], cancellationToken);
            if (kept[i].Delivery == Delivery.Waiting)
            {
                terminal.Tell(
                    kept.Count == 1
                        ? "Chưa gửi được kết quả; nó được giữ trên máy và lần chạy sau sẽ gửi."
                        : $"Chưa gửi được {kept.Count - i} kết quả; chúng được giữ trên máy và lần chạy sau sẽ gửi.",
                    kept.Count == 1
                        ? "The result could not be sent; it is kept and the next run sends it."
                        : $"{kept.Count - i} results could not be sent; they are kept and the next run sends them."
                );
                return;
            }
        }

        var (sent, _) = await sender.SendWaitingAsync(request.Hub!, cancellationToken);
        if (sent > 0)
        {
            terminal.Tell($"Đã gửi thêm {sent} kết quả giữ từ trước.", $"{sent} results kept from before were sent too.");
        }
    }

    private void Print(IReadOnlyList<Part> parts, IReadOnlyList<Measurement> measurements)
    {
        if (request.Form == OutputForm.Table)
        {
            if (request.Sitting == Sitting.Single)
            {
                ResultTable.Write(terminal.Out, terminal.Speech, measurements[0]);
                return;
            }

            SideBySide.Write(terminal.Out, terminal.Speech, [.. parts.Zip(measurements)]);
            return;
        }

        if (request.Sitting == Sitting.Single)
        {
            MachineOutput.Write(terminal.Out, request.Form, measurements[0]);
        }
        else
        {
            MachineOutput.Write(terminal.Out, request.Form, measurements);
        }

        foreach (var error in measurements.Select(one => one.Error).OfType<Failure>())
        {
            terminal.Complain(terminal.Speech.Sentence(error));
        }
    }
}
