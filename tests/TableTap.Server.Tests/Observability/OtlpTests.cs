using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Observability;

/// <summary>Figures go to a collector by OTLP, where the settings name one.</summary>
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
                ("Server:OtlpInterval", "1h")
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
