namespace TableTap.Faults.Clients;

/// <summary>A message as a person of the café takes it.</summary>
/// <param name="Channel">Its channel.</param>
/// <param name="Type">Its type.</param>
/// <param name="Data">Its payload; good during the call only.</param>
internal readonly record struct HeardMessage(
    string Channel,
    string Type,
    ReadOnlyMemory<byte> Data
);
