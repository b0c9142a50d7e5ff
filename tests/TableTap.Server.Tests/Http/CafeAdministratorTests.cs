using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary>An administrator whose token names cafés is theirs, and not the server's (section 1).</summary>
public sealed class CafeAdministratorTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private string _chief = "";

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        var root = _server.Token("root", Role.Admin);
        using var export = await SendAsync(HttpMethod.Get, "/v1/admin/cafes/demo", root);
        var file = await export.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var import = await ImportAsync("other", Other(file), root);
        Assert.Equal(200, (int)import.StatusCode);
        _chief = _server.Token("chief", Role.Admin, "demo");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Reads_and_sets_up_the_own_cafe_and_no_other()
    {
        using var own = await SendAsync(HttpMethod.Get, "/v1/admin/cafes/demo", _chief);
        var file = await own.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var again = await ImportAsync("demo", file, _chief);
        using var foreign = await SendAsync(HttpMethod.Get, "/v1/admin/cafes/other", _chief);
        using var nowhere = await SendAsync(HttpMethod.Get, "/v1/admin/cafes/nowhere", _chief);
        using var over = await ImportAsync("other", Other(file), _chief);
        using var made = await ImportAsync("fresh", file, _chief);

        Assert.Equal(200, (int)own.StatusCode);
        Assert.Equal(200, (int)again.StatusCode);
        await foreign.ProblemAsync(404, "NOT_FOUND");
        await nowhere.ProblemAsync(404, "NOT_FOUND");
        await over.ProblemAsync(404, "NOT_FOUND");
        await made.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Makes_no_cafe_that_the_token_names_before_it_is_there()
    {
        using var own = await SendAsync(HttpMethod.Get, "/v1/admin/cafes/demo", _chief);
        var file = await own.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        using var made = await ImportAsync(
            "fresh",
            file,
            _server.Token("chief", Role.Admin, "fresh")
        );

        await made.ProblemAsync(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("menu")]
    [InlineData("staff")]
    [InlineData("orders")]
    [InlineData("undelivered")]
    public async Task Reads_the_state_of_the_own_cafe_alone(string view)
    {
        using var own = await SendAsync(HttpMethod.Get, $"/v1/cafes/demo/{view}", _chief);
        using var foreign = await SendAsync(HttpMethod.Get, $"/v1/cafes/other/{view}", _chief);

        Assert.Equal(200, (int)own.StatusCode);
        await foreign.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Commands_reach_the_own_cafe_alone()
    {
        using var own = await PauseAsync("demo", _chief);
        using var foreign = await PauseAsync("other", _chief);
        using var root = await PauseAsync("other", _server.Token("root", Role.Admin));

        Assert.Equal(200, (int)own.StatusCode);
        await foreign.ProblemAsync(404, "NOT_FOUND");
        Assert.Equal(200, (int)root.StatusCode);
    }

    [Theory]
    [InlineData("order_status_update", "\"status\":\"preparing\"")]
    [InlineData("order_cancel", "\"reason\":\"other\"")]
    [InlineData("order_priority_update", "\"priority\":\"high\",\"reason\":\"x\"")]
    public async Task An_order_of_another_cafe_is_not_found(string type, string more)
    {
        using var order = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("ada", Role.Customer),
            """{"type":"order_create","messageId":"o1","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        var result = (await order.JsonAsync()).GetProperty("data").GetProperty("result");
        var orderId = Text(result, "orderId");
        foreach (var role in (Role[])[Role.Manager, Role.Admin])
        {
            using var socket = await _server.ConnectAsync(_server.Token("maya2", role, "other"));
            await socket.SendAsync(
                $$$"""{"type":"{{{type}}}","messageId":"steal-{{{role}}}","data":{"orderId":"{{{orderId}}}",{{{more}}} }}"""
            );

            var refused = (await socket.ReadAsync("message_error")).GetProperty("data");
            Assert.Equal("NOT_FOUND", Text(refused.GetProperty("error"), "code"));
        }
    }

    [Fact]
    public async Task Reads_the_audit_of_the_own_cafe_alone()
    {
        using var done = await PauseAsync("demo", _chief);
        using var own = await SendAsync(HttpMethod.Get, "/v1/admin/audit", _chief);
        using var server = await SendAsync(HttpMethod.Get, "/v1/admin/audit?cafe=server", _chief);
        using var foreign = await SendAsync(HttpMethod.Get, "/v1/admin/audit?cafe=other", _chief);
        using var several = await SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit",
            _server.Signed("""{"sub":"chief","role":"admin","cafe_id":["demo","other"]}""")
        );

        var lines = (await own.JsonAsync()).GetProperty("lines").EnumerateArray().ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal("demo", Text(line, "chain")));
        await server.ProblemAsync(404, "NOT_FOUND");
        await foreign.ProblemAsync(404, "NOT_FOUND");
        await several.ProblemAsync(422, "VALIDATION_FAILED");
    }

    private static string? Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString();

    // Ids of counters and people are unique per server.
    private static string Other(string file) =>
        new[] { "espresso", "cold", "kitchen", "anna", "ben", "chloe", "maya" }
            .Aggregate(
                file,
                (text, id) => text.Replace($"{id}", $"{id}2", StringComparison.Ordinal)
            )
            .Replace("id: demo", "id: other", StringComparison.Ordinal);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token) =>
        _server.SendAsync(method, path, token);

    private Task<HttpResponseMessage> PauseAsync(string cafe, string token) =>
        _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            token,
            $$$"""{"type":"intake_update","messageId":"pause-{{{cafe}}}","data":{"cafeId":"{{{cafe}}}","mode":"paused","reason":"r"}}"""
        );

    private async Task<HttpResponseMessage> ImportAsync(string cafe, string file, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/admin/cafes/{cafe}");
        request.Headers.Authorization = new("Bearer", token);
        request.Content = new StringContent(file, null, "application/yaml");
        return await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
