using System.Net;

namespace TableTap.Server.Http;

/// <summary>Where a request comes from.</summary>
internal static class ClientAddress
{
    /// <summary>The client's IP address as text; IPv4 as such even where it came over an IPv6 socket.</summary>
    /// <param name="context">The request.</param>
    public static string? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? Plain(address).ToString() : null;

    /// <summary>An address as its owner writes it: IPv4 as such even where it came over an IPv6 socket.</summary>
    /// <param name="address">The address.</param>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
