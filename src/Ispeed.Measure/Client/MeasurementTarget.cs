using System.Text.Json;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>Where to measure.</summary>
/// <param name="Candidates">Test points to choose from, the preferred first. One without an id is asked for its name.</param>
/// <param name="Ticket">The hub's leave; null for points that are open.</param>
public sealed record MeasurementTarget(IReadOnlyList<Candidate> Candidates, string? Ticket)
{
    /// <summary>4 or 6 to measure over this IP version only; null for the one whose handshake is shorter.</summary>
    public int? Family { get; init; }

    /// <summary>This device's end of every connection; null to let the system choose.</summary>
    public LocalEnd? Local { get; init; }

    /// <summary>The id of the candidate that is taken if it answers, because another measurement of the sitting was made there; null for the best.</summary>
    public string? Preferred { get; init; }

    /// <summary>A test point named by its address, without a hub.</summary>
    public static MeasurementTarget At(PointAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var url = address.ToString();
        return new([new(string.Empty, address.Authority, null, address.IsSecure ? null : url, address.IsSecure ? url : null, 0)], null);
    }

    /// <summary>What the hub answered.</summary>
    public static MeasurementTarget From(TicketAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new(answer.Candidates, answer.Ticket);
    }
}

/// <summary>How far a run is.</summary>
/// <param name="Phase">The step.</param>
/// <param name="Rate">The rate of the last moment, null outside a load.</param>
/// <param name="Elapsed">Since the step began.</param>
/// <param name="Bytes">IP-layer estimate of the whole run so far.</param>
public sealed record MeasurementProgress(RunPhase Phase, BitRate? Rate, TimeSpan Elapsed, ByteCount Bytes);

/// <summary>A run, however it went.</summary>
/// <param name="Measurement">The result; its <see cref="Measurement.Error"/> says whether it is whole.</param>
/// <param name="Detail">What recomputes it.</param>
/// <param name="Record">The test point's sealed record, null when it could not be had.</param>
/// <param name="RefusalCode">The code of a refusal (spec/protocol.md, "Refusals"), null for any other end.</param>
public sealed record MeasurementOutcome(Measurement Measurement, MeasurementDetail Detail, string? Record, string? RefusalCode)
{
    /// <summary>Names of the test points that were full, in the order in which they were asked.</summary>
    public IReadOnlyList<string> Busy { get; init; } = [];

    /// <summary>What the sealed record says, unverified; null when there is none or it cannot be read.</summary>
    public RunRecord? ReadRecord()
    {
        if (Record?.Split('.') is not [_, var body, _])
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(System.Buffers.Text.Base64Url.DecodeFromChars(body), MeasureJson.Default.RunRecord);
        }
        catch (JsonException)
        {
            return null; // another version's record: the hub will judge it
        }
        catch (FormatException)
        {
            return null; // not base64url
        }
    }
}
