using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint;

/// <summary>Why a request is not served (spec/protocol.md, "Refusals").</summary>
internal sealed record Refusal(
    string Code,
    int Status,
    string Title,
    string Detail,
    int? RetryAfterSeconds = null,
    IReadOnlyList<string>? TryThese = null
)
{
    public static Refusal Malformed(string detail) => new("malformed", 400, "The request cannot be read.", detail);

    public static Refusal TooLarge(string detail) => new("too-large", 413, "The request is larger than this test point takes.", detail);

    public static Refusal TicketMissing { get; } =
        new(
            "ticket-missing",
            401,
            "This test point takes no run without a ticket.",
            "Ask the hub for a ticket and send it as access_token."
        );

    public static Refusal TicketInvalid { get; } =
        new("ticket-invalid", 401, "The ticket cannot be read or is not signed by this test point's hub.", "Ask the hub for a new ticket.");

    public static Refusal TicketExpired { get; } = new("ticket-expired", 401, "The ticket has expired.", "Ask the hub for a new ticket.");

    public static Refusal TicketForeign { get; } =
        new("ticket-foreign", 403, "The ticket is for other test points.", "Use one of the candidates that came with the ticket.");

    public static Refusal TicketMismatch { get; } =
        new(
            "ticket-mismatch",
            403,
            "The ticket belongs to another measurement or device.",
            "Send the ticket of this measurement with every request of it."
        );

    public static Refusal TicketUsed { get; } =
        new("ticket-used", 409, "The run of this ticket is sealed, or its bytes are spent.", "Start a new measurement with a new ticket.");

    public static Refusal TooManyStreams { get; } =
        new(
            "too-many",
            429,
            "The run has as many streams in this direction as it may have.",
            $"Open at most {Limits.StreamsPerRun} streams in a direction."
        );

    public static Refusal TooManyOfAddress { get; } =
        new("too-many", 429, "Too much goes on from this address at the same time.", "Wait until the runs of this address have ended.", 5);

    public static Refusal TooMuchOfPrefix { get; } =
        new(
            "too-many",
            429,
            "The network of this address has used what this test point gives without a ticket.",
            "Measure through the hub, or come back in a few minutes.",
            300
        );

    /// <param name="tryThese">Other points as the hub named them, or null.</param>
    public static Refusal Busy(IReadOnlyList<string>? tryThese) =>
        new(
            "busy",
            503,
            "This test point is full.",
            tryThese is null ? "Try another candidate, or this one later." : "Try one of tryThese, or this one later.",
            10,
            tryThese
        );

    public static Refusal HubUnknown { get; } =
        new(
            "unavailable",
            503,
            "This test point has not reached its hub yet and cannot check tickets.",
            "Try another candidate, or this one later.",
            10
        );

    public static Refusal UnknownPath { get; } = new("unknown-path", 404, "Nothing is here.", "The paths are in spec/protocol.md.");

    public static Refusal MethodNotAllowed { get; } =
        new("method-not-allowed", 405, "This path does not take this method.", "The methods are in spec/protocol.md.");

    public static Refusal UnknownRun { get; } =
        new("unknown-run", 404, "No run of this measurement is known here.", "Finish a run where it ran.");

    public Problem ToProblem() => new("spec/protocol.md#refusals", Title, Status, Code, Detail, TryThese);
}
