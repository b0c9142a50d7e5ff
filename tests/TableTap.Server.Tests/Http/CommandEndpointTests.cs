using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

public sealed class CommandEndpointTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Limits:MessagesPerMinute", "5"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Command_gets_the_answer_of_the_socket()
    {
        using var response = await PostAsync(Order("m1"), Guest("g1"));

        Assert.Equal(200, (int)response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Equal("message_acknowledged", answer.GetProperty("type").GetString());
        var data = answer.GetProperty("data");
        Assert.Equal("m1", data.GetProperty("messageId").GetString());
        Assert.Equal("processed", data.GetProperty("status").GetString());
        Assert.Matches(
            "^ORD-[0-9]{6}$",
            data.GetProperty("result").GetProperty("orderNumber").GetString()
        );
    }

    [Fact]
    public async Task Repeated_command_gets_the_first_answer_also_after_a_restart()
    {
        using var first = await PostAsync(Order("same"), Guest("g2"));
        using var again = await PostAsync(Order("same"), Guest("g2"));
        await _server.RestartAsync();
        using var later = await PostAsync(Order("same"), Guest("g2"));

        var answer = await TextAsync(first);
        Assert.Equal(answer, await TextAsync(again));
        Assert.Equal(answer, await TextAsync(later));
    }

    [Fact]
    public async Task Same_id_with_another_command_is_a_conflict()
    {
        using var first = await PostAsync(Order("twice"), Guest("g3"));
        using var other = await PostAsync(Order("twice", quantity: 2), Guest("g3"));

        var problem = await other.ProblemAsync(409, "CONFLICT");
        Assert.Equal("twice", problem.GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task Broken_payload_tells_every_broken_rule()
    {
        using var response = await PostAsync(Order("m", quantity: -1), Guest("g4"));

        var problem = await response.ProblemAsync(422, "VALIDATION_FAILED");
        var detail = Assert.Single(problem.GetProperty("details").EnumerateArray());
        Assert.Equal("items[0].quantity", detail.GetProperty("path").GetString());
    }

    [Fact]
    public async Task Role_that_does_not_reach_is_told_which_does()
    {
        using var response = await PostAsync(
            """{"type":"refund_issue","messageId":"m","data":{"orderId":"o","amount":1.00,"reason":"x"}}""",
            Guest("g5")
        );

        var problem = await response.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        Assert.Equal("manager", problem.GetProperty("requiredRole").GetString());
    }

    [Fact]
    public async Task Object_of_a_foreign_cafe_is_not_found()
    {
        using var response = await PostAsync(
            """{"type":"order_cancel","messageId":"m","data":{"orderId":"elsewhere","reason":"other"}}""",
            Guest("g6")
        );

        await response.ProblemAsync(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("", 400, "MALFORMED_MESSAGE")]
    [InlineData("[]", 400, "MALFORMED_MESSAGE")]
    [InlineData("{\"type\":", 400, "MALFORMED_MESSAGE")]
    [InlineData("{\"type\":\"order_create\",\"type\":\"order_create\"}", 400, "MALFORMED_MESSAGE")]
    [InlineData(
        "{\"type\":\"order_invent\",\"messageId\":\"m\",\"data\":{}}",
        400,
        "UNKNOWN_MESSAGE_TYPE"
    )]
    [InlineData("{\"type\":\"ping\",\"messageId\":\"m\"}", 400, "UNKNOWN_MESSAGE_TYPE")]
    [InlineData(
        "{\"type\":\"order_created\",\"messageId\":\"m\",\"data\":{}}",
        400,
        "UNKNOWN_MESSAGE_TYPE"
    )]
    [InlineData(
        "{\"type\":\"order_create\",\"version\":\"2.0\",\"messageId\":\"m\",\"data\":{}}",
        400,
        "UNSUPPORTED_VERSION"
    )]
    [InlineData("{\"type\":\"order_create\",\"data\":{}}", 422, "VALIDATION_FAILED")]
    public async Task Broken_body_is_refused_by_name(string body, int status, string code)
    {
        using var response = await PostAsync(body, Guest($"broken-{body.Length}"));

        await response.ProblemAsync(status, code);
    }

    [Fact]
    public async Task Body_larger_than_a_message_is_refused()
    {
        using var response = await PostAsync(new string(' ', (64 * 1024) + 1), Guest("g7"));

        await response.ProblemAsync(413, "MALFORMED_MESSAGE");
    }

    [Fact]
    public async Task Users_have_one_window_for_all_their_commands()
    {
        await ManyOrders.AllowAsync(_server.Http, _server.Token("root", Role.Admin));
        for (var i = 0; i < 5; i++)
        {
            using var ok = await PostAsync(Order($"m{i}"), Guest("busy"));
            Assert.Equal(200, (int)ok.StatusCode);
        }

        using var response = await PostAsync(Order("m5"), Guest("busy"));
        using var other = await PostAsync(Order("m5"), Guest("calm"));

        var problem = await response.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        Assert.Equal(5, problem.GetProperty("limit").GetInt32());
        Assert.Equal(60, problem.GetProperty("window").GetInt32());
        Assert.InRange(problem.GetProperty("retryAfter").GetInt32(), 1, 60);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("broken")]
    public async Task Without_a_good_token_nothing_is_served(string? token)
    {
        using var response = await PostAsync(Order("m"), token);

        await response.ProblemAsync(401, "AUTHENTICATION_FAILED");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    private static string Order(string messageId, int quantity = 1) =>
        $$"""{"type":"order_create","messageId":"{{messageId}}","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"cappuccino","quantity":{{quantity}} }]} }""";

    private static Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private string Guest(string user) => _server.Token(user, Role.Customer);

    private Task<HttpResponseMessage> PostAsync(string body, string? token) =>
        _server.SendAsync(HttpMethod.Post, "/v1/commands", token, body);
}
