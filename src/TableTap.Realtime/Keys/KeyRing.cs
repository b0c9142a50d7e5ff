using TableTap.Protocol.Jose;

namespace TableTap.Realtime.Keys;

/// <summary>A key of the server as it is kept. Immutable.</summary>
/// <param name="Kid">Its name.</param>
/// <param name="Secret">A signing key's <c>d</c>, or the key of A256GCM, base64url; null once a signing key signs no more.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Retired">When the next one took its place; null while it is in use.</param>
/// <param name="X">The first coordinate of a signing key's public part, base64url.</param>
/// <param name="Y">The second coordinate of it, likewise.</param>
public sealed record KeptKey(
    string Kid,
    string? Secret,
    DateTimeOffset Created,
    DateTimeOffset? Retired = null,
    string? X = null,
    string? Y = null
)
{
    /// <summary>The public part of a signing key.</summary>
    /// <exception cref="InvalidDataException">It is no key.</exception>
    public PublicKey Public() =>
        PublicKey.TryOf(X ?? "", Y ?? "", Kid, out var found)
            ? found
            : throw new InvalidDataException($"The key '{Kid}' of the server is no key.");
}

/// <summary>All keys of the server as they are kept, each list with the youngest last. Immutable.</summary>
/// <param name="Signing">The keys of ES256.</param>
/// <param name="AtRest">The keys of A256GCM.</param>
public sealed record KeyRing(IReadOnlyList<KeptKey> Signing, IReadOnlyList<KeptKey> AtRest)
{
    /// <summary>The ring without keys.</summary>
    public static KeyRing Empty { get; } = new([], []);

    /// <summary>The public key of that name, also of one that signs no more; null where there is none.</summary>
    /// <param name="kid">The name of the key.</param>
    /// <exception cref="InvalidDataException">What is kept under the name is no key.</exception>
    public PublicKey? Find(string kid) => Signing.FirstOrDefault(key => key.Kid == kid)?.Public();
}

/// <summary>For how long keys are used and kept. Immutable.</summary>
/// <param name="Rotation">
/// After so much time the next key takes the place of the one in use; <see cref="Timeout.InfiniteTimeSpan"/> where several servers have
/// copies of the keys, for each would make another next one.
/// </param>
/// <param name="Messages">For so long messages are kept, and with them the keys that they need.</param>
/// <param name="Audit">For so long lines of the audit are kept, and the keys that signed its heads are shown.</param>
public sealed record KeyTimes(TimeSpan Rotation, TimeSpan Messages, TimeSpan Audit);
