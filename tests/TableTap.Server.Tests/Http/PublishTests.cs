using System.Net.WebSockets;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary><c>POST /v1/publish</c>: an existing ordering system speaks through TableTap (section 10).</summary>
public sealed class PublishTests : IAsyncLifetime
{
    private const string General = "cafe:demo:general";
    private TestServer _server = null!;
    private string _pos = "";

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(
            ("Security:PublishLinks", "https://pay.example.com/orders,https://menu.example.com"),
            ("Limits:PublishMessages", "100")
        );
        _pos = _server.Token("pos", Role.Service);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_message_is_told_with_its_sequence()
    {
        using var socket = await ListenAsync("maya", Role.Manager, General);

        var result = await OneAsync(Say("m1", "Fresh cake"));

        var heard = await socket.ReadAsync("announcement");
        Assert.Equal("m1", Text(result, "messageId"));
        Assert.Equal(General, Text(result, "channel"));
        Assert.Equal(heard.GetProperty("sequence").GetInt64(), Number(result));
        Assert.Equal(Text(heard, "messageId"), Text(result, "serverMessageId"));
        Assert.Equal("Fresh cake", Text(heard.GetProperty("data"), "message"));
    }

    [Fact]
    public async Task A_batch_is_told_in_its_order_and_is_one_line_of_the_audit()
    {
        var results = await ManyAsync([
            .. Enumerable.Range(0, 20).Select(i => Say($"m{i}", $"No. {i}")),
        ]);

        var first = Number(results[0]);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => first + i), results.Select(Number));
        var line = Assert.Single(await AuditAsync());
        Assert.Equal(20, line.GetProperty("count").GetInt32());
        Assert.Equal("processed", Text(line, "result"));
        Assert.Equal(("pos", "service"), (Text(line, "actor"), Text(line, "role")));
    }

    [Fact]
    public async Task The_same_again_gets_the_same_answer_and_tells_nothing_also_after_a_restart()
    {
        var batch = new[] { Say("m1", "One"), Say("m2", "Two"), Say("m1", "One") };
        var first = await ManyAsync(batch);
        var again = await ManyAsync(batch);
        await _server.RestartAsync();
        var later = await ManyAsync([.. batch, Say("m3", "Three")]);

        Assert.Equal(first[0].GetRawText(), first[2].GetRawText());
        Assert.Equal(Raw(first), Raw(again));
        Assert.Equal(Raw(first), Raw(later.Take(3)));
        Assert.Equal(Number(first[1]) + 1, Number(later[3]));
    }

    [Fact]
    public async Task Another_message_under_the_same_id_is_a_conflict()
    {
        await OneAsync(Say("m1", "One"));
        var results = await ManyAsync([
            Say("m1", "Other"),
            Say("m1", "One", "cafe:demo:staff"),
            Say("m2", "Two"),
            Say("m2", "Not two"),
        ]);

        Assert.Equal(["CONFLICT", "CONFLICT", null, "CONFLICT"], results.Select(Code));
    }

    [Fact]
    public async Task The_same_batch_from_many_at_once_is_told_once()
    {
        var batch = Enumerable.Range(0, 10).Select(i => Say($"m{i}", $"No. {i}")).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ManyAsync(batch)));

        Assert.Single(answers.Select(answer => string.Concat(Raw(answer))).Distinct());
        Assert.Equal(10, answers[0].Select(Number).Distinct().Count());
        var next = await OneAsync(Say("next", "Next"));
        Assert.Equal(answers[0].Max(Number) + 1, Number(next));
    }

    [Theory]
    [InlineData(Role.Customer)]
    [InlineData(Role.Employee)]
    [InlineData(Role.Manager)]
    [InlineData(Role.Admin)]
    public async Task Only_a_back_end_publishes(Role role)
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/publish",
            _server.Token("x", role),
            Say("m1", "One")
        );

        var problem = await answer.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        Assert.Equal("service", Text(problem, "requiredRole"));
    }

    [Theory]
    [InlineData("cafe:other:general", "NOT_FOUND")]
    [InlineData("cafe:nowhere:staff", "NOT_FOUND")]
    [InlineData("system:maintenance", "INSUFFICIENT_PERMISSIONS")]
    [InlineData("orders:customer:ada", "VALIDATION_FAILED")]
    [InlineData("counter:espresso:orders", "VALIDATION_FAILED")]
    [InlineData("cafe:demo:*", "VALIDATION_FAILED")]
    [InlineData("nonsense", "VALIDATION_FAILED")]
    public async Task Announcements_reach_the_own_cafes_alone(string channel, string code)
    {
        Assert.Equal(code, Code(await OneAsync(Say("m1", "Hello", channel))));
    }

    [Theory]
    [InlineData("counter:espresso:orders", null)]
    [InlineData("counter:nowhere:orders", "NOT_FOUND")]
    [InlineData("orders:employee:anna", null)]
    [InlineData("orders:customer:anna", null)]
    [InlineData("orders:employee:nobody", "NOT_FOUND")]
    [InlineData("orders:customer:nobody", "NOT_FOUND")]
    public async Task Counters_and_staff_of_the_own_cafes_are_reached(string channel, string? code)
    {
        Assert.Equal(code, Code(await OneAsync(Moved("m1", channel))));
    }

    [Fact]
    public async Task A_guest_is_reached_with_a_session_or_an_order_and_not_before()
    {
        const string ada = "orders:customer:ada";
        const string bob = "orders:customer:bob";
        Assert.Equal("NOT_FOUND", Code(await OneAsync(Moved("a1", ada))));
        using (var socket = await ListenAsync("ada", Role.Customer, ada))
        {
            Assert.Null(Code(await OneAsync(Moved("a2", ada))));
            var heard = await socket.ReadAsync("order_status_changed");
            Assert.True(heard.GetProperty("ackRequired").GetBoolean());
        }

        // A phone that sleeps is still hers.
        Assert.Null(Code(await OneAsync(Moved("a3", ada))));

        Assert.Equal("NOT_FOUND", Code(await OneAsync(Moved("b1", bob))));
        using var order = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("bob", Role.Customer),
            """{"type":"order_create","messageId":"o1","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        Assert.Equal(200, (int)order.StatusCode);
        Assert.Null(Code(await OneAsync(Moved("b2", bob))));
    }

    [Theory]
    [InlineData(
        """{"type":"announcement","channel":"cafe:demo:general","data":{"announcementId":"a","message":"x"}}""",
        "VALIDATION_FAILED"
    )]
    [InlineData(
        """{"messageId":"a b","type":"announcement","channel":"cafe:demo:general","data":{"announcementId":"a","message":"x"}}""",
        "MALFORMED_MESSAGE"
    )]
    [InlineData(
        """{"messageId":"m","type":"announcement","data":{"announcementId":"a","message":"x"}}""",
        "VALIDATION_FAILED"
    )]
    [InlineData(
        """{"messageId":"m","type":"announcement","channel":"cafe:demo:general","data":{"message":"x"}}""",
        "VALIDATION_FAILED"
    )]
    [InlineData(
        """{"messageId":"m","type":"announcement","channel":"cafe:demo:general","data":{"announcementId":"a","message":7}}""",
        "VALIDATION_FAILED"
    )]
    [InlineData(
        """{"messageId":"m","type":"announcement","channel":"cafe:demo:general"}""",
        "VALIDATION_FAILED"
    )]
    [InlineData(
        """{"messageId":"m","type":"order_create","channel":"cafe:demo:general","data":{}}""",
        "UNKNOWN_MESSAGE_TYPE"
    )]
    [InlineData(
        """{"messageId":"m","type":"pong","channel":"cafe:demo:general","data":{}}""",
        "UNKNOWN_MESSAGE_TYPE"
    )]
    [InlineData(
        """{"messageId":"m","type":"gossip","channel":"cafe:demo:general","data":{}}""",
        "UNKNOWN_MESSAGE_TYPE"
    )]
    [InlineData(
        """{"messageId":"m","version":"2.0","type":"announcement","channel":"cafe:demo:general","data":{"announcementId":"a","message":"x"}}""",
        "UNSUPPORTED_VERSION"
    )]
    [InlineData(
        """{"messageId":"m","type":"announcement","channel":"cafe:demo:general","data":{"announcementId":"a","message":"4111 1111 1111 1111"}}""",
        "VALIDATION_FAILED"
    )]
    [InlineData("""7""", "MALFORMED_MESSAGE")]
    [InlineData("""[]""", "MALFORMED_MESSAGE")]
    public async Task A_message_that_is_none_is_refused_and_the_others_are_told(
        string message,
        string code
    )
    {
        var results = await ManyAsync([Say("first", "One"), message, Say("last", "Two")]);

        Assert.Equal([null, code, null], results.Select(Code));
        Assert.Equal(Number(results[0]) + 1, Number(results[2]));
    }

    [Fact]
    public async Task What_is_sent_on_is_only_what_the_catalogue_knows()
    {
        using var socket = await ListenAsync("maya", Role.Manager, General);
        await OneAsync(
            "{\"messageId\":\"m1\",\"type\":\"announcement\",\"channel\":\"cafe:demo:general\",\"sequence\":7,\"ackRequired\":true,"
                + "\"data\":{\n\"announcementId\" :\n\"a\",\"message\":\"x\\ny\",\"admin\":true}}"
        );

        var heard = await socket.ReadAsync("announcement");
        Assert.DoesNotContain('\n', heard.GetRawText());
        Assert.False(heard.TryGetProperty("ackRequired", out _));
        Assert.Equal("x\ny", Text(heard.GetProperty("data"), "message"));
        Assert.False(heard.GetProperty("data").TryGetProperty("admin", out _));
    }

    [Theory]
    [InlineData("no \u202Eragus\u202C, \u2067שלום\u2069")]
    [InlineData("no \\u202Eragus\\u202c, \\u2067שלום\\u2069")]
    public async Task What_turns_the_direction_of_others_is_on_no_ticket(string text)
    {
        const string espresso = "counter:espresso:orders";
        using var socket = await ListenAsync("maya", Role.Manager, espresso);

        var result = await OneAsync(
            $$$"""{"messageId":"m1","type":"order_assigned","channel":"{{{espresso}}}","data":{"orderId":"o1","orderNumber":"ORD-000001","orderType":"takeaway","orderVersion":3,"estimatedTime":3,"assignedAt":"2024-01-15T10:45:00Z","customerName":"{{{text}}}","specialInstructions":"{{{text}}}","items":[{"lineId":"l1","itemId":"latte","name":"Latte","quantity":1,"priority":"normal","status":"queued","customizations":["{{{text}}}"]}]}}"""
        );

        Assert.True(Code(result) is null, result.GetRawText());
        var heard = (await socket.ReadAsync("order_assigned")).GetProperty("data");
        Assert.Equal("no ragus, שלום", Text(heard, "customerName"));
        Assert.Equal("no ragus, שלום", Text(heard, "specialInstructions"));
        Assert.Equal(
            "no ragus, שלום",
            heard.GetProperty("items")[0].GetProperty("customizations")[0].GetString()
        );
    }

    [Theory]
    [InlineData("Menu: https://menu.example.com/today", null)]
    [InlineData("no link, but 3:30 and a://", "VALIDATION_FAILED")]
    [InlineData("https://menu.example.com.elsewhere.example/", "VALIDATION_FAILED")]
    [InlineData("https://menu.example.com@elsewhere.example/", "VALIDATION_FAILED")]
    [InlineData("http://menu.example.com/", "VALIDATION_FAILED")]
    [InlineData("HTTPS://ELSEWHERE.example/", "VALIDATION_FAILED")]
    [InlineData("javascript:alert(1)", "VALIDATION_FAILED")]
    [InlineData("https:\u202E//elsewhere.example", "VALIDATION_FAILED")]
    [InlineData("https://menu.example.com/ and https://elsewhere.example", "VALIDATION_FAILED")]
    public async Task Links_in_a_text_are_on_the_list(string text, string? code)
    {
        Assert.Equal(code, Code(await OneAsync(Say("m1", text))));
    }

    [Theory]
    [InlineData("https://pay.example.com/orders/7", null)]
    [InlineData("https://pay.example.com/orders", null)]
    [InlineData("https://pay.example.com/ordersx", "VALIDATION_FAILED")]
    [InlineData("https://pay.example.com/orders/../admin", "VALIDATION_FAILED")]
    [InlineData("https://pay.example.com/orders/%2e%2e/admin", "VALIDATION_FAILED")]
    [InlineData("https://pay.example.com:8443/orders/7", "VALIDATION_FAILED")]
    [InlineData("//pay.example.com/orders/7", "VALIDATION_FAILED")]
    [InlineData("/orders/7", "VALIDATION_FAILED")]
    [InlineData("", "VALIDATION_FAILED")]
    public async Task Links_in_their_fields_are_on_the_list(string link, string? code)
    {
        var message =
            $$$$"""{"messageId":"m1","type":"order_completed","channel":"orders:customer:anna","data":{"orderId":"o1","completedAt":"2024-01-15T10:45:00Z","orderVersion":7,"rating":{"enabled":true,"url":"{{{{link}}}}"}}}""";

        var result = await OneAsync(message);

        Assert.True(code == Code(result), result.GetRawText());
    }

    [Theory]
    [InlineData("", 400, "MALFORMED_MESSAGE")]
    [InlineData("{", 400, "MALFORMED_MESSAGE")]
    [InlineData("""{"messages":[],"messages":[]}""", 400, "MALFORMED_MESSAGE")]
    [InlineData("""{"messages":[]}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"messages":{}}""", 422, "VALIDATION_FAILED")]
    public async Task A_body_without_messages_is_refused(string body, int status, string code)
    {
        using var answer = await _server.SendAsync(HttpMethod.Post, "/v1/publish", _pos, body);

        await answer.ProblemAsync(status, code);
    }

    [Fact]
    public async Task Too_much_at_once_is_refused()
    {
        using var many = await SendAsync(
            $$"""{"messages":[{{string.Join(',', Enumerable.Range(0, 101).Select(i => Say($"m{i}", "x")))}}]}"""
        );
        using var large = await SendAsync(Say("m", new string('x', 1_100_000)));

        var problem = await many.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.Equal(100, problem.GetProperty("limit").GetInt32());
        Assert.Equal(413, (int)large.StatusCode);
    }

    [Fact]
    public async Task What_was_answered_is_in_the_history_after_a_restart()
    {
        var result = await OneAsync(Say("m1", "Fresh cake"));
        await _server.RestartAsync();
        using var socket = await _server.ConnectAsync(_server.Token("maya", Role.Manager));
        await socket.SendAsync(
            $$$$"""{"type":"subscribe","data":{"channels":[{"channel":"{{{{General}}}}","afterSequence":{{{{Number(result) - 1}}}} }]}}"""
        );

        var replay = await socket.ReadAsync("message_replay");
        var first = replay.GetProperty("data").GetProperty("messages")[0];
        Assert.Equal(Text(result, "serverMessageId"), Text(first, "messageId"));
    }

    private static string Say(string messageId, string message, string channel = General) =>
        $$$"""{"messageId":"{{{messageId}}}","type":"announcement","channel":"{{{channel}}}","data":{"announcementId":"a-1","message":"{{{message}}}"}}""";

    private static string Moved(string messageId, string channel) =>
        $$$"""{"messageId":"{{{messageId}}}","type":"order_status_changed","channel":"{{{channel}}}","data":{"orderId":"order_uuid","previousStatus":"pending","currentStatus":"confirmed","updatedBy":"employee_uuid","estimatedTime":10,"message":"Your order is being prepared","orderVersion":3}}""";

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long Number(JsonElement result) => result.GetProperty("sequence").GetInt64();

    private static string? Code(JsonElement result) =>
        result.TryGetProperty("error", out var error) ? Text(error, "code") : null;

    private static IEnumerable<string> Raw(IEnumerable<JsonElement> results) =>
        results.Select(one => one.GetRawText());

    private Task<HttpResponseMessage> SendAsync(string body) =>
        _server.SendAsync(HttpMethod.Post, "/v1/publish", _pos, body);

    private async Task<JsonElement> OneAsync(string message)
    {
        using var answer = await SendAsync(message);
        Assert.Equal(200, (int)answer.StatusCode);
        return Assert.Single(
            (await answer.JsonAsync()).GetProperty("results").EnumerateArray().ToArray()
        );
    }

    private async Task<JsonElement[]> ManyAsync(params string[] messages)
    {
        using var answer = await SendAsync($$"""{"messages":[{{string.Join(',', messages)}}]}""");
        Assert.Equal(200, (int)answer.StatusCode);
        var results = (await answer.JsonAsync()).GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(messages.Length, results.Length);
        return results;
    }

    private async Task<JsonElement[]> AuditAsync()
    {
        using var audit = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit?cafe=demo&actor=pos",
            _server.Token("root", Role.Admin)
        );
        return [.. (await audit.JsonAsync()).GetProperty("lines").EnumerateArray()];
    }

    private async Task<ClientWebSocket> ListenAsync(string user, Role role, string channel)
    {
        var socket = await _server.ConnectAsync(_server.Token(user, role));
        await socket.SendAsync($$$"""{"type":"subscribe","data":{"channels":["{{{channel}}}"]}}""");
        await socket.ReadAsync("subscription_confirmed");
        return socket;
    }
}
