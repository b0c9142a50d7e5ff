using System.Net.Http.Headers;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.Admin;

/// <summary>Sections 9 and 10: the frames of one connection as they come: redacted, audited, bounded.</summary>
public sealed class FramesTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Frames_come_redacted_and_both_ends_stand_in_the_audit()
    {
        using var guest = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        var id = (await guest.ReadAsync("connection_established"))
            .GetProperty("data")
            .GetProperty("connectionId")
            .GetString()!;
        using (var watch = await WatchAsync(id))
        {
            await guest.SendAsync(
                """{"type":"subscribe","messageId":"s1","data":{"channels":["orders:customer:ada"]}}"""
            );
            await guest.ReadAsync("subscription_confirmed");
            await guest.SendAsync(
                """{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","specialInstructions":"For Ada Lovelace, no nuts","items":[{"itemId":"cappuccino","quantity":2}]}}"""
            );
            await guest.ReadAsync("order_created");
            await guest.SendAsync(
                """{"type":"token_refresh","messageId":"t1","data":{"token":"very.secret.token"}}"""
            );

            var subscribe = await watch.NextAsync("subscribe");
            Assert.Equal("in", subscribe.GetProperty("direction").GetString());
            Assert.Equal(
                "orders:customer:ada",
                subscribe
                    .GetProperty("frame")
                    .GetProperty("data")
                    .GetProperty("channels")[0]
                    .GetString()
            );
            var order = (await watch.NextAsync("order_create")).GetProperty("frame");
            Assert.Equal("m1", order.GetProperty("messageId").GetString());
            var data = order.GetProperty("data");
            Assert.Equal("demo", data.GetProperty("cafeId").GetString());
            Assert.Equal("takeaway", data.GetProperty("orderType").GetString());
            Assert.Equal("(4 characters)", data.GetProperty("paymentMethod").GetString());
            Assert.Equal("(25 characters)", data.GetProperty("specialInstructions").GetString());
            Assert.Equal(2, data.GetProperty("items")[0].GetProperty("quantity").GetInt32());
            var created = await watch.NextAsync("order_created");
            Assert.Equal("out", created.GetProperty("direction").GetString());
            Assert.True(created.GetProperty("bytes").GetInt32() > 100);
            var refresh = (await watch.NextAsync("token_refresh")).GetProperty("frame");
            Assert.Equal(
                "(17 characters)",
                refresh.GetProperty("data").GetProperty("token").GetString()
            );
            foreach (var secret in (string[])["Lovelace", "secret", "Cappuccino", "3.5"])
            {
                Assert.DoesNotContain(secret, watch.Text, StringComparison.Ordinal);
            }
        }

        await Patience.UntilAsync(async () =>
            (await AuditAsync()).Any(line => Text(line, "command") == "frames_watch_end")
        );
        var begin = Assert.Single(
            await AuditAsync(),
            line => Text(line, "command") == "frames_watch"
        );
        Assert.Equal("root", Text(begin, "actor"));
        Assert.Equal(id, Text(begin, "target"));
        Assert.Equal("it stutters", Text(begin, "reason"));
    }

    [Fact]
    public async Task A_connection_has_one_watcher_and_a_server_has_few()
    {
        var sockets = new List<System.Net.WebSockets.WebSocket>();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var socket = await _server.ConnectAsync(_server.Token($"g{i}", Role.Customer));
            sockets.Add(socket);
            ids.Add(
                (await socket.ReadAsync("connection_established"))
                    .GetProperty("data")
                    .GetProperty("connectionId")
                    .GetString()!
            );
        }

        var watches = new List<Watch>();
        foreach (var id in ids.Take(4))
        {
            watches.Add(await WatchAsync(id));
        }

        using var twice = await AskAsync(ids[0]);
        await twice.ProblemAsync(409, "CONFLICT");
        using var tooMany = await AskAsync(ids[4]);
        await tooMany.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        using var head = await _server.SendAsync(
            HttpMethod.Head,
            $"/v1/admin/connections/{ids[4]}/frames?reason=x",
            Admin
        );
        Assert.Equal(200, (int)head.StatusCode);
        using var unknown = await AskAsync("conn_nobody");
        await unknown.ProblemAsync(404, "NOT_FOUND");
        using var why = await _server.SendAsync(
            HttpMethod.Get,
            $"/v1/admin/connections/{ids[4]}/frames",
            Admin
        );
        await why.ProblemAsync(422, "VALIDATION_FAILED");

        // Its connection ends, and the stream says so; the place is free again.
        sockets[0].Abort();
        Assert.Equal("closed", await watches[0].EndAsync());
        await Patience.UntilAsync(async () =>
        {
            var answer = await AskAsync(ids[4]);
            using (answer)
            {
                return answer.IsSuccessStatusCode;
            }
        });
        watches.ForEach(watch => watch.Dispose());
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task It_ends_by_itself()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time, ("Server:FrameWatch", "10s"));
        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        var id = (await guest.ReadAsync("connection_established"))
            .GetProperty("data")
            .GetProperty("connectionId")
            .GetString()!;
        using var watch = await WatchAsync(id, server);
        var ended = watch.EndAsync();
        await Patience.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(ended.IsCompleted);
        });
        Assert.Equal("time", await ended);
    }

    private string Admin => _server.Token("root", Role.Admin);

    private Task<HttpResponseMessage> AskAsync(string id, TestServer? server = null)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/v1/admin/connections/{id}/frames?reason=it%20stutters"
        );
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            (server ?? _server).Token("root", Role.Admin)
        );
        return (server ?? _server).Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
    }

    private async Task<Watch> WatchAsync(string id, TestServer? server = null)
    {
        var answer = await AskAsync(id, server);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new(answer);
    }

    private async Task<IReadOnlyList<JsonElement>> AuditAsync()
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit?cafe=server",
            Admin
        );
        return [.. (await answer.JsonAsync()).GetProperty("lines").EnumerateArray()];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>A stream of frames, read line by line.</summary>
    private sealed class Watch(HttpResponseMessage answer) : IDisposable
    {
        private StreamReader? _lines;

        /// <summary>All that came.</summary>
        public string Text { get; private set; } = "";

        /// <summary>The next frame of a type; others are passed over.</summary>
        public Task<JsonElement> NextAsync(string type) => FindAsync(type).Soon();

        /// <summary>Why it is over, once it is.</summary>
        public Task<string?> EndAsync() => FindEndAsync().Soon();

        public void Dispose()
        {
            _lines?.Dispose();
            answer.Dispose();
        }

        // The line beats: what is waited for has one bound over all that comes.
        private async Task<JsonElement> FindAsync(string type)
        {
            while (true)
            {
                using var document = JsonDocument.Parse(await DataAsync());
                var frame = document.RootElement.GetProperty("frame");
                if (frame.TryGetProperty("type", out var of) && of.GetString() == type)
                {
                    return document.RootElement.Clone();
                }
            }
        }

        private async Task<string?> FindEndAsync()
        {
            while (true)
            {
                using var document = JsonDocument.Parse(await DataAsync());
                if (document.RootElement.TryGetProperty("reason", out var reason))
                {
                    return reason.GetString();
                }
            }
        }

        private async Task<string> DataAsync()
        {
            _lines ??= new(
                await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)
            );
            while (true)
            {
                var line = await _lines
                    .ReadLineAsync(TestContext.Current.CancellationToken)
                    .AsTask()
                    .Soon();
                Assert.NotNull(line);
                Text += line;
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    return line[6..];
                }
            }
        }
    }
}
