using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http;

/// <summary><c>GET /v1/events</c> over real Kestrel (section 10); what a stream tells is shown where sessions are.</summary>
public sealed class EventsEndpointTests : IAsyncLifetime
{
    private const string Order =
        """{"type":"order_create","messageId":"MESSAGE","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}}""";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(
            ("Security:AllowedOrigins", "https://app.example.com")
        );

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_stream_tells_what_a_socket_tells()
    {
        using var socket = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        await socket.SendAsync(
            """{"type":"subscribe","data":{"channels":["orders:customer:ada"]}}"""
        );
        await socket.ReadAsync("subscription_confirmed");
        await using var events = await OpenAsync("orders:customer:ada");
        Assert.Equal("connection_established", Type(await events.NextAsync()));
        Assert.Equal("subscription_confirmed", Type(await events.NextAsync()));

        await OrderAsync("m1");

        var told = await socket.ReadAsync("order_created");
        var heard = await events.NextAsync();
        Assert.Equal(told.GetRawText(), heard.GetRawText());
        Assert.NotEmpty(events.LastEventId);
    }

    [Fact]
    public async Task A_stream_is_resumed_also_after_a_restart()
    {
        var last = "";
        await using (var events = await OpenAsync("orders:customer:ada"))
        {
            await OrderAsync("m1");
            while (Type(await events.NextAsync()) != "order_created") { }

            last = events.LastEventId;
        }

        await OrderAsync("m2");
        await _server.RestartAsync();
        await OrderAsync("m3");
        await using var again = await OpenAsync("orders:customer:ada", last);
        var sequences = new List<long>();
        while (sequences.Count < 2)
        {
            var frame = await again.NextAsync();
            if (frame.TryGetProperty("sequence", out var sequence))
            {
                sequences.Add(sequence.GetInt64());
            }
        }

        Assert.Equal([2, 3], sequences);
    }

    [Fact]
    public async Task A_revocation_ends_it()
    {
        await using var events = await OpenAsync("cafe:demo:general");
        await events.NextAsync();
        using var revoked = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/revocations",
            _server.Token("root", Role.Admin),
            """{"user":"ada","reason":"r"}"""
        );

