using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.Configuration;
using TableTap.Server.Diagnosis;
using TableTap.Server.Observability;
using TableTap.Storage;

namespace TableTap.Server.Hosting;

/// <summary>What a server is started with.</summary>
/// <param name="Configuration">All settings, for the host's own sections (Kestrel, Logging).</param>
/// <param name="Options">The server's settings.</param>
/// <param name="Time">The clock of everything.</param>
/// <param name="Logging">Where logs go; null for the console.</param>
public sealed record ServerSetup(
    IConfiguration Configuration,
    TableTapOptions Options,
    TimeProvider Time,
    Action<ILoggingBuilder>? Logging = null
)
{
    /// <summary>Opens the journal of the server.</summary>
    /// <value>Default: the SQLite file of the data directory.</value>
    public JournalOpening OpenJournal { get; init; } = StoredJournal.OpenAsync;

    /// <summary>Opens the backplane of the server.</summary>
    /// <value>Default: what the settings name.</value>
    public BackplaneOpening OpenBackplane { get; init; } = OpenedBackplane.OpenAsync;

    /// <summary>The checks with which the server looks at itself while it runs.</summary>
    /// <value>Default: those that are cheap and disturb nobody.</value>
    public IReadOnlyList<Check> Checks { get; init; } = Examination.Watched;

    /// <summary>Which server it is.</summary>
    /// <value>Default: a name by chance, and that of the machine.</value>
    public ServerInstance Instance { get; init; } = ServerInstance.Create();

    /// <summary>The settings file that is watched while the server runs, and how all settings are read anew when it changes.</summary>
    /// <value>Default: none is watched.</value>
    public (string File, Func<IConfigurationRoot> Read)? Watched { get; init; }

    /// <summary>Where a service manager listens for how the server is.</summary>
    /// <value>Default: none does.</value>
    public NotifySocket? Notify { get; init; }
}

/// <summary>Opens the journal on which a server runs; the server closes it when it stops.</summary>
/// <param name="options">The settings of the server.</param>
/// <param name="time">The clock of the server.</param>
/// <param name="log">Where the journal tells the operator of trouble.</param>
/// <param name="cancellationToken">Stops the opening.</param>
/// <exception cref="StoreRefusedException">The store cannot be used; the message says what to do.</exception>
public delegate Task<IJournal> JournalOpening(
    TableTapOptions options,
    TimeProvider time,
    ILogger log,
    CancellationToken cancellationToken
);

/// <summary>Opens the backplane that carries peer messages between servers; the server closes it when it stops. Waits for nobody who does not answer.</summary>
/// <param name="options">The settings of the server.</param>
/// <param name="time">The clock of the server.</param>
/// <param name="log">Where the backplane tells the operator of trouble.</param>
/// <returns>The backplane; null for a server that has none.</returns>
/// <exception cref="InvalidDataException">The settings do not say how it is reached.</exception>
public delegate Task<IBackplane?> BackplaneOpening(
    TableTapOptions options,
    TimeProvider time,
    ILogger log
);

/// <summary>The server cannot start; the message is one line for the operator.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">The cause, where it is an exception.</param>
public sealed class StartRefusedException(string message, Exception? inner = null)
    : Exception(message, inner);
