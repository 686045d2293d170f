using System.CommandLine;
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
                if (options.Read(parsed, terminal) is not { } request)
                {
                    return ExitCode.Usage;
                }

                using var http = new HttpClient();
                return await new MeasureCommand(terminal, request, http).RunAsync(cancellationToken);
            }
        );
        return command;
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(terminal.Time.GetUtcNow());
        var device = terminal.State.Device();
        if (await RefusesAreaAsync(cancellationToken))
        {
            return ExitCode.Usage;
        }

        var (target, plan, outcome) = await PrepareAsync(id, device, cancellationToken);
        if (target is not null)
        {
            terminal.Tell(
                $"Lần đo này tốn nhiều nhất {terminal.Speech.Megabytes(plan.Budget.Megabytes)} MB.",
                $"This run costs at most {terminal.Speech.Megabytes(plan.Budget.Megabytes)} MB."
            );
            var line = new ProgressLine(terminal);

            // A seed from the id: the payload differs from run to run, and nothing here has to be secret.
            outcome = await MeasurementRun.RunAsync(id, target, plan, line, terminal.Time, new Random(id.GetHashCode()), cancellationToken);
            line.Clear();
        }

        var kept = Keep(outcome!, device, target?.Ticket);
        kept = await SendAsync(kept, cancellationToken);
        Print(kept.Submission.Measurement);
        var code = ExitCode.Of(outcome!.Measurement.Error);
        return code == ExitCode.Measured && kept.Delivery == Delivery.Refused ? ExitCode.Refused
            : code == ExitCode.Measured && kept.Delivery == Delivery.Waiting ? ExitCode.Kept
            : code;
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

    /// <summary>Where to measure and under which budget; or, where that cannot be known, a result that says why.</summary>
    private async Task<(MeasurementTarget? Target, MeasurementPlan Plan, MeasurementOutcome? Failed)> PrepareAsync(
        Guid id,
        Guid device,
        CancellationToken cancellationToken
    )
    {
        if (request.Server is { } address)
        {
            return (MeasurementTarget.At(address), request.Plan, null);
        }

        var hub = request.Hub!;
        switch (
            await new HubClient(http, hub, terminal.Time).RequestTicketAsync(
                new(id, device, request.Access, request.Plan.Budget.Bytes),
                cancellationToken
            )
        )
        {
            case HubAnswer<TicketAnswer>.Given { Value: var answer }:
                terminal.State.RememberCandidates(hub, answer.Candidates);
                return (MeasurementTarget.From(answer), Within(answer.BudgetBytes), null);
            case HubAnswer<TicketAnswer>.Refused { Problem: var problem }:
                var reason = problem.Code == "no-point" ? FailureReason.NoPoint : FailureReason.Refused;
                return (null, request.Plan, Nothing(id, new(reason, RunPhase.Choose, $"{problem.Title} {problem.Detail}".TrimEnd())));
            case HubAnswer<TicketAnswer>.Away away:
                return Offline(id, hub, away.Message);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private MeasurementPlan Within(long hubBudget)
    {
        if (request.Plan.Budget.Bytes <= hubBudget)
        {
            return request.Plan;
        }

        terminal.Tell(
            $"Hệ thống trung tâm cho phép nhiều nhất {terminal.Speech.Megabytes(hubBudget / 1e6)} MB; lần đo sẽ dừng ở đó.",
            $"The hub allows at most {terminal.Speech.Megabytes(hubBudget / 1e6)} MB; the run stops there."
        );
        return request.Plan with { Budget = new ByteCount(hubBudget) };
    }

    private (MeasurementTarget? Target, MeasurementPlan Plan, MeasurementOutcome? Failed) Offline(Guid id, Uri hub, string message)
    {
        var known = terminal.State.CandidatesOf(hub);
        if (known.Count == 0)
        {
            return (null, request.Plan, Nothing(id, new(FailureReason.Unreachable, RunPhase.Choose, message)));
        }

        terminal.Tell(
            "Không gặp được hệ thống trung tâm; đo với các điểm đo đã biết từ lần trước.",
            "The hub is away; measuring against the test points known from before."
        );
        return (new MeasurementTarget(known, null), request.Plan, null);
    }

    private MeasurementOutcome Nothing(Guid id, Failure error) =>
        new(
            new(id, terminal.Time.GetUtcNow(), null, Measurement.CurrentMethod, null, null, null, null, 0, null, error),
            new(null, null, [], [], [], null, [], request.Plan.Budget.Bytes),
            Record: null,
            RefusalCode: null
        );

    private KeptResult Keep(MeasurementOutcome outcome, Guid device, string? ticket)
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
            outcome.Record
        );
        var kept = new KeptResult(request.Submit ? Delivery.Waiting : Delivery.Private, request.Hub, submission);
        terminal.State.Keep(kept); // before anything is sent: a crash from here on loses nothing
        return kept;
    }

    private async Task<KeptResult> SendAsync(KeptResult kept, CancellationToken cancellationToken)
    {
        // A person who stops the run wants it to end now; the next run sends what is kept.
        if (kept.Delivery != Delivery.Waiting || cancellationToken.IsCancellationRequested)
        {
            return kept;
        }

        var sender = new Sender(terminal, http);
        var after = await sender.SendAsync(kept, cancellationToken);
        if (after.Delivery == Delivery.Waiting)
        {
            terminal.Tell(
                "Chưa gửi được kết quả; nó được giữ trên máy và lần chạy sau sẽ gửi.",
                "The result could not be sent; it is kept and the next run sends it."
            );
            return after;
        }

        var (sent, _) = await sender.SendWaitingAsync(kept.Hub!, cancellationToken);
        if (sent > 0)
        {
            terminal.Tell($"Đã gửi thêm {sent} kết quả giữ từ trước.", $"{sent} results kept from before were sent too.");
        }

        return after;
    }

    private void Print(Measurement measurement)
    {
        if (request.Form != OutputForm.Table)
        {
            MachineOutput.Write(terminal.Out, request.Form, measurement);
            if (measurement.Error is { } error)
            {
                terminal.Complain(terminal.Speech.Sentence(error));
            }

            return;
        }

        ResultTable.Write(terminal.Out, terminal.Speech, measurement);
    }
}
