namespace TableTap.Realtime.Journal;

/// <summary>How far a stream has come.</summary>
/// <param name="Stream">The name of the stream.</param>
/// <param name="Version">The version of its last fact.</param>
public readonly record struct StreamVersion(string Stream, long Version);
