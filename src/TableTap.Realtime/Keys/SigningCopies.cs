using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using TableTap.Protocol.Jose;

namespace TableTap.Realtime.Keys;

/// <summary>
/// Copies of one private key of the server: a copy serves one thread at a time, so that as many sign at once as there are processors to do
/// it. Thread-safe.
/// </summary>
/// <param name="kept">The key as it is kept, with its secret.</param>
internal sealed class SigningCopies(KeptKey kept) : IDisposable
{
    private readonly ConcurrentQueue<ECDsa> _idle = new();
    private volatile bool _isOver;

    /// <summary>Signs a payload with one of the copies.</summary>
    /// <param name="payload">A canonical form.</param>
    /// <returns>A compact JWS with detached payload.</returns>
    public string Sign(ReadOnlySpan<byte> payload)
    {
        var copy = _idle.TryDequeue(out var idle) ? idle : Private();
        try
        {
            return DetachedSignature.Make(copy, kept.Kid, payload);
        }
        finally
        {
            _idle.Enqueue(copy);
            if (_isOver)
            {
                Dispose();
            }
        }
    }

    /// <summary>Drops the copies; one that signs just now goes when it has.</summary>
    public void Dispose()
    {
        _isOver = true;
        while (_idle.TryDequeue(out var copy))
        {
            copy.Dispose();
        }
    }

    private ECDsa Private() =>
        ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                D = Base64Url.DecodeFromChars(kept.Secret),
                Q = new()
                {
                    X = Base64Url.DecodeFromChars(kept.X),
                    Y = Base64Url.DecodeFromChars(kept.Y),
                },
            }
        );
}
