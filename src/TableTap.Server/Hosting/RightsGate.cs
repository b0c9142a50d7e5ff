using TableTap.Realtime.Journal;

namespace TableTap.Server.Hosting;

/// <summary>
/// Keeps messages of other servers back, and whoever comes, while it is not known here who lost which right elsewhere: they may be late, but
/// nobody hears what is no longer for them, and nobody who was revoked is let in. Thread-safe.
/// </summary>
/// <param name="follow">Takes over all that other servers took from anybody until it was called.</param>
/// <param name="time">The clock.</param>
internal sealed class RightsGate(Func<CancellationToken, Task> follow, TimeProvider time)
    : IDisposable
{
    /// <summary>Nothing of another server is heard here by who lost a right longer ago than this.</summary>
    internal static readonly TimeSpan Held = TimeSpan.FromSeconds(1);

    // So long a look may take for which messages wait; then it is tried again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // What this server committed itself waits for a look as well, but not for one that fails.
    private static readonly TimeSpan OwnPatience = TimeSpan.FromMilliseconds(500);

    // Whoever comes waits for a look of a server that stood still, and is told to come again where there is none.
    private static readonly TimeSpan PatienceOfNewcomers = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1);

    // What was read at the start is as old as the start is long: the first look is still to come.
    private long _followed =
        time.GetTimestamp() - (long)(2 * Held.TotalSeconds * time.TimestampFrequency);

    private bool IsKnown => time.GetElapsedTime(Volatile.Read(ref _followed)) <= Held;

    /// <summary>Takes over what other servers took from anybody.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public Task FollowAsync(CancellationToken cancellationToken) =>
        LookAsync(() => false, cancellationToken);

    /// <summary>
    /// Whether messages may be heard. Where the last look is too old, for the server stood still or the journal cannot be read, a new one
    /// comes first.
    /// </summary>
    /// <param name="messages">Messages of whichever server.</param>
    /// <returns>
    /// False where rights cannot be known now. What this server committed itself always may be heard: its commit shows that the journal is
    /// there, so that the next look is near.
    /// </returns>
    public async ValueTask<bool> MayBeHeardAsync(IReadOnlyList<StoredMessage> messages)
    {
        if (IsKnown)
        {
            return true;
        }

        var areForeign = messages.Any(message => message.CommittedAt == 0);
        return await TryFollowAsync(areForeign ? Patience : OwnPatience) || !areForeign;
    }

    /// <summary>Whether somebody who comes may be let in, or read, by what is known here of their rights; otherwise a look comes first.</summary>
    /// <param name="cancellationToken">They went.</param>
    /// <returns>False where rights cannot be known now.</returns>
    public ValueTask<bool> MayComeAsync(CancellationToken cancellationToken) =>
        IsKnown
            ? ValueTask.FromResult(true)
            : TryFollowAsync(PatienceOfNewcomers, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task LookAsync(Func<bool> isEnough, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (isEnough())
            {
                return;
            }

            var began = time.GetTimestamp();
            await follow(cancellationToken);
            Volatile.Write(ref _followed, began);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<bool> TryFollowAsync(
        TimeSpan patience,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var asked = time.GetTimestamp();
            using var enough = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(
                enough.Token,
                cancellationToken
            );
            // Many may wait for the same look.
            await LookAsync(() => IsKnown || Volatile.Read(ref _followed) >= asked, either.Token);
            return true;
        }
        catch (Exception)
        {
            // Whoever looks at a steady pace tells of it.
            return false;
        }
    }
}
