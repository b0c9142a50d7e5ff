namespace TableTap.Storage;

/// <summary>
/// The store cannot be opened, and trying again would not help: it is in use by another server, written by a newer program,
/// damaged or out of reach. The message says which, where and what to do.
/// </summary>
public sealed class StoreRefusedException(string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Whether it is in use by a running server: whoever talks to that server reaches it.</summary>
    public bool IsInUse { get; init; }
}