        string? type;
        do
        {
            type = Type(await events.NextAsync());
        } while (type != "error");
        Assert.Equal(4401, (await events.NextAsync()).GetProperty("code").GetInt32());
        Assert.True(await events.IsOverAsync());
    }

    [Fact]
    public async Task The_token_may_stand_in_the_query_and_is_never_logged()
    {
        var token = _server.Token("ada", Role.Customer);
        await using (
            var events = await Events.OpenAsync(
                _server,
                $"/v1/events?channels=cafe:demo:general&token={token}"
            )
        )
        {
            Assert.Equal("connection_established", Type(await events.NextAsync()));
        }

        await _server.StopAsync();
        Assert.DoesNotContain(
            _server.Logs.Lines,
            line => line.Contains(token.Split('.')[2], StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("", 422, "VALIDATION_FAILED")]
    [InlineData("?channels=", 422, "VALIDATION_FAILED")]
    [InlineData("?channels=,,", 422, "VALIDATION_FAILED")]
    [InlineData("?channels=nonsense", 422, "VALIDATION_FAILED")]
    [InlineData("?channels=%0d%0aid:%201", 422, "VALIDATION_FAILED")]
    [InlineData("?channels=cafe:demo:staff", 403, "INSUFFICIENT_PERMISSIONS")]
    [InlineData("?channels=cafe:other:general", 403, "INSUFFICIENT_PERMISSIONS")]
    [InlineData("?channels=orders:customer:bob", 403, "INSUFFICIENT_PERMISSIONS")]
    [InlineData("?channels=cafe:demo:general&token=forged", 401, "AUTHENTICATION_FAILED")]
    public async Task What_cannot_be_heard_is_refused_before_the_stream(
        string query,
        int status,
        string code
    )
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/events" + query,
            _server.Token("ada", Role.Customer)
        );

        await answer.ProblemAsync(status, code);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("epoch.-1")]
    [InlineData("epoch.99999999999999999999999")]
    [InlineData(".1")]
    public async Task A_cursor_that_is_none_is_refused(string cursor)
    {
        using var answer = await Events.SendAsync(
            _server,
            "/v1/events?channels=cafe:demo:general",
            _server.Token("ada", Role.Customer),
            cursor
        );

        await answer.ProblemAsync(422, "VALIDATION_FAILED");
    }

    [Fact]
    public async Task Nobody_listens_without_a_token_or_for_a_cafe_that_is_not_there()
    {
        using var nobody = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/events?channels=cafe:demo:general"
        );
        using var nowhere = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/events?channels=cafe:nowhere:general",
            _server.Token("ada", Role.Customer, "nowhere")
        );

        await nobody.ProblemAsync(401, "AUTHENTICATION_FAILED");
        await nowhere.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
    }

    [Fact]
    public async Task A_page_of_a_listed_origin_listens_and_another_does_not()
    {
        var path =
            $"/v1/events?channels=cafe:demo:general&token={_server.Token("ada", Role.Customer)}";
        using var listed = await Events.SendAsync(_server, path, origin: "https://app.example.com");
        using var foreign = await Events.SendAsync(
            _server,
            path,
            origin: "https://elsewhere.example"
        );

        Assert.Equal(
            ["https://app.example.com"],
            listed.Headers.GetValues("Access-Control-Allow-Origin")
        );
        await foreign.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
    }

    [Fact]
    public async Task Too_many_streams_of_a_user_are_refused()
    {
        var streams = new List<Events>();
        for (var i = 0; i < 5; i++)
        {
            streams.Add(await OpenAsync("cafe:demo:general"));
            await streams[^1].NextAsync();
        }

        using var sixth = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/events?channels=cafe:demo:general",
            _server.Token("ada", Role.Customer)
        );
        await sixth.ProblemAsync(429, "CONNECTION_LIMIT_EXCEEDED");
        Assert.True(sixth.Headers.Contains("Retry-After"));
        foreach (var one in streams)
        {
            await one.DisposeAsync();
        }
    }

    /// <summary>
    /// A client that vanished takes nothing and says nothing. What is written for it is with the operating system, so that no
    /// write of the server's ever waits.
    /// </summary>
    [Fact]
    public async Task A_stream_that_takes_no_byte_any_more_ends_and_gives_its_slot_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TCP_USER_TIMEOUT is an option of Linux.");
        await using var server = await TestServer.StartAsync(
            ("Limits:StalledTimeout", "1s"),
            ("Limits:SocketsPerUser", "1"),
            ("Limits:NewSocketsPerUserPerMinute", "10000")
        );
        const string path = "/v1/events?channels=cafe:demo:general";
        var token = server.Token("ada", Role.Customer);
        // Room for the first frames and not for what follows, and nobody who reads.
        using var vanished = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 8 * 1024,
        };
        await vanished.ConnectAsync(
            server.Url.Host,
            server.Url.Port,
            TestContext.Current.CancellationToken
        );
        await vanished.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n"
            ),
            TestContext.Current.CancellationToken
        );
        await Patience.UntilAsync(async () => await StatusAsync() == 429);

        var told = string.Join(
            ',',
            Enumerable
                .Range(0, 60)
                .Select(i =>
                    $$"""{"messageId":"m{{i}}","type":"announcement","channel":"cafe:demo:general","data":{"announcementId":"a","message":"{{new string('x', 400)}}"} }"""
                )
        );
        using var published = await server.SendAsync(
            HttpMethod.Post,
            "/v1/publish",
            server.Token("pos", Role.Service),
            $$"""{"messages":[{{told}}]}"""
        );
        Assert.Equal(200, (int)published.StatusCode);

        await Patience.UntilAsync(async () => await StatusAsync() == 200, pauseMs: 100);

        async Task<int> StatusAsync()
        {
            using var answer = await Events.SendAsync(server, path, token);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_question_for_the_headers_alone_is_answered_at_once()
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Head,
            "/v1/events?channels=cafe:demo:general",
            _server.Token("ada", Role.Customer)
        );

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
    }

    private static string? Type(JsonElement frame) =>
        frame.TryGetProperty("type", out var type) ? type.GetString() : null;

    private Task<Events> OpenAsync(string channels, string? last = null) =>
        Events.OpenAsync(
            _server,
            $"/v1/events?channels={channels}",
            _server.Token("ada", Role.Customer),
            last
        );

    private async Task OrderAsync(string messageId)
    {
        using var done = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("ada", Role.Customer),
            Order.Replace("MESSAGE", messageId, StringComparison.Ordinal)
        );
        Assert.Equal(200, (int)done.StatusCode);
    }

    /// <summary>A client of a stream.</summary>
    private sealed class Events(HttpResponseMessage answer, SseParser<string> parser)
        : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> _items = parser
            .EnumerateAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        public string LastEventId => parser.LastEventId;

        public static async Task<Events> OpenAsync(
            TestServer server,
            string path,
            string? token = null,
            string? last = null
        )
        {
            var answer = await SendAsync(server, path, token, last, acceptsCompression: true);
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Empty(answer.Content.Headers.ContentEncoding);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
            return new(
                answer,
                SseParser.Create(
                    await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)
                )
            );
        }

        public static Task<HttpResponseMessage> SendAsync(
            TestServer server,
            string path,
            string? token = null,
            string? last = null,
            string? origin = null,
            bool acceptsCompression = false
        )
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (acceptsCompression)
            {
                request.Headers.Add("Accept-Encoding", "br");
            }

            if (token is not null)
            {
                request.Headers.Authorization = new("Bearer", token);
            }

            if (last is not null)
            {
                request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
            }

            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            return server.Http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken
            );
        }

        public async Task<JsonElement> NextAsync()
        {
            Assert.True(await _items.MoveNextAsync().AsTask().Soon(), "the stream is over");
            return JsonDocument.Parse(_items.Current.Data).RootElement;
        }

        public async Task<bool> IsOverAsync() => !await _items.MoveNextAsync().AsTask().Soon();

        public ValueTask DisposeAsync()
        {
            answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
