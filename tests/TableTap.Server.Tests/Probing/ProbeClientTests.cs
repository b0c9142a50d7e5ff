using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TableTap.Server.Auth;
using TableTap.Server.Probing;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Probing;

/// <summary>The client of probes sees what a server does wrong with the numbers of a channel.</summary>
public sealed class ProbeClientTests
{
    [Fact]
    public async Task Numbers_that_are_lost_doubled_and_reordered_are_told_and_a_page_of_history_is_not()
    {
        using var folder = new TemporaryDirectory();
        var user = new ProbeUser(TokenKeys.Open(folder.Path), "tabletap", TimeProvider.System);
        var wrong = new ConcurrentQueue<ProbeFailure>();
        await using var server = await WrongServerAsync(user.Channel.Text);
        await using var client = new ProbeClient(
            new(server.Urls.Single().Replace("http", "ws") + "/v1"),
            user,
            TimeProvider.System,
            wrong.Enqueue
        );
        var last = client.Await("msg_last");
        await client.BeReadyAsync(TestContext.Current.CancellationToken);
        await Patience.UntilAsync(() => wrong.Count >= 3);

        Assert.Equal([ProbeFailure.Lost, ProbeFailure.Reordered, ProbeFailure.Doubled], wrong);
        Assert.NotEqual(0, await last.Soon());
    }

    [Fact]
    public async Task Its_token_is_new_for_each_process_and_its_channel_is_not()
    {
        using var folder = new TemporaryDirectory();
        var keys = TokenKeys.Open(folder.Path);
        var one = new ProbeUser(keys, "tabletap", TimeProvider.System);
        var next = new ProbeUser(keys, "tabletap", TimeProvider.System);

        Assert.Equal(one.Channel, next.Channel);
        Assert.NotEqual(one.Token, next.Token);
        Assert.True(
            (await Check(one, one.Token)).Identity is { IsProbe: true, Cafes.IsEmpty: true }
        );
        Assert.Null((await Check(one, next.Token)).Identity);
        Assert.Null((await Check(one, "")).Identity);

        static ValueTask<Realtime.Authentication.TokenVerdict> Check(
            ProbeUser user,
            string token
        ) =>
            user.Beside((_, _) => new(new Realtime.Authentication.TokenVerdict(null, "no", false)))(
                token,
                CancellationToken.None
            );
    }

    /// <summary>Answers as a server does, but sends numbers as none may: 1 2 4 3 4, and a page before the last.</summary>
    private static async Task<WebApplication> WrongServerAsync(string channel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var stop = context.RequestAborted;
            await SendAsync(
                """{"type":"connection_established","data":{"connectionId":"c","userId":"u","userType":"customer","cafeId":null,"capabilities":[],"serverTime":"2026-01-01T00:00:00.000Z","heartbeatInterval":30,"sessionExpiresAt":"2036-01-01T00:00:00.000Z","protocolVersion":"1.0","epoch":"e","limits":{"messagesPerMinute":100,"subscriptions":100,"maxMessageBytes":65536,"replaysPerMinute":10}},"timestamp":"2026-01-01T00:00:00.000Z","version":"1.0"}"""
            );
            var request = await ReceiveAsync();
            await SendAsync(
                $$$"""{"type":"subscription_confirmed","data":{"channels":["{{{channel}}}"],"failed":[],"positions":{"{{{channel}}}":0},"epoch":"e"},"timestamp":"2026-01-01T00:00:00.000Z","version":"1.0","correlationId":"{{{request}}}"}"""
            );
            foreach (var number in new[] { 1, 2, 4, 3, 4 })
            {
                await SendAsync(Message(number, $"msg_{number}"));
            }

            request = await ReceiveAsync();
            await SendAsync(
                $$$"""{"type":"message_replay","data":{"messages":[{{{Message(3, "msg_3")}}},{{{Message(4, "msg_4")}}}],"fromMessageId":"msg_3","toMessageId":"msg_4","hasMore":false,"positions":{"{{{channel}}}":4},"complete":{"{{{channel}}}":true}},"timestamp":"2026-01-01T00:00:00.000Z","version":"1.0","correlationId":"{{{request}}}"}"""
            );
            await SendAsync(Message(5, "msg_last"));
            await ReceiveAsync();

            Task SendAsync(string frame) =>
                socket.SendAsync(
                    Encoding.UTF8.GetBytes(frame),
                    WebSocketMessageType.Text,
                    endOfMessage: true,
                    stop
                );

            async Task<string> ReceiveAsync()
            {
                var buffer = new byte[4096];
                var received = await socket.ReceiveAsync(buffer, stop);
                using var frame = System.Text.Json.JsonDocument.Parse(
                    received.Count == 0 ? "{}"u8.ToArray() : buffer[..received.Count]
                );
                return frame.RootElement.TryGetProperty("messageId", out var id)
                    ? id.GetString()!
                    : "";
            }

            string Message(int number, string id) =>
                $$$"""{"type":"probe","channel":"{{{channel}}}","messageId":"{{{id}}}","timestamp":"2026-01-01T00:00:00.000Z","version":"1.0","data":{},"sequence":{{{number}}}}""";
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
