namespace TableTap.Server.Http;

/// <summary>Where a request comes from.</summary>
internal static class ClientAddress
{
    /// <summary>The client's IP address as text; IPv4 as such even where it came over an IPv6 socket.</summary>
    /// <param name="context">The request.</param>
    public static string? Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (
            address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address
        )?.ToString();
    }
}
