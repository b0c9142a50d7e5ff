using TableTap.Server.Sockets;

namespace TableTap.Server.Hosting;

/// <summary>The address at which a server reaches its own sockets.</summary>
internal static class OwnSocket
{
    /// <summary>
    /// An address that listens at a port, one of the machine alone before others; null where there is none, but only files or pipes of the
    /// machine.
    /// </summary>
    /// <param name="listening">The addresses that Kestrel listens on, with their ports.</param>
    public static Uri? Of(IEnumerable<string> listening) =>
        listening
            .Where(address =>
                BindingAddress.Parse(address) is { IsUnixPipe: false, IsNamedPipe: false }
            )
            .Select(address => new UriBuilder(PublicUrl.Of(address))
            {
                // By its number, so that no other program at the other kind of address is asked.
                Host = BindingAddress.Parse(address).Host is "0.0.0.0"
                    ? "127.0.0.1"
                    : new Uri(PublicUrl.Of(address)).Host,
                Path = SocketEndpoint.Path,
            })
            .Select(url =>
            {
                url.Scheme = url.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
                return url.Uri;
            })
            .OrderByDescending(url => url.IsLoopback)
            .FirstOrDefault();
}
