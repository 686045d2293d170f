using Ispeed.Measure;
using Ispeed.TestPoint.Data;
using Ispeed.TestPoint.Runs;
using Ispeed.TestPoint.Settings;

namespace Ispeed.TestPoint.Foreign.Http;

/// <summary>One HTTP request with load. Many follow each other on a connection, so it ends with its request and leaves the connection as it is.</summary>
internal abstract class HttpTransfer(DataChannel channel, Run run, Load load, PointLimits limits, TimeProvider time) : RunStream
{
    private readonly TransferWatch watch = new(limits, time);

    protected DataChannel Channel { get; } = channel;

    protected Run Run { get; } = run;

    protected Load Load { get; } = load;

    protected TimeProvider Time { get; } = time;

    protected string? CongestionControl { get; } = TcpSample.CongestionControlOf(channel.Socket);

    public Direction Direction => Load.Direction;

    /// <summary>Serves the request; what follows it on the connection, null when the connection is of no more use.</summary>
    /// <param name="early">What came behind the head of the request.</param>
    /// <param name="stopping">The end of the program.</param>
    public async Task<ReadOnlyMemory<byte>?> ServeAsync(ReadOnlyMemory<byte> early, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(Cutting, stopping);
        try
        {
            return await CarryAsync(early, either.Token);
        }
        catch (Exception ended)
            when (ended is OperationCanceledException or IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            Cut(CutReason.Broken); // without effect when it was cut for another reason, which is then the cause of this
        }
        finally
        {
            Run.Leave(Load.Direction, this); // looks at the socket for the last time
        }

        Channel.Reset();
        return null;
    }

    protected abstract Task<ReadOnlyMemory<byte>?> CarryAsync(ReadOnlyMemory<byte> early, CancellationToken cancellationToken);

    /// <summary>Cuts what does not move or has taken too long.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="mark">Anything that changes when bytes move.</param>
    protected void Watch(long now, long mark)
    {
        if (watch.Look(now, mark) is { } reason)
        {
            Cut(reason);
        }
    }
}
