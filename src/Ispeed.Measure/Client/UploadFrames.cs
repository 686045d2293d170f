using System.Numerics;
using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>Binary messages of a few sizes, built once and sent again and again: random payload stays random under any mask, so nothing is masked.</summary>
internal sealed class UploadFrames
{
    private const int Smallest = 2048;
    private const int Largest = 65_536; // the head costs nothing there, and the window is still used up evenly
    private readonly ReadOnlyMemory<byte>[] frames;

    public UploadFrames(Random random)
    {
        var payload = new byte[Largest];
        random.NextBytes(payload);
        frames =
        [
            .. Enumerable
                .Range(0, BitOperations.Log2(Largest / Smallest) + 1)
                .Select(step => Frame(payload.AsSpan(0, Smallest << step), random)),
        ];
    }

    /// <summary>The payload of a message for a size that is wanted: a power of two, at most so large.</summary>
    public static int SizeFor(double wanted) =>
        wanted >= Largest ? Largest
        : wanted <= Smallest ? Smallest
        : Smallest << BitOperations.Log2((uint)wanted / Smallest);

    /// <summary>Head and payload of a message.</summary>
    public ReadOnlyMemory<byte> Of(int payload) => frames[BitOperations.Log2((uint)payload / Smallest)];

    private static ReadOnlyMemory<byte> Frame(ReadOnlySpan<byte> payload, Random random)
    {
        var bytes = new byte[WebSocketFrame.LongestHead + payload.Length];
        var head = WebSocketFrame.Write(bytes, FrameKind.Binary, payload.Length, (uint)random.NextInt64(uint.MaxValue));
        payload.CopyTo(bytes.AsSpan(head));
        return bytes.AsMemory(0, head + payload.Length);
    }
}
