using TableTap.Server.Configuration;

namespace TableTap.Server.Connections;

/// <summary>
/// How many connections there is room for: what the settings say, as far as the limit of open files reaches (section 9). Immutable.
/// </summary>
/// <param name="Open">TCP connections at once.</param>
/// <param name="PerAddress">Of them, those of one address on which nobody has been let in.</param>
/// <param name="Sockets">Of them, sockets and streams of people who have been let in; the rest is for requests.</param>
/// <param name="FileLimit">The limit of open files; null where there is none.</param>
internal sealed record ConnectionCapacity(int Open, int PerAddress, int Sockets, int? FileLimit)
{
    // What is opened after the start: the journal, its log and its readers, the listening ports, assemblies that are read when they are first used
    // (two files each), both ends of the probe's own connection, and connections that are being ended.
    private const int OpenedLater = 228;
    private const int ReservedPart = 16;
    private const int LeastOpen = 16;

    /// <summary>Of settings and a limit of open files.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="fileLimit">The limit of open files; null where there is none.</param>
    /// <param name="openFiles">How many are open already.</param>
    public static ConnectionCapacity Of(TableTapOptions options, int? fileLimit, int openFiles)
    {
        var files = fileLimit is { } limit
            ? Math.Max(LeastOpen, limit - Math.Max(openFiles + OpenedLater, limit / ReservedPart))
            : int.MaxValue;
        var open = Math.Min(options.Connections.Open, files);
        return new ConnectionCapacity(
            open,
            PerAddress: 0,
            Math.Min(options.Realtime.Admission.PerServer, open - Math.Max(1, open / 5)),
            fileLimit
        ).With(options.Connections);
    }

    /// <summary>The same room with as many connections of an address as other settings say.</summary>
    /// <param name="options">The settings.</param>
    public ConnectionCapacity With(ConnectionOptions options) =>
        this with
        {
            PerAddress = Math.Min(options.PerAddress, Math.Max(1, Open / 2)),
        };

    /// <summary>The settings with as many sockets as there is room for.</summary>
    /// <param name="options">The settings.</param>
    public TableTapOptions Bound(TableTapOptions options) =>
        options with
        {
            Realtime = options.Realtime with
            {
                Admission = options.Realtime.Admission with { PerServer = Sockets },
            },
        };
}
