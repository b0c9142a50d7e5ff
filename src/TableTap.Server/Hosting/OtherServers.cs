using TableTap.Cafes.Hosting;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Server.Limits;
using TableTap.Server.Logging;
using TableTap.Server.SignIn;

namespace TableTap.Server.Hosting;

/// <summary>
/// Takes over what other servers on the same database decided and every server must hold to at once: revocations, sessions that ended
/// early, limits that were raised, and what became of the cafés. Looks twice a second; whoever is revoked elsewhere is served here no
/// longer than that and the look. While it cannot look, messages of other servers wait.
/// </summary>
internal sealed class OtherServers : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private readonly IJournal _journal;
    private readonly RevocationLog _revocations;
    private readonly SignInServices _signIn;
    private readonly RaiseLog _raises;
    private readonly CafeFollower _cafes;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly RightsGate _rights;
    private readonly Task _running;

    /// <summary>Begins to look at what other servers wrote.</summary>
    /// <param name="journal">Where they wrote it.</param>
    /// <param name="revocations">What was revoked.</param>
    /// <param name="signIn">Which sessions ended.</param>
    /// <param name="raises">Which limits are raised.</param>
    /// <param name="cafes">What became of the cafés.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where trouble is told.</param>
    public OtherServers(
        IJournal journal,
        RevocationLog revocations,
        SignInServices signIn,
        RaiseLog raises,
        CafeFollower cafes,
        TimeProvider time,
        ILogger log
    )
    {
        (_revocations, _signIn, _raises, _cafes) = (revocations, signIn, raises, cafes);
        (_journal, _time, _log) = (journal, time, log);
        _rights = new(FollowRightsAsync, time);
        _running = RunAsync();
    }

    /// <summary>
    /// Messages of whichever server are about to be heard here: a server that stood still, or could not read the journal, first learns who
    /// lost which right by now. For the hub, which waits for it.
    /// </summary>
    /// <param name="messages">The messages.</param>
    /// <returns>Whether they may be heard; otherwise they wait, and it is asked again.</returns>
    public async ValueTask<bool> ArrivingAsync(IReadOnlyList<StoredMessage> messages) =>
        await _rights.MayBeHeardAsync(messages) && await _cafes.ArrivingAsync(messages);

    /// <summary>Whether it is known here whom other servers revoked, for somebody who comes; waits a little for it.</summary>
    /// <param name="cancellationToken">They went.</param>
    public ValueTask<bool> AreRevocationsKnownAsync(CancellationToken cancellationToken) =>
        _rights.MayComeAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _rights.Dispose();
    }

    // What can be asked at once is: far from the database each question takes a journey, and a look of several would be too old when the
    // next one ends. One of them says which streams have moved; most of the time none has, and nothing else is read of them.
    private Task FollowRightsAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(FollowStreamsAsync(cancellationToken), _signIn.FollowAsync(cancellationToken));

    private async Task FollowStreamsAsync(CancellationToken cancellationToken)
    {
        var versions = await _journal.VersionsAsync(cancellationToken);
        await Task.WhenAll(
            _revocations.FollowAsync(versions, cancellationToken),
            _cafes.FollowAsync(versions, cancellationToken)
        );
    }

    private async Task RunAsync()
    {
        // From beginning to beginning, however long a look takes.
        using var timer = new PeriodicTimer(Every, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                await Task.WhenAll(
                    _rights.FollowAsync(_stop.Token),
                    _raises.FollowAsync(_stop.Token)
                );
                await _cafes.TakeInAsync(_stop.Token);
            }
            catch (JournalUnavailableException)
            {
                // The journal itself tells of its trouble; the next look takes over what was missed.
            }
            catch (Exception trouble) when (!_stop.IsCancellationRequested)
            {
                // Also a question that was given up, though nobody stops: no look may be the last one.
                ServerLog.OthersNotFollowed(_log, trouble);
            }
        }
    }
}
