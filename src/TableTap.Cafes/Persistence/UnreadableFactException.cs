namespace TableTap.Cafes.Persistence;

/// <summary>The journal holds a fact that cannot be read; the server must not start without it.</summary>
public sealed class UnreadableFactException(string message, Exception? inner = null)
    : Exception(message, inner);
