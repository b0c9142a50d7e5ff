using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Observability;

/// <summary>Figures go to a collector by OTLP, where the settings name one.</summary>
[Collection("Traces")]
public sealed class OtlpTests
{
    [Fact]
    public async Task Figures_are_sent_to_a_collector_and_once_more_at_the_stop()
    {
        var requests = new ConcurrentQueue<(string Path, string? Type, string Body)>();
        await using var collector = await CollectorAsync(requests);
        await using (
            var server = await TestServer.StartAsync(
                ("Server:OtlpUrl", collector.Urls.Single() + "/"),
                // Longer than the test: what comes, comes by the stop.
                ("Server:OtlpInterval", "1h"),
                // One command in a hundred is traced by default, and a connection here may be that one.
                ("Server:TracesPerThousand", "0")
            )
        )
        {
            using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
            await guest.ReadAsync("connection_established");
            Assert.Empty(requests);
            await server.StopAsync();
        }

        var (path, type, body) = Assert.Single(requests);
        Assert.Equal(("/v1/metrics", "application/x-protobuf"), (path, type));
        Assert.Contains("tabletap.connections", body, StringComparison.Ordinal);
        Assert.Contains("tabletap.refused", body, StringComparison.Ordinal);
        Assert.Contains("dotnet.process.memory.working_set", body, StringComparison.Ordinal);
        Assert.Contains("service.name", body, StringComparison.Ordinal);
        AssertNamesServer(body);
    }

    [Fact]
    public async Task The_way_of_a_command_is_sent_as_a_trace_within_that_of_its_sender()
    {
        const string id = "4bf92f3577b34da6a3ce929d0e0e4736";
        var requests = new ConcurrentQueue<(string Path, string? Type, string Body)>();
        await using var collector = await CollectorAsync(requests);
        await using (
            var server = await TestServer.StartAsync(
                ("Server:OtlpUrl", collector.Urls.Single()),
                ("Server:OtlpInterval", "1h"),
                ("Server:TracesPerThousand", "0"),
                ("Server:TracedCafes:0", "demo")
            )
        )
        {
            using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
            await guest.ReadAsync("connection_established");
            await guest.SendAsync(
                """{"type":"subscribe","data":{"channels":["orders:customer:ada"]}}"""
            );
            await guest.ReadAsync("subscription_confirmed");
            await guest.SendAsync(
                $$$"""{"type":"order_create","messageId":"traced","correlationId":"00-{{{id}}}-00f067aa0ba902b7-00","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}}"""
            );
            await guest.ReadAsync("order_created");
            await guest.SendAsync(
                """{"type":"order_cancel","messageId":"refused","correlationId":"anything","data":{"orderId":"nowhere","reason":"other"}}"""
            );
            await guest.ReadAsync("message_error");
            await server.StopAsync();
        }

        var traces = string.Concat(
            requests.Where(one => one.Path == "/v1/traces").Select(one => one.Body)
        );
        Assert.All(
            ["order_create", "decide", "commit", "deliver", "orders:customer:ada"],
            part => Assert.Contains(part, traces, StringComparison.Ordinal)
        );
        AssertNamesServer(traces);
        // The sender's trace: in the command, its decision, its commit and the delivery to the guest.
        Assert.Equal(
            4,
            traces.Split(Encoding.Latin1.GetString(Convert.FromHexString(id))).Length - 1
        );
    }

    /// <summary>What a client says of sampling does not count.</summary>
    [Fact]
    public async Task A_client_cannot_have_itself_traced()
    {
        var requests = new ConcurrentQueue<(string Path, string? Type, string Body)>();
        await using var collector = await CollectorAsync(requests);
        await using (
            var server = await TestServer.StartAsync(
                ("Server:OtlpUrl", collector.Urls.Single()),
                ("Server:OtlpInterval", "1h"),
                ("Server:TracesPerThousand", "0"),
                ("Server:TracedCafes:0", "elsewhere")
            )
        )
        {
            using var answer = await server.SendAsync(
                HttpMethod.Post,
                "/v1/commands",
                server.Token("ada", Role.Customer),
                """{"type":"order_create","messageId":"t","correlationId":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}}"""
            );
            Assert.True(answer.IsSuccessStatusCode);

            // Neither does what it says when it connects.
            using var guest = new ClientWebSocket();
            guest.Options.SetRequestHeader(
                "Authorization",
                $"Bearer {server.Token("ada", Role.Customer)}"
            );
            guest.Options.SetRequestHeader(
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            );
            await guest.ConnectAsync(server.SocketUrl, TestContext.Current.CancellationToken);
            await guest.ReadAsync("connection_established");
            await guest.SendAsync(
                """{"type":"order_create","messageId":"t2","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}}"""
            );
            await guest.ReadAsync("message_acknowledged");
            await server.StopAsync();
        }

        Assert.DoesNotContain(requests, one => one.Path == "/v1/traces");
    }

    [Fact]
    public async Task A_collector_that_is_not_there_disturbs_nobody()
    {
        await using var server = await TestServer.StartAsync(
            ("Server:OtlpUrl", "http://127.0.0.1:9"),
            ("Server:OtlpInterval", "1s")
        );
        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");
    }

    // A collector of several servers knows which one said it.
    private static void AssertNamesServer(string body)
    {
        Assert.Matches(@"service\.instance\.id\W+[0-9a-f]{16}\W", body);
        Assert.Contains("host.name", body, StringComparison.Ordinal);
        Assert.Contains(Environment.MachineName, body, StringComparison.Ordinal);
    }

    /// <summary>A collector that keeps nothing, for a server that has to have one.</summary>
    internal static Task<WebApplication> CollectorAsync() => CollectorAsync(new());

    private static async Task<WebApplication> CollectorAsync(
        ConcurrentQueue<(string Path, string? Type, string Body)> requests
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            requests.Enqueue(
                (
                    context.Request.Path,
                    context.Request.ContentType,
                    Encoding.Latin1.GetString(body.ToArray())
                )
            );
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
