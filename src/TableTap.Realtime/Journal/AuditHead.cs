using System.Globalization;
using System.Text;
using System.Text.Json;
using TableTap.Protocol.Jose;

namespace TableTap.Realtime.Journal;

/// <summary>
/// The head of a chain of the audit: what its last hash was, so that whoever has it signed can prove what the chain held then
/// (section 9). Immutable.
/// </summary>
/// <param name="Chain">The name of the chain: a café, or <c>server</c>.</param>
/// <param name="Number">The number of the chain's last line; 0 for a chain without lines.</param>
/// <param name="Hash">The hash of that line, in hex.</param>
/// <param name="Trimmed">The number of the last line that went by its age; 0 where none did.</param>
public sealed record AuditHead(string Chain, long Number, string Hash, long Trimmed)
{
    private const string Kind = "audit_head";

    /// <summary>What of a head is signed: its canonical form, which no message has.</summary>
    public byte[] Signed() =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"chain\":{CanonicalJson.Quote(Chain)},\"hash\":{CanonicalJson.Quote(Hash)},\"number\":{Number},\"trimmed\":{Trimmed},\"type\":\"{Kind}\"}}"
            )
        );

    /// <summary>Reads a signed head: a compact JWS with its payload.</summary>
    /// <param name="token">The JWS as it came.</param>
    /// <param name="keys">Finds the server's public key of a name.</param>
    /// <returns>The head; null where the text is none, or was not signed by the server.</returns>
    public static AuditHead? Read(string? token, Func<string, PublicKey?> keys)
    {
        if (
            token is null
            || !DetachedSignature.TryDetach(token, out var jws, out var payload)
            || DetachedSignature.KidOf(jws) is not { } kid
            || keys(kid) is not { } key
            || !DetachedSignature.IsValid(jws, payload, key)
        )
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(payload);
            var fields = document.RootElement;
            var head = new AuditHead(
                fields.GetProperty("chain").GetString()!,
                fields.GetProperty("number").GetInt64(),
                fields.GetProperty("hash").GetString()!,
                fields.GetProperty("trimmed").GetInt64()
            );
            return payload.AsSpan().SequenceEqual(head.Signed()) ? head : null;
        }
        catch (Exception other)
            when (other
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            // The server signed something else.
            return null;
        }
    }
}

/// <summary>A head of the audit as it is kept.</summary>
/// <param name="Head">What the chain ends in.</param>
/// <param name="Token">It signed by the server, a compact JWS with its payload; null in a store without keys.</param>
public sealed record SignedHead(AuditHead Head, string? Token);
