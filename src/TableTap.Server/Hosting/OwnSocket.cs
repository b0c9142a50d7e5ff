using TableTap.Server.Sockets;

namespace TableTap.Server.Hosting;

/// <summary>The address at which a server reaches its own sockets.</summary>
internal static class OwnSocket
{
    /// <summary>The first address that listens at a port; null where there is none, but only files or pipes of the machine.</summary>
    /// <param name="listening">The addresses that Kestrel listens on, with their ports.</param>
    public static Uri? Of(IEnumerable<string> listening) =>
        listening
            .Where(address =>
                BindingAddress.Parse(address) is { IsUnixPipe: false, IsNamedPipe: false }
            )
            .Select(address => new UriBuilder(PublicUrl.Of(address)) { Path = SocketEndpoint.Path })
            .Select(url =>
            {
                url.Scheme = url.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
                return url.Uri;
            })
            .FirstOrDefault();
}
