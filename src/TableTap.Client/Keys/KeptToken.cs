using TableTap.Client.Waiting;

namespace TableTap.Client.Keys;

/// <summary>
/// The token in use (section 1). The application is asked for another one where it has to be new, and once for all requests over HTTP
/// that wait for the first. Thread-safe.
/// </summary>
/// <param name="ask">Asks the application for a token.</param>
internal sealed class KeptToken(Func<CancellationToken, ValueTask<string>> ask)
{
    private readonly InTurn _turn = new();
    private string? _kept;

    /// <summary>The token in use; where there is none, the application is asked.</summary>
    public async Task<string> CurrentAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _kept)
        ?? await _turn.TakeAsync(
            async () => Volatile.Read(ref _kept) ?? await RenewedAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>A token for a new connection, or for the next stretch of this one.</summary>
    public async Task<string> RenewedAsync(CancellationToken cancellationToken)
    {
        var token = await ask(cancellationToken);
        Volatile.Write(ref _kept, token);
        return token;
    }

    /// <summary>The server does not take a token: it is not used again, unless the application gives it once more.</summary>
    /// <param name="token">The token that was refused.</param>
    public void Refuse(string token) => Interlocked.CompareExchange(ref _kept, null, token);
}
