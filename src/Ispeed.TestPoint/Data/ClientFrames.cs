using Ispeed.Measure.Wire;

namespace Ispeed.TestPoint.Data;

/// <summary>What the next bytes of a client mean.</summary>
internal enum FrameEvent
{
    /// <summary>Nothing yet.</summary>
    More,

    /// <summary>Payload of a binary message.</summary>
    Load,

    /// <summary>A text message is whole.</summary>
    Text,

    Ping,
    Close,

    /// <summary>Not allowed: close with 1002.</summary>
    Violation,

    /// <summary>A message above its limit: close with 1009.</summary>
    TooLarge,
}

/// <summary>Follows the frames of a client without copying their load: only small text and control payloads are kept. Total: no bytes make it throw.</summary>
internal sealed class ClientFrames(long largestBinary, long largestText)
{
    private const int KeptBytes = 125;

    private readonly byte[] head = new byte[WebSocketFrame.LongestHead];
    private readonly byte[] kept = new byte[KeptBytes];
    private int headLength;
    private int keptLength;
    private WebSocketFrame frame;
    private bool inFrame;
    private long remaining;
    private FrameKind message; // Continuation: between messages
    private long messageBytes;

    /// <summary>The payload of the control frame, or the first bytes of the text message, that was just whole; unmasked.</summary>
    public ReadOnlySpan<byte> Content => kept.AsSpan(0, keptLength);

    public ushort CloseCode => keptLength >= 2 ? (ushort)((kept[0] << 8) | kept[1]) : (ushort)1005;

    /// <summary>Bytes of load that come next and need not be looked at.</summary>
    public long LoadAhead => inFrame && IsLoad ? remaining : 0;

    /// <summary>The load of the frame under way or, between frames, of the last one: what the next one probably brings.</summary>
    public long LoadOfFrame => IsLoad || !inFrame ? frame.PayloadLength : 0;

    private bool IsLoad => frame.Kind < FrameKind.Close && message == FrameKind.Binary;

    /// <summary>Some of <see cref="LoadAhead"/> has come and gone unseen.</summary>
    public void SkipLoad(int bytes)
    {
        remaining -= bytes;
        if (remaining == 0)
        {
            EndFrame();
        }
    }

    /// <summary>Takes some of the bytes and says what they were; called again with the rest until all are taken.</summary>
    public FrameEvent Step(ReadOnlySpan<byte> source, out int taken)
    {
        if (inFrame)
        {
            return Payload(source, out taken);
        }

        taken = Math.Min(head.Length - headLength, source.Length);
        source[..taken].CopyTo(head.AsSpan(headLength));
        var known = headLength + taken;
        switch (WebSocketFrame.TryRead(head.AsSpan(0, known), out frame))
        {
            case FrameRead.Partial:
                headLength = known;
                return FrameEvent.More;
            case FrameRead.Invalid:
                return FrameEvent.Violation;
        }

        taken = frame.HeadLength - headLength;
        headLength = 0;
        return Begin();
    }

    private FrameEvent Begin()
    {
        if (frame.Mask is null)
        {
            return FrameEvent.Violation; // RFC 6455 section 5.1
        }

        var isControl = frame.Kind >= FrameKind.Close;
        if (!isControl)
        {
            if (frame.Kind == FrameKind.Continuation == (message == FrameKind.Continuation))
            {
                return FrameEvent.Violation; // a continuation of nothing, or a message inside another
            }

            if (frame.Kind != FrameKind.Continuation)
            {
                message = frame.Kind;
                messageBytes = 0;
            }

            messageBytes = frame.PayloadLength > long.MaxValue - messageBytes ? long.MaxValue : messageBytes + frame.PayloadLength;
            if (messageBytes > (message == FrameKind.Text ? largestText : largestBinary))
            {
                return FrameEvent.TooLarge;
            }
        }

        if (isControl || frame.Kind == FrameKind.Text)
        {
            keptLength = 0;
        }

        inFrame = true;
        remaining = frame.PayloadLength;
        return remaining == 0 ? EndFrame() : FrameEvent.More;
    }

    private FrameEvent Payload(ReadOnlySpan<byte> source, out int taken)
    {
        taken = (int)Math.Min(remaining, source.Length);
        var isLoad = IsLoad;
        if (!isLoad)
        {
            Keep(source[..taken]);
        }

        remaining -= taken;
        var ended = remaining == 0 ? EndFrame() : FrameEvent.More;
        return isLoad ? FrameEvent.Load : ended;
    }

    private void Keep(ReadOnlySpan<byte> masked)
    {
        var room = masked[..Math.Min(masked.Length, KeptBytes - keptLength)];
        var target = kept.AsSpan(keptLength, room.Length);
        room.CopyTo(target);
        WebSocketFrame.ApplyMask(target, frame.Mask ?? 0, frame.PayloadLength - remaining);
        keptLength += room.Length;
    }

    private FrameEvent EndFrame()
    {
        inFrame = false;
        switch (frame.Kind)
        {
            case FrameKind.Close:
                return keptLength == 1 ? FrameEvent.Violation : FrameEvent.Close;
            case FrameKind.Ping:
                return FrameEvent.Ping;
            case FrameKind.Pong:
                return FrameEvent.More;
        }

        if (!frame.IsFinal)
        {
            return FrameEvent.More;
        }

        var ended = message;
        message = FrameKind.Continuation;
        return ended == FrameKind.Text ? FrameEvent.Text : FrameEvent.More;
    }
}
