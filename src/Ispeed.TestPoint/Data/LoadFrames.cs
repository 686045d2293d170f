using System.Security.Cryptography;
using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Data;

/// <summary>The binary messages of a download, each a whole frame ready to be sent: made once, shared by all streams, so that sending allocates and copies nothing.</summary>
internal static class LoadFrames
{
    private static readonly ReadOnlyMemory<byte>[] Frames = Make();

    /// <summary>Head and payload of the message with 8 KiB · 2^step of payload.</summary>
    public static ReadOnlyMemory<byte> OfStep(int step) => Frames[step];

    public static int PayloadOfStep(int step) => Limits.SmallestMessageBytes << step;

    public static int LastStep => Frames.Length - 1;

    private static ReadOnlyMemory<byte>[] Make()
    {
        // Random, so that nothing on the way compresses it; pinned, so that the socket need not pin 1 MiB for each send.
        var payload = GC.AllocateUninitializedArray<byte>(Limits.LargestMessageBytes, pinned: true);
        RandomNumberGenerator.Fill(payload);
        List<ReadOnlyMemory<byte>> frames = [];
        for (var size = Limits.SmallestMessageBytes; size <= Limits.LargestMessageBytes; size *= 2)
        {
            var frame = GC.AllocateUninitializedArray<byte>(WebSocketFrame.LongestHead + size, pinned: true);
            var head = WebSocketFrame.Write(frame, FrameKind.Binary, size);
            payload.AsSpan(0, size).CopyTo(frame.AsSpan(head));
            frames.Add(frame.AsMemory(0, head + size));
        }

        return [.. frames];
    }
}
