using TableTap.Ordering.Commands;

namespace TableTap.Cafes.Commands;

/// <summary>A command whose payload keeps all rules of its shape.</summary>
/// <param name="Command">What is wanted.</param>
/// <param name="Target">Of which café.</param>
/// <param name="Canonical">The payload encoded anew: equal for equal requests, however they were spelled.</param>
public sealed record ReadCommand(
    CafeCommand Command,
    CommandTarget Target,
    ReadOnlyMemory<byte> Canonical
);
