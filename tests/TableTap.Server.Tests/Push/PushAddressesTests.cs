using System.Net;
using System.Net.Sockets;
using TableTap.Server.Configuration;
using TableTap.Server.Push;
using TableTap.Testing;

namespace TableTap.Server.Tests.Push;

/// <summary>Section 9: a guest's browser names an address, and the server asks none that it should not.</summary>
public sealed class PushAddressesTests
{
    private static readonly PushAddresses Usual = new(new PushOptions().Hosts);

    [Theory]
    [InlineData("https://fcm.googleapis.com/fcm/send/abc:def")]
    [InlineData("https://updates.push.services.mozilla.com/wpush/v2/abc")]
    [InlineData("https://web.push.apple.com/abc")]
    [InlineData("https://wns2-par02p.notify.windows.com/w/?token=abc%2b")]
    [InlineData("https://FCM.googleapis.com:443/fcm/send/abc")]
    public void Addresses_of_the_browsers_push_services_are_taken(string address) =>
        Assert.Equal(new Uri(address), Usual.Read(address));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("/fcm/send/abc")]
    [InlineData("http://fcm.googleapis.com/fcm/send/abc")]
    [InlineData("ftp://fcm.googleapis.com/abc")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://fcm.googleapis.com:8443/fcm/send/abc")]
    [InlineData("https://fcm.googleapis.com./fcm/send/abc")]
    [InlineData("https://fcm.googleapis.com@evil.example/abc")]
    [InlineData("https://user:word@fcm.googleapis.com/abc")]
    [InlineData("https://fcm.googleapis.com/abc#fragment")]
    [InlineData("https://fcm.googleapis.com.evil.example/abc")]
    [InlineData("https://evil.example/fcm.googleapis.com")]
    [InlineData("https://evilpush.apple.com/abc")]
    [InlineData("https://push.apple.com/abc")]
    [InlineData("https://localhost/abc")]
    [InlineData("http://127.0.0.1:3001/v1/commands")]
    [InlineData("https://127.1/abc")]
    [InlineData("https://0x7f000001/abc")]
    [InlineData("https://[::1]/abc")]
    [InlineData("https://[::ffff:127.0.0.1]/abc")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1/abc")]
    [InlineData("https://metadata.google.internal/abc")]
    public void Every_other_address_is_refused(string address) => Assert.Null(Usual.Read(address));

    [Fact]
    public void One_that_is_longer_than_any_push_services_is_refused()
    {
        const string Begin = "https://fcm.googleapis.com/";

        Assert.NotNull(Usual.Read(Begin + new string('a', 2048 - Begin.Length)));
        Assert.Null(Usual.Read(Begin + new string('a', 2049 - Begin.Length)));
    }

    /// <summary>For a trial the settings name this machine; then it is asked without TLS, and no other is.</summary>
    [Fact]
    public void This_machine_is_asked_only_where_the_settings_name_it()
    {
        var trial = new PushAddresses(["127.0.0.1", "*.push.example.com"]);

        Assert.NotNull(trial.Read("http://127.0.0.1:5000/abc"));
        Assert.NotNull(trial.Read("https://a.push.example.com/abc"));
        Assert.Null(trial.Read("http://localhost:5000/abc"));
        Assert.Null(trial.Read("http://127.0.0.2:5000/abc"));
        Assert.Null(trial.Read("http://a.push.example.com/abc"));
    }

    /// <summary>A name of the settings can lead anywhere: what it leads to has to be on the Internet.</summary>
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2607:f8b0:4004:c07::5f", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.53", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_hosts_of_the_Internet_are_connected_to(string address, bool isReached) =>
        Assert.Equal(isReached, PushAddresses.IsOnTheInternet(IPAddress.Parse(address)));

    /// <summary>Whatever a name leads to: nothing of this machine hears of it.</summary>
    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_not_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, ConnectCallback = Usual.ConnectAsync }
        );

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.GetAsync(
                new Uri($"http://localhost:{PortOf(listener)}/"),
                TestContext.Current.CancellationToken
            )
        );

        Assert.False(listener.Pending());
    }

    /// <summary>An operator's proxy is in the operator's own network, and looks names up itself.</summary>
    [Fact]
    public async Task The_operators_proxy_is_asked_wherever_it_is()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                Proxy = new WebProxy($"http://localhost:{PortOf(listener)}"),
                ConnectCallback = Usual.ConnectAsync,
            }
        );

        var answer = http.GetAsync(
            new Uri("https://fcm.googleapis.com/fcm/send/abc"),
            TestContext.Current.CancellationToken
        );
        using (
            var proxy = await listener
                .AcceptTcpClientAsync(TestContext.Current.CancellationToken)
                .AsTask()
                .Soon()
        )
        using (var lines = new StreamReader(proxy.GetStream()))
        {
            Assert.Equal(
                "CONNECT fcm.googleapis.com:443 HTTP/1.1",
                await lines.ReadLineAsync(TestContext.Current.CancellationToken)
            );
            await proxy
                .GetStream()
                .WriteAsync(
                    "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
                    TestContext.Current.CancellationToken
                );
            await Assert.ThrowsAsync<HttpRequestException>(() => answer);
        }
    }

    [Theory]
    [InlineData("fcm.googleapis.com", true)]
    [InlineData("*.push.apple.com", true)]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("*", false)]
    [InlineData("*.com", false)]
    [InlineData("com", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("https://fcm.googleapis.com", false)]
    [InlineData("fcm.googleapis.com:443", false)]
    [InlineData("fcm.googleapis.com/x", false)]
    [InlineData("", false)]
    public void Settings_name_hosts_of_push_services(string host, bool isTaken) =>
        Assert.Equal(isTaken, new PushHostAttribute().IsAllowed(host));

    [Theory]
    [InlineData("mailto:owner@cafe.example", true)]
    [InlineData("https://cafe.example/contact", true)]
    [InlineData("http://cafe.example/contact", false)]
    [InlineData("mailto:owner", false)]
    [InlineData("owner@cafe.example", false)]
    [InlineData("https://cafe.example/a{b}", false)]
    [InlineData("https://cafe.example/\",\"x\":\"", false)]
    public void Settings_name_where_the_operator_is_reached(string contact, bool isTaken) =>
        Assert.Equal(isTaken, new PushContactAttribute().IsAllowed(contact));

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
