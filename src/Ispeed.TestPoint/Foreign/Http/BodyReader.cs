namespace Ispeed.TestPoint.Foreign.Http;

internal enum BodyState
{
    More,
    Ended,
    Broken,
    TooLarge,
}

/// <summary>Finds the end of an HTTP/1.1 body and counts its content without looking at it: of a stated length, or in chunks (RFC 9112 section 7.1). Total: no bytes make it throw.</summary>
/// <param name="length">The stated length; -1 for chunks.</param>
/// <param name="most">The largest content that is taken.</param>
internal sealed class BodyReader(long length, long most)
{
    private const int MostSizeDigits = 15; // more would not fit the largest content many times over
    private const int MostMetaBytes = 8192; // extensions and trailers together: nobody here reads them

    private Stage stage = length < 0 ? Stage.Size : Stage.Counted;
    private long remaining = length;
    private long content;
    private long chunk;
    private int digits;
    private int meta;

    private enum Stage
    {
        Counted,
        Size,
        Extension,
        SizeEnd,
        Data,
        DataReturn,
        DataEnd,
        TrailerStart,
        Trailer,
        TrailerEnd,
        LastEnd,
        Ended,
        Broken,
        TooLarge,
    }

    /// <summary>Whether the length is stated, and how much of it is to come; null for chunks.</summary>
    public long? Remaining => stage == Stage.Counted ? remaining : null;

    /// <summary>Takes bytes up to the end of the body; <paramref name="taken"/> of them belong to it, <paramref name="payload"/> of these are content.</summary>
    public BodyState Take(ReadOnlySpan<byte> source, out int taken, out int payload)
    {
        payload = 0;
        taken = 0;
        if (stage == Stage.Counted)
        {
            return TakeCounted(source, out taken, out payload);
        }

        while (taken < source.Length && stage < Stage.Ended)
        {
            if (stage == Stage.Data)
            {
                var part = (int)Math.Min(chunk, source.Length - taken);
                (chunk, content, payload, taken) = (chunk - part, content + part, payload + part, taken + part);
                stage = chunk == 0 ? Stage.DataReturn : Stage.Data;
            }
            else
            {
                stage = Next(source[taken++]);
            }
        }

        return stage switch
        {
            Stage.Ended => BodyState.Ended,
            Stage.Broken => BodyState.Broken,
            Stage.TooLarge => BodyState.TooLarge,
            _ => BodyState.More,
        };
    }

    private BodyState TakeCounted(ReadOnlySpan<byte> source, out int taken, out int payload)
    {
        taken = payload = (int)Math.Min(remaining, source.Length);
        remaining -= taken;
        content += taken;
        return content > most ? BodyState.TooLarge
            : remaining == 0 ? BodyState.Ended
            : BodyState.More;
    }

    private Stage Next(byte symbol) =>
        (stage, symbol) switch
        {
            (Stage.Size, (byte)'\r') => digits == 0 ? Stage.Broken : Stage.SizeEnd,
            (Stage.Size, (byte)';' or (byte)' ' or (byte)'\t') => digits == 0 ? Stage.Broken : Stage.Extension,
            (Stage.Size, _) => AddDigit(symbol),
            (Stage.Extension, (byte)'\r') => Stage.SizeEnd,
            (Stage.Extension or Stage.Trailer, not (byte)'\r') => symbol == '\n' || ++meta > MostMetaBytes ? Stage.Broken : stage,
            (Stage.SizeEnd, (byte)'\n') => BeginChunk(),
            (Stage.DataReturn, (byte)'\r') => Stage.DataEnd,
            (Stage.DataEnd, (byte)'\n') => BeginSize(),
            (Stage.TrailerStart, (byte)'\r') => Stage.LastEnd,
            (Stage.TrailerStart, not (byte)'\n') => Stage.Trailer,
            (Stage.Trailer, _) => Stage.TrailerEnd,
            (Stage.TrailerEnd, (byte)'\n') => Stage.TrailerStart,
            (Stage.LastEnd, (byte)'\n') => Stage.Ended,
            _ => Stage.Broken,
        };

    private Stage AddDigit(byte symbol)
    {
        if (!char.IsAsciiHexDigit((char)symbol) || ++digits > MostSizeDigits)
        {
            return Stage.Broken;
        }

        chunk = chunk * 16 + Convert.ToInt32(((char)symbol).ToString(), 16);
        return Stage.Size;
    }

    private Stage BeginChunk()
    {
        if (chunk == 0)
        {
            return Stage.TrailerStart;
        }

        return chunk > most - content ? Stage.TooLarge : Stage.Data;
    }

    private Stage BeginSize()
    {
        (chunk, digits) = (0, 0);
        return Stage.Size;
    }
}
