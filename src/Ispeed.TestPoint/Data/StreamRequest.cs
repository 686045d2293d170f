namespace Ispeed.TestPoint.Data;

/// <summary>What a client asked of a load stream.</summary>
/// <param name="Duration">Load time.</param>
/// <param name="Bytes">Payload bytes after which the stream ends.</param>
/// <param name="Hold">Whether it waits for the first text message.</param>
internal readonly record struct StreamRequest(TimeSpan Duration, long Bytes, bool Hold);
