using System.Net;

namespace TableTap.Cli;

/// <summary>The proxy that the environment names, for other machines alone: a server on this one is always reached without it.</summary>
/// <param name="proxy">The proxy.</param>
internal sealed class ProxyForOthers(IWebProxy proxy) : IWebProxy
{
    /// <inheritdoc />
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    /// <inheritdoc />
    public Uri? GetProxy(Uri destination) =>
        destination.IsLoopback ? null : proxy.GetProxy(destination);

    /// <inheritdoc />
    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
