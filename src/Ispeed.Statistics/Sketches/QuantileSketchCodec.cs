namespace Ispeed.Statistics.Sketches;

/// <summary>
/// A sketch as bytes, frozen: the version 1, then as LEB128 numbers the weight of the zeros, the number of buckets that hold something, and for each of
/// them, ascending, the distance to the one before (the first: zigzag of its number; the others: minus 1) and its weight. One sketch has one spelling.
/// </summary>
public static class QuantileSketchCodec
{
    private const byte Version = 1;

    /// <summary>The bytes of a sketch.</summary>
    public static byte[] Write(QuantileSketch sketch)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        var bytes = new List<byte> { Version };
        Append(bytes, (ulong)sketch.Zeros);
        var buckets = sketch.Buckets().ToArray();
        Append(bytes, (ulong)buckets.Length);
        for (var i = 0; i < buckets.Length; i++)
        {
            var bucket = buckets[i].Bucket;
            Append(bytes, i == 0 ? (ulong)(uint)((bucket << 1) ^ (bucket >> 31)) : (ulong)(bucket - buckets[i - 1].Bucket - 1));
            Append(bytes, (ulong)buckets[i].Weight);
        }

        return [.. bytes];
    }

    /// <summary>Reads a sketch. Whatever the bytes, it answers; false where they are not exactly one sketch as <see cref="Write"/> spells it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out QuantileSketch sketch)
    {
        sketch = new();
        var read = new QuantileSketch();
        if (bytes.IsEmpty || bytes[0] != Version)
        {
            return false;
        }

        var at = 1;
        if (
            !TryTake(bytes, ref at, long.MaxValue, out var zeros)
            || !TryTake(bytes, ref at, (ulong)(bytes.Length - at) / 2, out var buckets)
        )
        {
            return false;
        }

        read.AddZeros((long)zeros);
        long bucket = 0;
        for (var i = 0UL; i < buckets; i++)
        {
            if (
                !TryTake(bytes, ref at, 1 << 17, out var step)
                || !TryTake(bytes, ref at, (ulong)(long.MaxValue - read.Count), out var weight)
                || weight == 0
            )
            {
                return false;
            }

            bucket = i == 0 ? (long)(step >> 1) ^ -(long)(step & 1) : bucket + (long)step + 1;
            if (bucket is < QuantileSketch.FirstBucket or > QuantileSketch.LastBucket)
            {
                return false;
            }

            read.AddTo((int)bucket, (long)weight);
        }

        if (at != bytes.Length)
        {
            return false;
        }

        sketch = read;
        return true;
    }

    private static void Append(List<byte> bytes, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            bytes.Add((byte)(number | 0x80));
        }

        bytes.Add((byte)number);
    }

    // A number of at most nine bytes, not above the bound, and not longer than it needs to be.
    private static bool TryTake(ReadOnlySpan<byte> bytes, ref int at, ulong most, out ulong number)
    {
        number = 0;
        for (var shift = 0; shift < 63 && at < bytes.Length; shift += 7)
        {
            var one = bytes[at++];
            number |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
            {
                return number <= most && (one != 0 || shift == 0);
            }
        }

        return false;
    }
}
