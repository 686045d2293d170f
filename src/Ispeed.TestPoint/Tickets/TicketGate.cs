using Ispeed.Measure.Wire;
using Ispeed.TestPoint.SelfChecks;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Tickets;

/// <summary>Decides whether a request may belong to a run: the ticket's signature, kind, place, time and measurement.</summary>
internal sealed class TicketGate(PointSettings settings, HubKey hubKey, OwnRun own, TimeProvider time)
{
    /// <summary>Null when the request may go on; the ticket is null for a run of an open point without one.</summary>
    /// <param name="token">As it came in the query.</param>
    /// <param name="run">The measurement of the request.</param>
    /// <param name="starts">Whether something starts: an expired ticket still finishes what it began.</param>
    /// <param name="ticket">What the hub allows.</param>
    public Refusal? Check(string? token, Guid run, bool starts, out Ticket? ticket)
    {
        ticket = null;
        if (token is null)
        {
            return settings.Open || own.Is(run) ? null : Refusal.TicketMissing;
        }

        switch (hubKey.TryVerify(token, out ticket))
        {
            case TicketSignature.HubUnknown:
                return settings.Open ? Refusal.TicketInvalid : Refusal.HubUnknown;
            case TicketSignature.Wrong:
                return Refusal.TicketInvalid;
        }

        if (!ticket!.Points.Contains(settings.Id, StringComparer.Ordinal))
        {
            return Refusal.TicketForeign;
        }

        if (ticket.Run != run)
        {
            return Refusal.TicketMismatch;
        }

        return starts && time.GetUtcNow().ToUnixTimeSeconds() >= ticket.Expires ? Refusal.TicketExpired : null;
    }
}
