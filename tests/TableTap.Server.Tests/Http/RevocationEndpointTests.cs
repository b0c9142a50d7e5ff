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
        using var later = await MenuAsync(_server.Token("anna", Role.Employee));
        using var other = await MenuAsync(_server.Token("ben", Role.Employee));

        Assert.Equal(204, (int)revoked.StatusCode);
        await after.ProblemAsync(401, "AUTHENTICATION_FAILED");
        await later.ProblemAsync(401, "AUTHENTICATION_FAILED");
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
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => RevokeAsync($$"""{"user":"u{{i}}","reason":"r"}"""))
        );
        await _server.RestartAsync();

        Assert.All(answers, answer => Assert.Equal(204, (int)answer.StatusCode));
        for (var i = 0; i < answers.Length; i++)
        {
            using var after = await MenuAsync(_server.Token($"u{i}", Role.Customer));
            await after.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }
    }

    [Theory]
    [InlineData("""{"reason":"neither"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"jti":"a","user":"b","reason":"both"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"user":"a b","reason":"no id"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"user":"a","reason":""}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"user":"a"}""", 400, "MALFORMED_MESSAGE")]
    [InlineData("""[]""", 400, "MALFORMED_MESSAGE")]
    public async Task Broken_request_is_refused(string body, int status, string code)
    {
        using var response = await RevokeAsync(body);

        await response.ProblemAsync(status, code);
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

    private Task<HttpResponseMessage> RevokeAsync(string body) =>
        _server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/revocations",
            _server.Token("root", Role.Admin),
            body
        );
}
