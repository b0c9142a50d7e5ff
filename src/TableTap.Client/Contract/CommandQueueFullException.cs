namespace TableTap.Client.Contract;

/// <summary>Too many commands wait for their answers; this one was not taken and did not happen (section 4).</summary>
/// <param name="message">What happened, for a person.</param>
public sealed class CommandQueueFullException(string message) : InvalidOperationException(message);
