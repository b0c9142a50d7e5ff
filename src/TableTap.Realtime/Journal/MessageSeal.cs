using TableTap.Realtime.Keys;

namespace TableTap.Realtime.Journal;

/// <summary>
/// What a critical message gets beside its sequence when it is committed: the server's signature, and for payment data a cover
/// under which it is stored (section 9). Thread-safe.
/// </summary>
/// <param name="keys">The keys of the server.</param>
public sealed class MessageSeal(ServerKeys keys)
{
    /// <summary>The signature over a message's canonical form.</summary>
    /// <param name="signed">What is signed of the message, in its canonical form.</param>
    internal string Sign(ReadOnlySpan<byte> signed) => keys.Sign(signed);

    /// <summary>Covers a payload: what anybody may know of it, and the rest with its signature as it is stored.</summary>
    /// <param name="data">The payload.</param>
    /// <param name="signature">The signature of its message; null for none.</param>
    internal byte[] Cover(ReadOnlyMemory<byte> data, string? signature) =>
        PaymentPayload.Covered(data, keys.Hide(PaymentPayload.Content(data.Span, signature)));
}
