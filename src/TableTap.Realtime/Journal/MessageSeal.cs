using TableTap.Protocol.Jose;
using TableTap.Realtime.Keys;

namespace TableTap.Realtime.Journal;

/// <summary>
/// What the journal signs and covers when it commits: critical messages get the server's signature, payment data a cover under which
/// it is stored, and chains of the audit a signed head (section 9). Thread-safe.
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

    /// <summary>The head of a chain, signed: a compact JWS with its payload.</summary>
    /// <param name="head">The head to sign.</param>
    public string Sign(AuditHead head)
    {
        var form = head.Signed();
        return DetachedSignature.Attach(keys.Sign(form), form);
    }

    /// <summary>Whether the server signed just this head.</summary>
    /// <param name="head">The head as it is now.</param>
    /// <param name="token">What was signed; null for nothing.</param>
    public bool Holds(AuditHead head, string? token) => AuditHead.Read(token, keys.Find) == head;
}
