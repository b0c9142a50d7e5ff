using TableTap.Protocol.Errors;

namespace TableTap.Cafes.Loop;

/// <summary>How a command ended.</summary>
/// <param name="Frame">Its answer; empty for a command of the café itself.</param>
/// <param name="Refusal">Why it was refused; null where it was processed, or where the answer is a remembered one.</param>
internal readonly record struct CommandOutcome(ReadOnlyMemory<byte> Frame, ErrorBody? Refusal);
