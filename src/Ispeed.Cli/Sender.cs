using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>Hands kept results in and writes down what became of them.</summary>
internal sealed class Sender(Terminal terminal, HttpClient http)
{
    /// <summary>Sends one result; what comes back is on disk when this returns.</summary>
    public async Task<KeptResult> SendAsync(KeptResult kept, CancellationToken cancellationToken)
    {
        var hub = new HubClient(http, kept.Hub!, terminal.Time);
        var answer = await hub.SubmitAsync(kept.Submission, cancellationToken);
        var after = answer switch
        {
            HubAnswer<SubmissionAnswer>.Given given => kept with
            {
                Delivery = Delivery.Sent,
                Submission = kept.Submission with
                {
                    Measurement = kept.Submission.Measurement with { Link = Absolute(kept.Hub!, given.Value.Link) },
                },
            },
            HubAnswer<SubmissionAnswer>.Refused => kept with { Delivery = Delivery.Refused },
            _ => kept,
        };
        if (answer is HubAnswer<SubmissionAnswer>.Refused refused)
        {
            var problem = refused.Problem;
            terminal.Complain(
                terminal.Speech.Of(
                    $"Hệ thống trung tâm không nhận kết quả {kept.Submission.Measurement.Id} ({problem.Code}): {problem.Title} {problem.Detail}",
                    $"The hub does not take result {kept.Submission.Measurement.Id} ({problem.Code}): {problem.Title} {problem.Detail}"
                )
            );
        }

        terminal.State.Keep(after);
        return after;
    }

    /// <summary>Sends everything that waits for this hub, the oldest first, and stops at the first sign that the hub is away.</summary>
    public async Task<(int Sent, int Left)> SendWaitingAsync(Uri hub, CancellationToken cancellationToken)
    {
        var waiting = terminal.State.All().Results.Where(kept => kept.Delivery == Delivery.Waiting && kept.Hub == hub).ToList();
        var sent = 0;
        for (var i = 0; i < waiting.Count; i++)
        {
            var after = await SendAsync(waiting[i], cancellationToken);
            if (after.Delivery == Delivery.Waiting)
            {
                return (sent, waiting.Count - i);
            }

            sent += after.Delivery == Delivery.Sent ? 1 : 0;
        }

        return (sent, 0);
    }

    private static string Absolute(Uri hub, string link) => new Uri(hub, link).AbsoluteUri;
}
