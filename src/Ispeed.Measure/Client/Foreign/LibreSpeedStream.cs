using System.Globalization;
using System.Text;

namespace Ispeed.Measure.Client.Foreign;

/// <summary>A request with load against LibreSpeed's backend, as its own clients make it.</summary>
internal sealed class LibreSpeedStream : ForeignStream
{
    private const int ReadBytes = 262_144;
    private const int PieceBytes = 65_536;
    private const int BodyBytes = 16 << 20; // its front-end posts 20 MiB, so every backend takes this
    private const int MostChunks = 1024;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2.5);

    private readonly ForeignAddress address;
    private readonly Direction direction;
    private readonly long budget;
    private readonly UploadAllowance allowance;
    private readonly byte[] piece;
    private readonly string unique;
    private readonly TimeProvider time;
    private readonly long ackedBefore;
    private long received;
    private long handed;

    private LibreSpeedStream(
        PointConnection connection,
        ForeignAddress address,
        Direction direction,
        long budget,
        UploadAllowance allowance,
        Random random,
        TimeProvider time
    )
        : base(connection, time)
    {
        (this.address, this.direction, this.budget, this.allowance, this.time) = (address, direction, budget, allowance, time);
        piece = new byte[direction == Direction.Up ? PieceBytes : 0];
        random.NextBytes(piece);
        unique = random.NextDouble().ToString(CultureInfo.InvariantCulture);
        ackedBefore = connection.BytesAcked ?? 0;
    }

    /// <summary>Download: what was read. Upload: what the server's kernel acknowledged, where this kernel tells, else what was handed to it.</summary>
    public override long Bytes =>
        direction == Direction.Down ? Volatile.Read(ref received)
        : Connection.BytesAcked is { } acked ? Math.Min(Math.Max(0, acked - ackedBefore), Volatile.Read(ref handed))
        : Volatile.Read(ref handed);

    public static async Task<LibreSpeedStream> OpenAsync(
        ForeignAddress address,
        Direction direction,
        long budget,
        UploadAllowance allowance,
        TrafficMeter meter,
        Random random,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var connection = await PointConnection.OpenAsync(address.Point, meter, time, cancellationToken).ConfigureAwait(false);
        return new(connection, address, direction, budget, allowance, random, time);
    }

    protected override Task CarryAsync(CancellationToken cancellationToken) =>
        direction == Direction.Down ? DownloadAsync(cancellationToken) : UploadAsync(cancellationToken);

    // One request that holds more than the budget: the end is this side's, and how the body is framed does not matter (chunk heads are less than a thousandth).
    private async Task DownloadAsync(CancellationToken cancellationToken)
    {
        var chunks = Math.Clamp(budget / (1 << 20) + 1, 4, MostChunks);
        await RequestAsync("GET", $"garbage.php?r={unique}&ckSize={chunks}", string.Empty, cancellationToken).ConfigureAwait(false);
        var answer = new HttpAnswer();
        var buffer = new byte[ReadBytes];
        await ReadHeadAsync(answer, buffer, cancellationToken).ConfigureAwait(false);
        var length = long.TryParse(answer.Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var stated)
            ? stated
            : long.MaxValue;
        Count(answer.Body.Length);

        // Liveness: ends with the body, when this side drops the connection, or by the token; who waits for bytes watches the stall time.
        while (received < length)
        {
            var count = await Connection.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            Count(count);
            if (count == 0 || !allowance.TryTake(count))
            {
                return; // whole, where no length was stated; or the budget is spent, and nothing more is read
            }
        }
    }

    private void Count(int bytes)
    {
        Volatile.Write(ref received, received + bytes);
        if (bytes > 0)
        {
            NoteFirstByte();
        }
    }

    private async Task UploadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (!IsStopping)
        {
            var fields = $"Content-Type: application/octet-stream\r\nContent-Length: {BodyBytes}\r\n";
            await RequestAsync("POST", $"empty.php?r={unique}", fields, cancellationToken).ConfigureAwait(false);
            try
            {
                for (var sent = 0; sent < BodyBytes && !IsStopping; sent += PieceBytes)
                {
                    if (!allowance.TryTake(PieceBytes))
                    {
                        return; // the budget is spent: the connection is dropped with half a body, which counts as any
                    }

                    await Connection.SendAsync(piece, metered: true, cancellationToken).ConfigureAwait(false);
                    Volatile.Write(ref handed, handed + PieceBytes);
                    NoteFirstByte();
                }
            }
            catch (PointFailure broken) when (!IsStopping)
            {
                throw await WhyAsync(buffer, cancellationToken).ConfigureAwait(false) ?? broken;
            }

            await ReadHeadAsync(new HttpAnswer(), buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask RequestAsync(string method, string name, string fields, CancellationToken cancellationToken)
    {
        var head =
            $"{method} {address.Path}{name} HTTP/1.1\r\nHost: {address.Point.Authority}\r\nUser-Agent: ispeed-cli\r\nAccept-Encoding: identity\r\n{fields}\r\n";
        return Connection.SendAsync(Encoding.ASCII.GetBytes(head), metered: true, cancellationToken);
    }

    private async Task ReadHeadAsync(HttpAnswer answer, byte[] buffer, CancellationToken cancellationToken)
    {
        // Liveness: an answer begins within AnswerTime or the load has failed.
        using var deadline = new CancellationTokenSource(AnswerTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            while (!answer.HasHead)
            {
                var count = await Connection.ReceiveAsync(buffer, either.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    throw PointFailure.Broken();
                }

                if (!answer.Add(buffer.AsSpan(0, count)))
                {
                    throw PointFailure.Protocol("no HTTP answer");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw PointFailure.Stalled();
        }

        if (answer.Status != 200)
        {
            throw Refused(answer.Status);
        }
    }

    /// <summary>A server that will not take a body says so and closes while it is still sent.</summary>
    private async Task<PointFailure?> WhyAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            await ReadHeadAsync(new HttpAnswer(), buffer, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (PointFailure why) when (why.Reason == FailureReason.Refused)
        {
            return why;
        }
        catch (PointFailure)
        {
            return null; // it said nothing: the broken connection is all that is known
        }
    }

    private static PointFailure Refused(int status) =>
        new(
            FailureReason.Refused,
            status switch
            {
                413 =>
                    "The server takes no body of 16 MiB (HTTP status 413), which LibreSpeed's clients need. Its owner has to raise the limit.",
                404 =>
                    "The server has no LibreSpeed backend at this path (HTTP status 404). Write the folder of garbage.php, for example librespeed://host/backend/",
                429 or 503 => $"The server is full (HTTP status {status}). Try again later.",
                _ => $"The server refused (HTTP status {status}).",
            }
        );
}
