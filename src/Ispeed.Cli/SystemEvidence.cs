using System.Net;
using System.Net.Sockets;
using Ispeed.Measure;
using Ispeed.Measure.Client;
using Ispeed.Measure.Wire;

namespace Ispeed.Cli;

/// <summary>What the system knows of the access, for a person who did not say.</summary>
internal static class SystemEvidence
{
    private static readonly TimeSpan LookUpTime = TimeSpan.FromSeconds(1);

    /// <summary>The request with the access that the system tells, and the access whose budget is spent.</summary>
    public static async Task<(MeasureRequest Request, Access PayAs)> AddAsync(
        Terminal terminal,
        MeasureRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.AccessSource != AccessSource.None || await LinkAsync(terminal, request, cancellationToken) is not { } link)
        {
            return (request, request.Access);
        }

        if (link.Kind == LinkKind.Modem)
        {
            terminal.Tell(
                $"{link.Interface} là modem hoặc điện thoại nên lần đo chỉ dùng mức dữ liệu của 4G. Nếu không phải, hãy thêm --access.",
                $"{link.Interface} is a modem or a phone, so the budget is that of 4G. If that is not right, add --access."
            );
        }

        if (link.Access == Access.Unknown)
        {
            return (request, link.BudgetAs);
        }

        var name = terminal.Speech.Of(link.Kind == LinkKind.WiFi ? "Wi-Fi" : "cáp mạng", link.Kind == LinkKind.WiFi ? "Wi-Fi" : "wired");
        terminal.Tell(
            $"Loại truy nhập: {name} ({link.Interface}, theo hệ điều hành). Nếu không phải, hãy thêm --access.",
            $"Access: {name} ({link.Interface}, says the system). If that is not right, add --access."
        );
        return (request with { Access = link.Access, AccessSource = AccessSource.System }, link.BudgetAs);
    }

    /// <summary>The link to where the run will go: the named test point, else the hub, behind which the test points are.</summary>
    private static async Task<LocalLink?> LinkAsync(Terminal terminal, MeasureRequest request, CancellationToken cancellationToken)
    {
        var host = request.Server?.Host ?? request.Hub?.IdnHost.Trim('[', ']') ?? string.Empty;
        try
        {
            // Liveness: a resolver that is slow is not waited for.
            var found = IPAddress.TryParse(host, out var literal)
                ? [literal]
                : await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(LookUpTime, terminal.Time, cancellationToken);
            var family = request.Family ?? request.Local?.Family;
            var remote = found.FirstOrDefault(one => family is null || IpFamily.Of(one) == family);
            return remote is null ? null : LocalLink.Towards(remote, request.Local);
        }
        catch (SocketException)
        {
            return null; // the run says what is wrong with the name
        }
        catch (TimeoutException)
        {
            return null; // the same
        }
    }
}
