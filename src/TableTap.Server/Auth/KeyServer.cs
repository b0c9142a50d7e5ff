using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace TableTap.Server.Auth;

/// <summary>
/// The issuer's keys: from a file, from the address of a JSON Web Key Set, or both (section 1). Keys of an address are kept and fetched
/// anew after a while; a token with a <c>kid</c> that is not known has them fetched at once, but not more often than the bound says, whoever
/// asks. While the key server cannot be reached the keys that were known go on counting. Thread-safe.
/// </summary>
/// <param name="own">The keys of the file; they never change.</param>
/// <param name="fetch">Gets the key set's text from its address; null where there is no address.</param>
/// <param name="kept">After how long keys are fetched anew.</param>
/// <param name="pause">The shortest time between two fetches.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it is told that keys cannot be fetched.</param>
internal sealed class KeyServer(
    IssuerKeys own,
    Func<CancellationToken, Task<string>>? fetch,
    TimeSpan kept,
    TimeSpan pause,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private const long Never = long.MinValue;

    private readonly SemaphoreSlim _turn = new(1);
    private volatile IssuerKeys _fetched = IssuerKeys.None;
    private long _asked = Never;
    private long _got = Never;

    /// <summary>Finds the keys that a <c>kid</c> is looked for in; fetched where that is due.</summary>
    /// <param name="keyId">The <c>kid</c> of a token.</param>
    /// <param name="cancellationToken">Whoever asked no longer waits.</param>
    public async ValueTask<IssuerKeys> KeysForAsync(
        string keyId,
        CancellationToken cancellationToken
    )
    {
        if (own.Has(keyId))
        {
            return own;
        }

        if (fetch is not null && IsDue(keyId))
        {
            var refreshing = RefreshAsync(keyId);
            if (!_fetched.Has(keyId))
            {
                await refreshing.WaitAsync(cancellationToken);
            }
        }

        return _fetched;
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private bool IsDue(string keyId) =>
        (!_fetched.Has(keyId) || IsOver(ref _got, kept)) && IsOver(ref _asked, pause);

    private bool IsOver(ref long since, TimeSpan span) =>
        Volatile.Read(ref since) is var at && (at == Never || time.GetElapsedTime(at) >= span);

    private async Task RefreshAsync(string keyId)
    {
        await _turn.WaitAsync();
        try
        {
            // Others waited for the same keys.
            if (!IsDue(keyId))
            {
                return;
            }

            Volatile.Write(ref _asked, time.GetTimestamp());
            _fetched = IssuerKeys.Read(await fetch!(CancellationToken.None));
            Volatile.Write(ref _got, time.GetTimestamp());
        }
        catch (Exception fault)
            when (fault
                    is HttpRequestException
                        or OperationCanceledException
                        or JsonException
                        or DecoderFallbackException
            )
        {
            KeyServerLog.NotFetched(log, fault);
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <summary>What is logged of the key server.</summary>
internal static partial class KeyServerLog
{
    [LoggerMessage(
        140,
        LogLevel.Warning,
        "The keys of Auth:JwksUrl cannot be fetched; the keys that are known go on counting"
    )]
    public static partial void NotFetched(ILogger log, Exception fault);
}
