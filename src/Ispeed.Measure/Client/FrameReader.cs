using Ispeed.Measure.Wire;

namespace Ispeed.Measure.Client;

/// <summary>Takes the bytes of a server's WebSocket stream as they come. Binary payload is only counted, also of half a frame; texts and control frames are gathered whole.</summary>
/// <param name="onText">A whole text message.</param>
/// <param name="onControl">A whole control frame.</param>
internal sealed class FrameReader(FrameReader.Gathered onText, FrameReader.GatheredControl onControl)
{
    private readonly byte[] head = new byte[WebSocketFrame.LongestHead];
    private readonly byte[] gathered = new byte[Limits.TextMessageBytes];
    private readonly byte[] control = new byte[125];
    private int headLength;
    private int gatheredLength;
    private int controlLength;
    private long remaining;
    private WebSocketFrame frame;
    private FrameKind message = FrameKind.Binary;
    private long binaryBytes;

    /// <summary>A text message.</summary>
    public delegate void Gathered(ReadOnlySpan<byte> payload);

    /// <summary>A control frame.</summary>
    public delegate void GatheredControl(FrameKind kind, ReadOnlySpan<byte> payload);

    /// <summary>Binary payload so far; may be read from another thread.</summary>
    public long BinaryBytes => Volatile.Read(ref binaryBytes);

    /// <summary>Takes bytes; false when they break the protocol.</summary>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (remaining == 0 && !TryTakeHead(ref bytes))
            {
                return false;
            }

            var count = (int)Math.Min(remaining, bytes.Length);
            TakePayload(bytes[..count]);
            bytes = bytes[count..];
        }

        return true;
    }

    private bool TryTakeHead(ref ReadOnlySpan<byte> bytes)
    {
        var added = Math.Min(head.Length - headLength, bytes.Length);
        bytes[..added].CopyTo(head.AsSpan(headLength));
        switch (WebSocketFrame.TryRead(head.AsSpan(0, headLength + added), out frame))
        {
            case FrameRead.Partial:
                headLength += added;
                bytes = [];
                return true;
            case FrameRead.Whole:
                bytes = bytes[(frame.HeadLength - headLength)..];
                headLength = 0;
                return TryBegin();
            default:
                return false;
        }
    }

    private bool TryBegin()
    {
        remaining = frame.PayloadLength;
        if (frame.Kind is FrameKind.Text or FrameKind.Binary)
        {
            message = frame.Kind;
            gatheredLength = 0;
        }

        // A server never masks (RFC 6455 section 5.1); a text beyond the limit is not read at all.
        if (frame.Mask is not null || (IsText && gatheredLength + remaining > gathered.Length))
        {
            return false;
        }

        if (remaining == 0)
        {
            End();
        }

        return true;
    }

    private bool IsControl => frame.Kind >= FrameKind.Close;

    private bool IsText => !IsControl && message == FrameKind.Text;

    private void TakePayload(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        remaining -= bytes.Length;
        if (IsControl)
        {
            bytes.CopyTo(control.AsSpan(controlLength));
            controlLength += bytes.Length;
        }
        else if (IsText)
        {
            bytes.CopyTo(gathered.AsSpan(gatheredLength));
            gatheredLength += bytes.Length;
        }
        else
        {
            Volatile.Write(ref binaryBytes, binaryBytes + bytes.Length);
        }

        if (remaining == 0)
        {
            End();
        }
    }

    private void End()
    {
        if (IsControl)
        {
            var length = controlLength;
            controlLength = 0;
            onControl(frame.Kind, control.AsSpan(0, length));
        }
        else if (IsText && frame.IsFinal)
        {
            onText(gathered.AsSpan(0, gatheredLength));
        }
    }
}
