using Ispeed.Hub.Api;
using Ispeed.Hub.Points;
using Ispeed.Measure.Wire;

namespace Ispeed.Hub.Ingest;

/// <summary>Whether a submission may be stored: its values, and the ticket it was measured with.</summary>
internal sealed class SubmissionCheck(HubKey hub, PointKeys points)
{
    public Refusal? WhyNot(Submission submission, DateTimeOffset now) =>
        SubmissionRules.WhyNot(submission, now) ?? (submission.Ticket is { } ticket ? WhyNot(ticket, submission, now) : null);

    /// <summary>The test point's record that came along; null when there is none that counts. A wrong one is no reason to lose the result: it stays claimed.</summary>
    public async Task<SignedRecord?> ReadRecordAsync(Submission submission, CancellationToken cancellationToken) =>
        CompactSignature.TryReadKeyId(submission.Record, out var pointId)
        && await points.FindAsync(pointId, cancellationToken) is { } point
        && point.TryRead(submission.Record!, out RunRecord? record)
        && record!.Point == pointId
        && record.Run == submission.Measurement.Id
            ? new(record, submission.Record!)
            : null;

    private Refusal? WhyNot(string token, Submission submission, DateTimeOffset now)
    {
        if (!hub.TryVerify(token, out var ticket))
        {
            return new(
                "ticket-invalid",
                401,
                "The ticket was not signed by this hub.",
                "Submit to the hub that gave the ticket, with the ticket as it was given."
            );
        }

        if (ticket!.Run != submission.Measurement.Id || ticket.Device != submission.Device)
        {
            return new(
                "ticket-mismatch",
                403,
                "The ticket belongs to another measurement or device.",
                "Submit each result with its own ticket."
            );
        }

        if (now.ToUnixTimeSeconds() - ticket.Expires > Limits.SubmitTime.TotalSeconds)
        {
            return new("ticket-expired", 401, "The result was kept for too long.", "Results are taken for 30 days after their ticket.");
        }

        return
            submission.Measurement.Server?.Id is { } point
            && ticket.Points is not null
            && !ticket.Points.Contains(point, StringComparer.Ordinal)
            ? new(
                "ticket-foreign",
                403,
                "The ticket is for other test points.",
                "Measure at one of the candidates that came with the ticket."
            )
            : null;
    }
}
