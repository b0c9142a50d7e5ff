using TableTap.Server.Configuration;
using TableTap.Server.Connections;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>Tells the operator at the start what is allowed and yet not as it should be.</summary>
internal static class StartupWarnings
{
    /// <summary>Warns of plain text to other machines, and of a limit of open files below the connections of the settings.</summary>
    /// <param name="log">Where to tell.</param>
    /// <param name="options">The settings as they are.</param>
    /// <param name="capacity">What there is room for.</param>
    public static void Tell(ILogger log, TableTapOptions options, ConnectionCapacity capacity)
    {
        if (
            capacity.FileLimit is { } files
            && (
                capacity.Open < options.Connections.Open
                || capacity.Sockets < options.Realtime.Admission.PerServer
            )
        )
        {
            ServerLog.FileLimitTooLow(log, files, capacity.Open, capacity.Sockets);
        }
    }

    /// <summary>Warns of an address at which tokens and orders travel in plain text.</summary>
    /// <param name="log">Where to tell.</param>
    /// <param name="addresses">Where the server listens.</param>
    /// <param name="security">Whether a proxy that ends TLS is named.</param>
    public static void TellPlainText(
        ILogger log,
        IEnumerable<string> addresses,
        SecurityOptions security
    )
    {
        foreach (var url in addresses)
        {
            if (
                ListenAddress.TryParse(url, out var address)
                && address is { IsTls: false, IsLoopback: false }
            )
            {
                ServerLog.PlainText(log, url, security.TrustedProxies.Count);
            }
        }
    }
}
