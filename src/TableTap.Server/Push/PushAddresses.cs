using System.Net;
using System.Net.Sockets;
using TableTap.Server.Configuration;

namespace TableTap.Server.Push;

/// <summary>
/// Which addresses of push services are asked. A guest's browser gives the address, so that it could be any: it has to be at a host of the
/// settings, and that host has to be on the Internet and not in the server's own network (section 9). Immutable.
/// </summary>
/// <param name="hosts">The hosts of the settings.</param>
internal sealed class PushAddresses(IReadOnlyList<string> hosts)
{
    private const int Longest = 2048;
    private const int TranslatedAt = 12;

    // What is no host of the Internet: RFC 6890 and what came after it.
    private static readonly IPNetwork[] Inner =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            "::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    // An IPv4 address as a network without IPv4 sees it (RFC 6052): its last four bytes.
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>What an address has to be, for a person.</summary>
    public string Allowed =>
        $"an https address of at most {Longest} characters at one of the push services of this server: {string.Join(", ", hosts)}";

    /// <summary>The address of a subscription as it is used; null for one that is never asked.</summary>
    /// <param name="text">The address as it came.</param>
    public Uri? Read(string text) =>
        text.Length <= Longest
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.UserInfo.Length + address.Fragment.Length == 0
        && IsAllowed(address)
            ? address
            : null;

    /// <summary>Connects to the host of a request, at those of its addresses alone that are on the Internet.</summary>
    /// <param name="context">To where.</param>
    /// <param name="cancellationToken">It takes too long.</param>
    /// <exception cref="HttpRequestException">The host has no such address, or none answers.</exception>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var all = await Dns.GetHostAddressesAsync(host, cancellationToken);
        // The operator's own proxy, which looks the name up itself: asked for a tunnel, or at another host than that of the request.
        var first = context.InitialRequestMessage;
        var isProxy = first.Method == HttpMethod.Connect || first.RequestUri!.IdnHost != host;
        IPAddress[] reached =
            isProxy || IsNamedLoopback(host) ? all : [.. all.Where(IsOnTheInternet)];
        if (reached.Length == 0)
        {
            throw new HttpRequestException(
                HttpRequestError.NameResolutionError,
                "its host is not on the Internet"
            );
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reached, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an address is one of the Internet.</summary>
    /// <param name="address">The address.</param>
    internal static bool IsOnTheInternet(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsOnTheInternet(address.MapToIPv4());
        }

        if (Translated.Contains(address))
        {
            return IsOnTheInternet(new IPAddress(address.GetAddressBytes()[TranslatedAt..]));
        }

        return !Inner.Any(network => network.Contains(address));
    }

    private bool IsAllowed(Uri address) =>
        (address.Scheme is "http" or "https" && IsNamedLoopback(address.IdnHost))
        || (
            address is { Scheme: "https", IsDefaultPort: true, HostNameType: UriHostNameType.Dns }
            && hosts.Any(entry => PushHostAttribute.Means(entry, address.IdnHost))
        );

    private bool IsNamedLoopback(string host) =>
        PushHostAttribute.IsLoopback(host)
        && hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
