namespace TableTap.Server.Diagnosis;

/// <summary>What a running server found in itself, and finds still. Immutable.</summary>
/// <param name="Finding">What it is, as the last look saw it.</param>
/// <param name="Place">Which one it is of those of its check, from 0: with the check it says which finding of the look before it is.</param>
/// <param name="Since">When a look found it first.</param>
internal sealed record StandingFinding(Finding Finding, int Place, DateTimeOffset Since);
