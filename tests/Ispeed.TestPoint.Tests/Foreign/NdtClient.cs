using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using Ispeed.Testing;

namespace Ispeed.TestPoint.Tests.Foreign;

/// <summary>What an ndt7 download brought.</summary>
internal sealed record NdtReceived(
    long Bytes,
    List<int> MessageSizes,
    List<JsonElement> Measurements,
    List<TimeSpan> MeasuredAt,
    WebSocketCloseStatus? Close
);

/// <summary>An ndt7 client over .NET's own WebSocket, as strict as the strictest of M-Lab's.</summary>
internal static class NdtClient
{
    public const string Protocol = "net.measurementlab.ndt.v7";

    public static Task<ClientWebSocket> OpenAsync(
        TestPointFixture point,
        string direction,
        CancellationToken cancellationToken,
        string query = "",
        bool tls = false
    ) => LoadClient.OpenAsync(point, $"/ndt/v7/{direction}{query}", cancellationToken, Protocol, tls);

    public static async Task<NdtReceived> ReadAsync(WebSocket socket, CancellationToken cancellationToken, Func<long, bool>? enough = null)
    {
        var started = Stopwatch.GetTimestamp();
        var buffer = new byte[(1 << 20) + 1];
        List<int> sizes = [];
        List<JsonElement> measurements = [];
        List<TimeSpan> at = [];
        long bytes = 0;
        var size = 0;
        var closing = false;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(size), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                }

                return new(bytes, sizes, measurements, at, socket.CloseStatus);
            }

            size += result.Count;
            size.ShouldBeLessThanOrEqualTo(1 << 20, "M-Lab's Go client takes no longer message");
            bytes += result.MessageType == WebSocketMessageType.Binary ? result.Count : 0;
            if (!result.EndOfMessage)
            {
                continue;
            }

            if (result.MessageType == WebSocketMessageType.Text)
            {
                using var read = JsonDocument.Parse(buffer.AsMemory(0, size));
                measurements.Add(read.RootElement.Clone());
                at.Add(Stopwatch.GetElapsedTime(started));
            }
            else
            {
                sizes.Add(size);
            }

            size = 0;
            if (!closing && enough?.Invoke(bytes) == true)
            {
                closing = true;
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
            }
        }
    }
}
