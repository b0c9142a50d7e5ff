using System.Net;

namespace TableTap.Cli.Tests;

/// <summary>What the environment names as a proxy does not stand between a command and the server of the same machine.</summary>
public sealed class ProxyForOthersTests
{
    private static readonly Uri Named = new("http://proxy.example:3128");

    [Theory]
    [InlineData("http://127.0.0.1:3001/v1", true)]
    [InlineData("http://localhost:3001/v1", true)]
    [InlineData("ws://[::1]:3001/v1", true)]
    [InlineData("https://cafe.example/v1", false)]
    public void Only_other_machines_are_reached_through_the_proxy(string server, bool isHere)
    {
        var proxy = new ProxyForOthers(new ForAll());
        var address = new Uri(server);

        Assert.Equal(isHere, proxy.IsBypassed(address));
        Assert.Equal(isHere ? null : Named, proxy.GetProxy(address));
    }

    private sealed class ForAll : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => Named;

        public bool IsBypassed(Uri host) => false;
    }
}
