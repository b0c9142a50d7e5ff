namespace TableTap.Realtime.Journal;

/// <summary>A fact to write.</summary>
/// <param name="Type">Its name, stable for ever.</param>
/// <param name="Data">The fact as JSON, UTF-8.</param>
/// <param name="At">When it happened.</param>
/// <param name="Subject">What of the stream it is about (an order), by which its facts are read alone; null for the stream itself.</param>
public sealed record NewFact(
    string Type,
    ReadOnlyMemory<byte> Data,
    DateTimeOffset At,
    string? Subject = null
);

/// <summary>A fact as it was written.</summary>
/// <param name="Version">Its place in the stream, from 1.</param>
/// <param name="Type">The name of the fact's type.</param>
/// <param name="Data">The fact as JSON, UTF-8.</param>
/// <param name="At">When it happened.</param>
public sealed record StoredFact(
    long Version,
    string Type,
    ReadOnlyMemory<byte> Data,
    DateTimeOffset At
);
