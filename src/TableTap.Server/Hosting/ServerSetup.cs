using TableTap.Realtime;
using TableTap.Server.Configuration;
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
    /// <summary>Changes how the journal is kept; only a test can set it.</summary>
    internal Func<SqliteJournalOptions, SqliteJournalOptions> Journal { get; init; } =
        options => options;

    /// <summary>Defects that a suite looks for; only a test can set it.</summary>
    internal PlantedDefects Defects { get; init; } = PlantedDefects.Built;
}

/// <summary>The server cannot start; the message is one line for the operator.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class StartRefusedException(string message, Exception? inner = null)
    : Exception(message, inner);
