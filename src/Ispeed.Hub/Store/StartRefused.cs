namespace Ispeed.Hub.Store;

/// <summary>The hub cannot start for a reason that a person can mend; the message says what is wrong and how to mend it.</summary>
internal sealed class StartRefused(string message, Exception? inner = null) : Exception(message, inner);
