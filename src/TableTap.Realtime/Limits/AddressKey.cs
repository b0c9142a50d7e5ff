using System.Net;
using System.Net.Sockets;

namespace TableTap.Realtime.Limits;

/// <summary>What counts as one address for limits.</summary>
public static class AddressKey
{
    private const int NetworkBytes = 8;

    /// <summary>An IPv4 address as it is; of IPv6 the /64 network, which one household has as a whole.</summary>
    /// <param name="address">The address as text; null where unknown.</param>
    public static string Of(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return address ?? "";
        }

        if (parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return parsed.ToString();
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            return parsed.MapToIPv4().ToString();
        }

        var bytes = parsed.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }
}
