using System.Text;
using System.Text.Json;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Keys;

/// <summary>
/// What a critical message gets beside its sequence when it is committed: the server's signature, and for payment data a cover
/// under which it is stored (section 9). Thread-safe.
/// </summary>
/// <param name="keys">The keys of the server.</param>
public sealed class MessageSeal(ServerKeys keys)
{
    /// <summary>The signature of a critical message, as its reader checks it.</summary>
    /// <param name="draft">The message.</param>
    /// <param name="sequence">The sequence that the commit gives.</param>
    /// <param name="epoch">The journal's epoch.</param>
    internal string Sign(MessageDraft draft, long sequence, string epoch) =>
        keys.Sign(
            SignedForm.OfMessage(
                draft.Type,
                draft.CanonicalData.Span,
                draft.Channel.Text,
                sequence,
                draft.MessageId,
                draft.Timestamp,
                epoch
            )
        );

    /// <summary>Covers a payload: what anybody may know of it, and the rest with its signature as it is stored.</summary>
    /// <param name="data">The payload.</param>
    /// <param name="signature">The signature of its message; null for none.</param>
    internal byte[] Cover(ReadOnlyMemory<byte> data, string? signature) =>
        PaymentPayload.Covered(data, keys.Hide(PaymentPayload.Content(data.Span, signature)));
}
