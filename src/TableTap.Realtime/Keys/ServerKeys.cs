using System.Buffers.Text;
using System.Security.Cryptography;
using TableTap.Protocol.Jose;

namespace TableTap.Realtime.Keys;

/// <summary>
/// The keys with which the server signs, and hides payment data where it is stored (section 9). They rotate by themselves: the next
/// one is made when the time of the last is over, and an old one goes when nothing is left that needs it. Keys that several servers have
/// copies of do not. They never verify a token. Thread-safe.
/// </summary>
public sealed class ServerKeys : IDisposable
{
    // A clock that was ahead when a key was made must not keep that key in use for ever.
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    // What is kept for a day is trimmed a little later than that.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly KeyTimes _times;
    private readonly TimeProvider _time;
    private readonly Action<KeyRing> _save;
    private readonly Action<Exception> _failed;
    private KeyRing _ring;
    private SigningCopies? _signing;
    private DateTimeOffset _retryAt = DateTimeOffset.MinValue;

    /// <summary>Takes the keys that are kept, and makes those that are missing or whose time is over.</summary>
    /// <param name="kept">The keys as they were saved last.</param>
    /// <param name="times">For how long keys are used and kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="save">Saves the keys durably, before the new ones are used.</param>
    /// <param name="failed">Told where a rotation cannot be saved: the old keys serve on.</param>
    public ServerKeys(
        KeyRing kept,
        KeyTimes times,
        TimeProvider time,
        Action<KeyRing> save,
        Action<Exception> failed
    )
    {
        (_ring, _times, _time, _save, _failed) = (kept, times, time, save, failed);
        if (Next(time.GetUtcNow()) is { } next)
        {
            save(next);
            _ring = next;
        }
    }

    /// <summary>
    /// The public keys of which something signed is still kept, messages or lines of the audit, the youngest last: what
    /// <c>/.well-known/jwks.json</c> shows.
    /// </summary>
    public IReadOnlyList<PublicKey> Published
    {
        get
        {
            lock (_gate)
            {
                var now = Rotate();
                return
                [
                    .. _ring
                        .Signing.Where(key => IsNeeded(key, _times.Audit, now))
                        .Select(key => key.Public()),
                ];
            }
        }
    }

    /// <summary>The public key of that name, however old: a head of the audit may be as old as its café; null where there is none.</summary>
    /// <param name="kid">The name of the key.</param>
    public PublicKey? Find(string kid)
    {
        lock (_gate)
        {
            return _ring.Find(kid);
        }
    }

    /// <summary>Signs a payload with the key in use.</summary>
    /// <param name="payload">A canonical form.</param>
    /// <returns>A compact JWS with detached payload.</returns>
    public string Sign(ReadOnlySpan<byte> payload)
    {
        SigningCopies signing;
        lock (_gate)
        {
            Rotate();
            signing = _signing ??= new(_ring.Signing[^1]);
        }

        return signing.Sign(payload);
    }

    /// <summary>Encrypts what is to be stored.</summary>
    /// <param name="text">What is encrypted.</param>
    /// <returns>A compact JWE.</returns>
    public string Hide(ReadOnlySpan<byte> text)
    {
        KeptKey key;
        lock (_gate)
        {
            Rotate();
            key = _ring.AtRest[^1];
        }

        return EncryptedText.Under(Base64Url.DecodeFromChars(key.Secret), key.Kid, text);
    }

    /// <summary>Decrypts what was stored.</summary>
    /// <param name="hidden">What <see cref="Hide"/> gave.</param>
    /// <returns>What was encrypted; null where its key is gone, or it is not what was stored.</returns>
    public byte[]? Reveal(string hidden)
    {
        var kid = EncryptedText.KidOf(hidden);
        KeptKey? key;
        lock (_gate)
        {
            key = _ring.AtRest.FirstOrDefault(key => key.Kid == kid);
        }

        return key is null
            ? null
            : EncryptedText.Open(hidden, Base64Url.DecodeFromChars(key.Secret).AsSpan());
    }

    /// <inheritdoc />
    public void Dispose() => _signing?.Dispose();

    private static bool IsNeeded(KeptKey key, TimeSpan kept, DateTimeOffset now) =>
        key.Retired is not { } retired || retired + kept + Slack > now;

    private static KeptKey NewSigning(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var shown = PublicKey.Of(key);
        var secret = key.ExportParameters(includePrivateParameters: true).D!;
        return new(shown.Kid, Base64Url.EncodeToString(secret), now, X: shown.X, Y: shown.Y);
    }

    private static KeptKey NewAtRest(DateTimeOffset now) =>
        new(
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)),
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(EncryptedText.KeyBytes)),
            now
        );

    // Gate held. A commit must not fail because the keys cannot be saved now: the old ones are as good for a while.
    private DateTimeOffset Rotate()
    {
        var now = _time.GetUtcNow();
        if (now < _retryAt || Next(now) is not { } next)
        {
            return now;
        }

        try
        {
            _save(next);
            _ring = next;
            _signing?.Dispose();
            _signing = null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            _retryAt = now + RetryDelay;
            _failed(trouble);
        }

        return now;
    }

    private KeyRing? Next(DateTimeOffset now)
    {
        var (signing, atRest) = (IsDue(_ring.Signing, now), IsDue(_ring.AtRest, now));
        return signing || atRest
            ? new(
                signing ? Follow(_ring.Signing, NewSigning(now), kept: null) : _ring.Signing,
                atRest ? Follow(_ring.AtRest, NewAtRest(now), _times.Messages) : _ring.AtRest
            )
            : null;
    }

    private bool IsDue(IReadOnlyList<KeptKey> keys, DateTimeOffset now) =>
        keys is not [.., var last]
        || (
            _times.Rotation != Timeout.InfiniteTimeSpan
            && (now >= last.Created + _times.Rotation || last.Created > now + MostAhead)
        );

    // The last key retires now. What encrypts goes when nothing needs it; what signs no more loses its secret, and stays to be checked by.
    private static IReadOnlyList<KeptKey> Follow(
        IReadOnlyList<KeptKey> keys,
        KeptKey next,
        TimeSpan? kept
    ) =>
        [
            .. keys.Select(key =>
                    key with
                    {
                        Retired = key.Retired ?? next.Created,
                        Secret = kept is null ? null : key.Secret,
                    }
                )
                .Where(key => kept is not { } time || IsNeeded(key, time, next.Created)),
            next,
        ];
}
