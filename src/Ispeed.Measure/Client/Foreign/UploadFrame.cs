using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client.Foreign;

/// <summary>One binary message, built once and sent again and again: random payload stays random under any mask, so nothing is masked.</summary>
internal sealed class UploadFrame
{
    /// <summary>Payload of one message: large enough that the head costs nothing, small enough that the allowance is used up evenly.</summary>
    public const int PayloadBytes = 65_536;

    private readonly byte[] bytes = new byte[WebSocketFrame.LongestHead + PayloadBytes];

    public UploadFrame(Random random)
    {
        random.NextBytes(bytes);
        var head = WebSocketFrame.Write(bytes, FrameKind.Binary, PayloadBytes, (uint)random.NextInt64(uint.MaxValue));
        Bytes = bytes.AsMemory(0, head + PayloadBytes);
    }

    /// <summary>Head and payload.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }
}

/// <summary>Payload bytes that the streams of an upload may hand to the kernel together: the budget holds even if no report ever comes.</summary>
internal sealed class UploadAllowance(long bytes)
{
    private long left = bytes;

    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref left, -count) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref left, count);
        return false;
    }
}
