using TableTap.Protocol.Jose;

namespace TableTap.Realtime.Journal;

/// <summary>
/// The payload of a message, encoded once for all channels that it goes to, and brought into its canonical form once, where one of them
/// needs that. Belongs to one thread.
/// </summary>
/// <param name="json">The payload's JSON, UTF-8.</param>
public sealed class MessagePayload(ReadOnlyMemory<byte> json)
{
    private byte[]? _canonical;

    /// <summary>The payload's JSON, UTF-8, as it stands in the frame.</summary>
    public ReadOnlyMemory<byte> Json => json;

    /// <summary>The payload in the form in which it is signed.</summary>
    internal ReadOnlyMemory<byte> Canonical => _canonical ??= CanonicalJson.Of(json);
}
