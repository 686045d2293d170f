using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Ispeed.Measure.Client;

/// <summary>What the network or the test point did to a run; caught where the run becomes a result and never seen outside the engine.</summary>
internal sealed class PointFailure(FailureReason reason, string message, string? code = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The reason of the result.</summary>
    public FailureReason Reason { get; } = reason;

    /// <summary>The code of a refusal (spec/protocol.md, "Refusals"), null for anything else.</summary>
    public string? Code { get; } = code;

    /// <summary>With <c>busy</c>: addresses of other test points.</summary>
    public IReadOnlyList<string> TryThese { get; init; } = [];

    /// <summary>What a connection that could not be made means.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="cause">What the system said.</param>
    /// <param name="only">The IP version that alone was tried; null when both were.</param>
    public static PointFailure OnConnect(PointAddress address, Exception cause, int? only = null) =>
        cause switch
        {
            SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.AddressFamilyNotSupported }
                when only is { } family => new(
                FailureReason.Unreachable,
                $"This device has no IPv{family} way to {address}: the network it is on gives it no IPv{family}. Measure over the other.",
                inner: cause
            ),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } when only is { } family => new(
                FailureReason.Unreachable,
                $"The name {address.Host} has no IPv{family} address. Check the spelling, or measure over the other.",
                inner: cause
            ),
            SocketException { SocketErrorCode: SocketError.AccessDenied } when address.Local is { } end => new(
                FailureReason.Unreachable,
                $"The system does not let this program send through {end}. Name an address of it instead of the interface, or run as root.",
                inner: cause
            ),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new(
                FailureReason.Unreachable,
                $"Nothing listens at {address}: the port is closed. Check the port, or whether the test point runs.",
                inner: cause
            ),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => new(
                FailureReason.Unreachable,
                $"The name {address.Host} is not known. Check the spelling and the network's DNS.",
                inner: cause
            ),
            SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostUnreachable } =>
                new(
                    FailureReason.Unreachable,
                    $"There is no way to {address}. Check that this device is connected to a network.",
                    inner: cause
                ),
            AuthenticationException => new(FailureReason.Protocol, $"TLS with {address} failed: {cause.Message}", inner: cause),
            IOException when address.IsSecure => new(
                FailureReason.Protocol,
                $"{address} does not speak TLS. Try ws:// instead of wss://.",
                inner: cause
            ),
            OperationCanceledException => new(
                FailureReason.Unreachable,
                $"No answer from {address}. Check the address, and that no firewall stands between.",
                inner: cause
            ),
            _ => new(FailureReason.Unreachable, $"{address} cannot be reached: {cause.Message}", inner: cause),
        };

    /// <summary>What a TLS handshake that failed means.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="faults">What is wrong with the certificate; none when it did not come so far.</param>
    /// <param name="cause">What the system said.</param>
    public static PointFailure OnHandshake(PointAddress address, SslPolicyErrors faults, AuthenticationException cause) =>
        faults switch
        {
            SslPolicyErrors.None => OnConnect(address, cause),
            _ when faults.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => new(
                FailureReason.Protocol,
                $"The certificate of {address} is for another name. Write the name that it is for.",
                inner: cause
            ),
            _ => new(
                FailureReason.Protocol,
                $"This device does not trust the certificate of {address}. If you do, put the certificate, or that of its issuer, into a PEM file and name the file in SSL_CERT_FILE.",
                inner: cause
            ),
        };

    /// <summary>What the end of a connection in the middle means.</summary>
    public static PointFailure Broken(Exception? cause = null) =>
        new(
            FailureReason.Broken,
            "The connection to the test point broke in the middle. Try again; if it happens again, the line or the test point has a fault.",
            inner: cause
        );

    /// <summary>What silence means.</summary>
    public static PointFailure Stalled() =>
        new(
            FailureReason.Stalled,
            "Nothing came from the test point for 2.5 seconds. The line may have no signal; try again where reception is better."
        );

    /// <summary>What an answer outside the protocol means.</summary>
    public static PointFailure Protocol(string what) =>
        new(
            FailureReason.Protocol,
            $"The test point answered with something that is not the protocol of i-Speed ({what}). Check that the address is a test point's."
        );

    /// <summary>The failure as part of a result.</summary>
    public Failure During(RunPhase phase) => new(Reason, phase, Message);
}
