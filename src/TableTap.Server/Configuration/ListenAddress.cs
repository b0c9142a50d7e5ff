using System.Net;

namespace TableTap.Server.Configuration;

/// <summary>An address to listen on.</summary>
/// <param name="IsTls">Whether it is <c>https</c>.</param>
/// <param name="IsLoopback">Whether only this machine reaches it.</param>
public readonly record struct ListenAddress(bool IsTls, bool IsLoopback)
{
    /// <summary>Reads an address as Kestrel does: <c>*</c> and <c>+</c> are every interface.</summary>
    /// <param name="text">The address as settings have it.</param>
    /// <param name="address">What it is.</param>
    public static bool TryParse(string text, out ListenAddress address)
    {
        address = default;
        BindingAddress binding;
        try
        {
            binding = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            return false;
        }

        var isTls = binding.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
        if (
            (!isTls && !binding.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
            || binding.IsUnixPipe
            || binding.Port > IPEndPoint.MaxPort
            || binding.PathBase.Length > 0
        )
        {
            return false;
        }

        address = new(isTls, IsLoopbackHost(binding.Host));
        return true;
    }

    /// <summary>Whether a host name or address means this machine only.</summary>
    /// <param name="host">A host, an IPv6 address with or without brackets.</param>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
