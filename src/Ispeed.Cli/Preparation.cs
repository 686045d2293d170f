using Ispeed.Measure;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>A measurement that can begin, or the result that says why it cannot.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Part">What of the sitting it is.</param>
/// <param name="Target">Where to measure; null where that cannot be known.</param>
/// <param name="Plan">What it may cost.</param>
/// <param name="Failed">The result that there is instead of a target.</param>
internal sealed record Prepared(Guid Id, Part Part, MeasurementTarget? Target, MeasurementPlan Plan, MeasurementOutcome? Failed);

/// <summary>Finds out where to measure and under which budget: from the hub, from the address that was named, or from what is known of before.</summary>
internal sealed class Preparation(Terminal terminal, MeasureRequest request, MeasurementPlan plan, Guid device, HttpClient http)
{
    private bool isHubAway;

    /// <summary>All measurements of the sitting that can be made or have failed; a place without a test point is said and left out.</summary>
    public async Task<IReadOnlyList<Prepared>> PrepareAsync(CancellationToken cancellationToken)
    {
        var all = new List<Prepared>();
        foreach (var part in request.Parts)
        {
            var one = request.Server is { } address ? At(address, part) : await AskAsync(request.Hub!, part, cancellationToken);
            if (one is not null)
            {
                all.Add(one);
            }

            // One failure tells that there is no hub and no known point; two more of it would tell nothing.
            if (isHubAway && one is { Target: null })
            {
                break;
            }
        }

        return all;
    }

    private Prepared At(PointAddress address, Part part) => Ready(NewId(), part, MeasurementTarget.At(address), plan);

    private async Task<Prepared?> AskAsync(Uri hub, Part part, CancellationToken cancellationToken)
    {
        var id = NewId();
        var asked = new TicketRequest(id, device, request.Access, plan.Budget.Bytes, part.Place, request.Code?.Value);
        switch (await new HubClient(http, hub, terminal.Time).RequestTicketAsync(asked, cancellationToken))
        {
            case HubAnswer<TicketAnswer>.Given { Value: var answer }:
                if (part.Place is null)
                {
                    terminal.State.RememberCandidates(hub, answer.Candidates);
                }

                return Ready(id, part, MeasurementTarget.From(answer), Within(answer.BudgetBytes));
            case HubAnswer<TicketAnswer>.Refused { Problem: { Code: "no-point" } } when part.Place is not null:
                terminal.Tell(
                    $"{part.Name(terminal.Speech)}: hiện không có điểm đo; bỏ qua.",
                    $"{part.Name(terminal.Speech)}: no test point now; skipped."
                );
                return null;
            case HubAnswer<TicketAnswer>.Refused { Problem: var problem }:
                var reason = problem.Code == "no-point" ? FailureReason.NoPoint : FailureReason.Refused;
                return Nothing(id, part, new(reason, RunPhase.Choose, $"{problem.Title} {problem.Detail}".TrimEnd()));
            case HubAnswer<TicketAnswer>.Away away:
                return Offline(id, part, hub, away.Message);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private MeasurementPlan Within(long hubBudget)
    {
        if (plan.Budget.Bytes <= hubBudget)
        {
            return plan;
        }

        terminal.Tell(
            $"Hệ thống trung tâm cho phép nhiều nhất {terminal.Speech.Megabytes(hubBudget / 1e6)} MB; lần đo sẽ dừng ở đó.",
            $"The hub allows at most {terminal.Speech.Megabytes(hubBudget / 1e6)} MB; the run stops there."
        );
        return plan with { Budget = new ByteCount(hubBudget) };
    }

    private Prepared Offline(Guid id, Part part, Uri hub, string message)
    {
        var known = terminal.State.CandidatesOf(hub).Where(one => part.Place is null || one.Place == part.Place).ToList();
        if (known.Count == 0)
        {
            isHubAway = true;
            return Nothing(id, part, new(FailureReason.Unreachable, RunPhase.Choose, message));
        }

        if (!isHubAway)
        {
            terminal.Tell(
                "Không gặp được hệ thống trung tâm; đo với các điểm đo đã biết từ lần trước.",
                "The hub is away; measuring against the test points known from before."
            );
        }

        isHubAway = true;
        return Ready(id, part, new MeasurementTarget(known, null), plan);
    }

    private Prepared Ready(Guid id, Part part, MeasurementTarget target, MeasurementPlan allowed) =>
        new(id, part, target with { Family = part.Family, Local = request.Local }, allowed, null);

    private Prepared Nothing(Guid id, Part part, Failure error) =>
        new(
            id,
            part,
            null,
            plan,
            new(
                new(
                    id,
                    terminal.Time.GetUtcNow(),
                    null,
                    Measurement.CurrentMethod,
                    null,
                    null,
                    null,
                    null,
                    0,
                    null,
                    error,
                    part.Family,
                    []
                ),
                new(null, null, [], [], [], null, [], plan.Budget.Bytes),
                Record: null,
                RefusalCode: null
            )
        );

    private Guid NewId() => Guid.CreateVersion7(terminal.Time.GetUtcNow());
}
