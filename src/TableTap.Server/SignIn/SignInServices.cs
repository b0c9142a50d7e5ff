using TableTap.Cafes.Hosting;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;

namespace TableTap.Server.SignIn;

/// <summary>All that people sign in with, made together and living as long as the server.</summary>
internal sealed class SignInServices : IDisposable
{
    private readonly EndedSessions _ended;
    private readonly PinLocks _locks;
    private readonly WrongTries _tries;

    /// <summary>Makes it; nothing is read yet.</summary>
    /// <param name="journal">Where it is kept.</param>
    /// <param name="cafes">The cafés.</param>
    /// <param name="revocations">Who is no longer served.</param>
    /// <param name="mint">Makes access tokens.</param>
    /// <param name="keys">The keys of the server.</param>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    public SignInServices(
        IJournal journal,
        CafeHost cafes,
        Revocations revocations,
        TokenMint mint,
        TokenKeys keys,
        TableTapOptions options,
        TimeProvider time
    )
    {
        var settings = options.SignIn;
        _ended = new(
            journal,
            revocations,
            settings.AccessTokenLifetime + options.Realtime.Sessions.ClockSkew,
            time
        );
        Sessions = new(
            journal,
            _ended,
            revocations,
            cafes,
            mint,
            keys,
            options.Auth,
            settings,
            time
        );
        var tries = _tries = new WrongTries(settings, time);
        Pins = new(
            new(
                journal,
                settings,
                options.Demo.Enabled ? DemoPins.All : new Dictionary<(string, string), string>()
            ),
            Sessions,
            tries,
            _locks = new(journal, tries, settings.WrongPinsLock, time),
            cafes,
            keys,
            settings,
            time
        );
        Tables = new(journal, cafes, keys);
    }

    /// <summary>The sessions of people who signed in.</summary>
    public SignInSessions Sessions { get; }

    /// <summary>Signs the staff in.</summary>
    public PinSignIn Pins { get; }

    /// <summary>The codes of the tables.</summary>
    public TableCodes Tables { get; }

    /// <summary>Reads which sessions ended early, and who is locked; once, at the start.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _ended.ReadAsync(cancellationToken);
        await _locks.ReadAsync(cancellationToken);
    }

    /// <summary>Takes over which sessions ended early at another server on the same journal.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">It cannot be read now.</exception>
    public Task FollowAsync(CancellationToken cancellationToken) =>
        _ended.ReadAsync(cancellationToken);

    /// <summary>Counts wrong PINs at all servers of the store together.</summary>
    /// <param name="rates">What servers tell each other.</param>
    public void Share(SharedRates rates) => _tries.Share(rates);

    /// <inheritdoc />
    public void Dispose() => Pins.Dispose();
}
