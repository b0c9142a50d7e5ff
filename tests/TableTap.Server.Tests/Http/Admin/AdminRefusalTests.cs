using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http.Admin;

/// <summary>One server for questions that change nothing of it.</summary>
public sealed class AdminServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    /// <summary>A token of an administrator of the server.</summary>
    public string Admin => Server.Token("root", Role.Admin);

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Section 10: who gets no answer of the console's addresses, and what is no question.</summary>
public sealed class AdminRefusalTests(AdminServer server) : IClassFixture<AdminServer>
{
    [Theory]
    [InlineData("/v1/admin/status?sort=size", "sort")]
    [InlineData("/v1/admin/status?limit=101", "limit")]
    [InlineData("/v1/admin/connections?role=king", "role")]
    [InlineData("/v1/admin/connections?limit=0", "limit")]
    [InlineData("/v1/admin/connections?cafe=%20", "cafe")]
    [InlineData("/v1/admin/connections?who=x", "who")]
    public async Task A_value_that_is_not_allowed_is_refused_by_its_name(string path, string name)
    {
        using var answer = await server.Server.SendAsync(HttpMethod.Get, path, server.Admin);

        var problem = await answer.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.Equal(name, problem.GetProperty("details")[0].GetProperty("path").GetString());
    }

    /// <summary>Every address of the console is for administrators of the server, and for nobody else.</summary>
    public static TheoryData<string, string> Addresses =>
        new()
        {
            { "GET", "/v1/admin/status" },
            { "GET", "/v1/admin/connections" },
            { "GET", "/v1/admin/connections/conn_1/frames?reason=x" },
            { "POST", "/v1/admin/drain" },
            { "DELETE", "/v1/admin/drain?reason=x" },
            { "POST", "/v1/admin/limits" },
            { "GET", "/v1/admin/limits" },
            { "DELETE", "/v1/admin/limits?limit=SocketsPerUser&id=x&reason=x" },
        };

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Only_an_administrator_of_the_server_gets_an_answer(string method, string path)
    {
        string[] tokens =
        [
            .. new[] { Role.Customer, Role.Employee, Role.Manager, Role.Service }.Select(role =>
                server.Server.Token("somebody", role)
            ),
            server.Server.Token("chief", Role.Admin, "demo"),
        ];
        foreach (var token in tokens)
        {
            using var answer = await server.Server.SendAsync(
                new(method),
                path,
                token,
                method == "POST" ? "{}" : null
            );
            var problem = await answer.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
            Assert.Equal("admin", problem.GetProperty("requiredRole").GetString());
        }

        using var nobody = await server.Server.SendAsync(new(method), path);
        await nobody.ProblemAsync(401, "AUTHENTICATION_FAILED");
    }

    [Theory]
    [InlineData("""{"minutes":5}""", 400, "MALFORMED_MESSAGE")]
    [InlineData("""{"reason":" "}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"reason":"a\u0000b"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"reason":"a\nb"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"reason":"\u001b[2J"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"reason":"x","minutes":61}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"reason":"4111 1111 1111 1111"}""", 422, "VALIDATION_FAILED")]
    public async Task A_drain_says_why_and_for_how_long(string body, int status, string code)
    {
        using var answer = await PostAsync("/v1/admin/drain", body);
        await answer.ProblemAsync(status, code);
    }

    [Theory]
    [InlineData("""{"limit":"Everything","id":"a","value":9,"minutes":1,"reason":"r"}""", "limit")]
    [InlineData(
        """{"limit":"SocketsPerUser","id":"a","value":5,"minutes":1,"reason":"r"}""",
        "value"
    )]
    [InlineData("""{"limit":"SocketsPerUser","id":" ","value":9,"minutes":1,"reason":"r"}""", "id")]
    [InlineData(
        """{"limit":"SocketsPerUser","id":"a","value":9,"minutes":0,"reason":"r"}""",
        "minutes"
    )]
    [InlineData(
        """{"limit":"SocketsPerUser","id":"a","value":9,"minutes":1,"reason":""}""",
        "reason"
    )]
    public async Task A_limit_is_raised_within_bounds(string body, string name)
    {
        using var answer = await PostAsync("/v1/admin/limits", body);
        var problem = await answer.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.Equal(name, problem.GetProperty("details")[0].GetProperty("path").GetString());
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        server.Server.SendAsync(HttpMethod.Post, path, server.Admin, body);
}
