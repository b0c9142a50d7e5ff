using System.Net;
using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is an IP address or a network of such. Immutable.</summary>
public sealed class NetworkAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed =>
        "an IP address like 10.0.0.5 or ::1, or a network like 10.0.0.0/8";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => Parse(text) is not null;

    /// <summary>The network of a text; an address is a network of one. Null where it is neither.</summary>
    /// <param name="text">The text.</param>
    internal static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) && !text.Contains('%', StringComparison.Ordinal)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
