using System.Net.WebSockets;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Observability;

/// <summary>Nothing that somebody sends becomes a label: figures do not grow by what strangers think of.</summary>
public sealed class BoundedSeriesTests
{
    // More than there is room for in one figure.
    private const int Many = 70;

    [Fact]
    public async Task Whatever_is_sent_adds_no_series()
    {
        await using var server = await TestServer.StartAsync(
            ("Limits:MessagesPerMinute", "1000"),
            ("Limits:MalformedPerMinute", "1000"),
            ("Limits:NewSocketsPerUserPerMinute", "1000")
        );
        await OrderAsync(server);
        var before = (await Exposition.OfAsync(server)).OwnSeries;

        await SendFramesAsync(server);
        await SendRequestsAsync(server);
        await CloseWithCodesAsync(server);

        var after = await Exposition.OfAsync(server);
        // All of it was counted.
        Assert.True(
            after.Value("tabletap_refused_total", "reason", "UNKNOWN_MESSAGE_TYPE") >= Many
        );
        Assert.Equal(before, after.OwnSeries);
        Assert.DoesNotContain("otel_metric_overflow", after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", after.Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Somebody orders and leaves: what is there from the first time on is there.</summary>
    private static async Task OrderAsync(TestServer server)
    {
        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");
        await guest.SendAsync(
            """{"type":"subscribe","data":{"channels":["orders:customer:ada"]}}"""
        );
        await guest.ReadAsync("subscription_confirmed");
        await guest.SendAsync(
            """{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        await guest.ReadAsync("order_created");
        guest.Abort();
        await Patience.UntilAsync(async () =>
        {
            var now = await Exposition.OfAsync(server);
            return now.Value("tabletap_connection_bytes_count", "direction", "out") >= 1
                && now.Value("tabletap_delivery_seconds_count") >= 1
                && now.Value("tabletap_commit_seconds_count") >= 1;
        });
    }

    private static async Task SendFramesAsync(TestServer server)
    {
        using var guest = await server.ConnectAsync(server.Token("bob", Role.Customer));
        await guest.ReadAsync("connection_established");
        for (var i = 0; i < Many; i++)
        {
            await guest.SendAsync($$$"""{"type":"evil_{{{i}}}","data":{"code":"EVIL_{{{i}}}"}}""");
            await guest.SendAsync(
                $$$"""{"type":"subscribe","data":{"channels":["cafe:evil-{{{i}}}:general","evil-{{{i}}}"]}}"""
            );
            await guest.SendAsync(
                $$$"""{"type":"order_create","messageId":"evil-{{{i}}}","data":{"cafeId":"evil-{{{i}}}","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"evil","quantity":1}]}}"""
            );
        }

        await guest.SendAsync("""{"type":"ping","data":{}}""");
        await guest.ReadAsync("pong");
    }

    private static async Task SendRequestsAsync(TestServer server)
    {
        var token = server.Token("bob", Role.Customer);
        for (var i = 0; i < Many; i++)
        {
            using var path = await server.SendAsync(
                new HttpMethod($"EVIL{i}"),
                $"/v1/cafes/evil-{i}/evil-{i}?evil-{i}=evil-{i}",
                token
            );
            Assert.False(path.IsSuccessStatusCode);
            using var command = await server.SendAsync(
                HttpMethod.Post,
                "/v1/commands",
                token,
                $$$"""{"type":"evil_{{{i}}}","messageId":"evil-{{{i}}}","data":{}}"""
            );
            Assert.False(command.IsSuccessStatusCode);
            using var report = await server.SendAsync(
                HttpMethod.Post,
                $"/v1/webhooks/payments/evil-{i}",
                body: "{}"
            );
            Assert.False(report.IsSuccessStatusCode);
        }
    }

    private static async Task CloseWithCodesAsync(TestServer server)
    {
        // Of one user one after the other: nobody may have many at once.
        for (var i = 0; i < Many; i++)
        {
            using var guest = await server.ConnectAsync(server.Token("eve", Role.Customer));
            await guest.ReadAsync("connection_established");
            await guest.CloseAsync(
                (WebSocketCloseStatus)(4000 + i),
                $"evil-{i}",
                TestContext.Current.CancellationToken
            );
        }
    }
}
