using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

public sealed class RevocationEndpointTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Revoked_user_is_served_nowhere_any_more_also_after_a_restart()
    {
        var token = _server.Token("anna", Role.Employee);
        using var before = await MenuAsync(token);
        Assert.Equal(200, (int)before.StatusCode);

        using var revoked = await RevokeAsync("""{"user":"anna","reason":"left the company"}""");
        using var after = await MenuAsync(token);
        await _server.RestartAsync();
        using var later = await MenuAsync(token);
        using var renewed = await MenuAsync(_server.Token("anna", Role.Employee));
        using var other = await MenuAsync(_server.Token("ben", Role.Employee));

        Assert.Equal(204, (int)revoked.StatusCode);
        await after.ProblemAsync(401, "AUTHENTICATION_FAILED");
        await later.ProblemAsync(401, "AUTHENTICATION_FAILED");
        Assert.Equal(200, (int)renewed.StatusCode);
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task Revoked_token_leaves_the_users_others_alone()
    {
        var lost = _server.Token("ben", Role.Employee);
        var kept = _server.Token("ben", Role.Employee);
        var jti = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(lost).Id;

        using var revoked = await RevokeAsync($$"""{"jti":"{{jti}}","reason":"lost phone"}""");
        using var withLost = await MenuAsync(lost);
        using var withKept = await MenuAsync(kept);

        Assert.Equal(204, (int)revoked.StatusCode);
        await withLost.ProblemAsync(401, "AUTHENTICATION_FAILED");
        Assert.Equal(200, (int)withKept.StatusCode);
    }

    [Fact]
    public async Task Revocations_at_the_same_time_are_all_kept()
    {
        var tokens = Enumerable
            .Range(0, 8)
            .Select(i => _server.Token($"u{i}", Role.Customer))
            .ToArray();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => RevokeAsync($$"""{"user":"u{{i}}","reason":"r"}"""))
        );
        await _server.RestartAsync();

        Assert.All(answers, answer => Assert.Equal(204, (int)answer.StatusCode));
        for (var i = 0; i < answers.Length; i++)
        {
            using var after = await MenuAsync(tokens[i]);
            await after.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }
    }

    [Theory]
    [InlineData("""{"reason":"neither"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"jti":"a","user":"b","reason":"both"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"user":"","reason":"nobody"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"jti":"LONG","reason":"too long"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"user":"LONG","reason":"too long"}""", 422, "VALIDATION_FAILED")]
    [InlineData(
        """{"user":"a","reason":"past","until":"2020-01-01T00:00:00Z"}""",
        422,
        "VALIDATION_FAILED"
    )]
    [InlineData("""{"user":"a","reason":"no time","until":"soon"}""", 400, "MALFORMED_MESSAGE")]
    [InlineData("""{"user":"a","reason":""}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"user":"a","reason":"zero \u0000"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"jti":"a\u0000","reason":"zero"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"user":"a"}""", 400, "MALFORMED_MESSAGE")]
    [InlineData("""[]""", 400, "MALFORMED_MESSAGE")]
    public async Task Broken_request_is_refused(string body, int status, string code)
    {
        using var response = await RevokeAsync(
            body.Replace("LONG", new string('x', 257), StringComparison.Ordinal)
        );

        await response.ProblemAsync(status, code);
    }

    [Fact]
    public async Task A_revocation_is_listed_and_lifted_also_after_a_restart()
    {
        var token = _server.Token("anna", Role.Employee);
        using var revoked = await RevokeAsync(
            """{"user":"anna","reason":"lost badge","until":"2999-01-01T00:00:00Z"}"""
        );
        using var byToken = await RevokeAsync("""{"jti":"urn:token/7 é","reason":"leaked"}""");
        Assert.Equal(204, (int)byToken.StatusCode);
        await _server.RestartAsync();

        var listed = await ListAsync(_server.Token("root", Role.Admin));
        Assert.Equal(["anna", null], listed.Select(one => Text(one, "user")));
        Assert.Equal([null, "urn:token/7 é"], listed.Select(one => Text(one, "jti")));
        Assert.Equal("lost badge", Text(listed[0], "reason"));
        Assert.Equal("root", Text(listed[0], "by"));
        Assert.Equal("2999-01-01T00:00:00.000Z", Text(listed[0], "until"));

        using var lifted = await LiftAsync("?user=anna");
        using var twice = await LiftAsync("?user=anna");
        using var served = await MenuAsync(token);
        Assert.Equal(204, (int)lifted.StatusCode);
        await twice.ProblemAsync(404, "NOT_FOUND");
        Assert.Equal(200, (int)served.StatusCode);
        await _server.RestartAsync();
        using var later = await MenuAsync(token);
        Assert.Equal(200, (int)later.StatusCode);
        Assert.Single(await ListAsync(_server.Token("root", Role.Admin)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?user=a&jti=b")]
    public async Task Lifting_names_one_revocation(string query)
    {
        using var response = await LiftAsync(query);

        await response.ProblemAsync(422, "VALIDATION_FAILED");
    }

    [Fact]
    public async Task A_foreign_user_is_revoked_by_the_issuers_name_or_by_the_id_here()
    {
        var token = _server.Signed("""{"sub":"auth0|7","role":"customer","cafe_id":"demo"}""");
        using var revoked = await RevokeAsync("""{"user":"auth0|7","reason":"fraud"}""");
        using var after = await MenuAsync(token);
        await after.ProblemAsync(401, "AUTHENTICATION_FAILED");
        var id = Text(Assert.Single(await ListAsync(_server.Token("root", Role.Admin))), "user");

        using var lifted = await LiftAsync($"?user={id}");
        using var later = await MenuAsync(token);
        Assert.StartsWith("u_", id, StringComparison.Ordinal);
        Assert.Equal(200, (int)later.StatusCode);
    }

    [Fact]
    public async Task An_administrator_of_a_cafe_ends_the_tokens_of_that_cafe_alone()
    {
        var chief = _server.Token("chief", Role.Admin, "demo");
        var root = _server.Token("root", Role.Admin);
        var both = _server.Signed(
            """{"sub":"anna","role":"employee","cafe_id":["demo","other"]}"""
        );
        var own = _server.Token("anna", Role.Employee);
        using var byRoot = await RevokeAsync("""{"user":"ben","reason":"root's"}""");
        foreach (var user in (string[])["anna", "root"])
        {
            using var revoked = await RevokeAsync($$"""{"user":"{{user}}","reason":"r"}""", chief);
            Assert.Equal(204, (int)revoked.StatusCode);
        }

        using var ended = await MenuAsync(own);
        using var kept = await MenuAsync(both);
        await ended.ProblemAsync(401, "AUTHENTICATION_FAILED");
        Assert.Equal(200, (int)kept.StatusCode);
        Assert.Equal(["anna", "root"], (await ListAsync(chief)).Select(one => Text(one, "user")));
        Assert.Equal(3, (await ListAsync(root)).Count);
        using var foreign = await LiftAsync("?user=ben", chief);
        await foreign.ProblemAsync(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData(Role.Customer)]
    [InlineData(Role.Employee)]
    [InlineData(Role.Manager)]
    [InlineData(Role.Service)]
    public async Task Only_an_administrator_revokes(Role role)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/revocations",
            _server.Token("somebody", role),
            """{"user":"anna","reason":"r"}"""
        );

        var problem = await response.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        Assert.Equal("admin", problem.GetProperty("requiredRole").GetString());
    }

    private Task<HttpResponseMessage> MenuAsync(string token) =>
        _server.SendAsync(HttpMethod.Get, "/v1/cafes/demo/menu", token);

    private Task<HttpResponseMessage> RevokeAsync(string body, string? token = null) =>
        _server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/revocations",
            token ?? _server.Token("root", Role.Admin),
            body
        );

    private Task<HttpResponseMessage> LiftAsync(string query, string? token = null) =>
        _server.SendAsync(
            HttpMethod.Delete,
            "/v1/admin/revocations" + query,
            token ?? _server.Token("root", Role.Admin)
        );

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string token)
    {
        using var answer = await _server.SendAsync(HttpMethod.Get, "/v1/admin/revocations", token);
        return [.. (await answer.JsonAsync()).GetProperty("revocations").EnumerateArray()];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
