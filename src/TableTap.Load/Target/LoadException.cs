namespace TableTap.Load.Target;

/// <summary>A load cannot be made; the message says why in one sentence, for a person.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">What was behind it.</param>
public sealed class LoadException(string message, Exception? inner = null)
    : Exception(message, inner);
