using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TableTap.Protocol;
using TableTap.Server.Auth;
using TableTap.Server.Cli;
using TableTap.Server.Configuration;

namespace TableTap.Server.Tests.Cli;

[Collection("Environment")]
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("serve", "--help")]
    [InlineData("token", "--help")]
    [InlineData("schema", "--help")]
    [InlineData("audit", "verify", "--help")]
    public async Task Help_is_everywhere_and_no_error(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("brew")]
    [InlineData("serve", "--port", "1")]
    [InlineData("token")]
    [InlineData("token", "--user", "u", "--role", "barista", "--cafe", "demo")]
    [InlineData("token", "--user", "u", "--role", "customer")]
    [InlineData("token", "--user", "a b", "--role", "customer", "--cafe", "demo")]
    [InlineData("token", "--user", "u", "--role", "customer", "--cafe", "de:mo")]
    [InlineData(
        "token",
        "--user",
        "u",
        "--role",
        "customer",
        "--cafe",
        "demo",
        "--counters",
        "a,b c"
    )]
    [InlineData("token", "--user", "u", "--role", "customer", "--cafe", "demo", "--ttl", "soon")]
    [InlineData("token", "--user", "u", "--role", "customer", "--cafe", "demo", "--ttl", "0s")]
    [InlineData("schema", "--asyncapi", "--json-schema")]
    [InlineData("serve", "--urls", "nonsense")]
    [InlineData("serve", "--config", "/no/such/file.json")]
    public async Task Wrong_usage_ends_with_2_and_says_what(params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task Token_prints_a_token_and_nothing_else()
    {
        var run = await RunAsync(
            "token",
            "--user",
            "anna",
            "--role",
            "employee",
            "--cafe",
            "demo,annex",
            "--counters",
            "espresso,cold",
            "--name",
            "Anna",
            "--ttl",
            "2h",
            "--data",
            _directory.Path
        );

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Empty(run.Error);
        var token = Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var verifier = new TokenVerifier(
            TokenKeys.Open(_directory.Path),
            new AuthOptions(),
            TimeSpan.FromSeconds(60),
            TimeProvider.System
        );
        var identity = (
            await verifier.CheckAsync(token, TestContext.Current.CancellationToken)
        ).Identity;
        Assert.NotNull(identity);
        Assert.Equal("anna", identity.UserId);
        Assert.Equal(Role.Employee, identity.Role);
        Assert.Equal(["demo", "annex"], identity.Cafes);
        Assert.Equal(["espresso", "cold"], identity.Counters!.Value);
        Assert.Equal("Anna", identity.Name);
        var jwt = new JsonWebToken(token);
        Assert.Equal(TimeSpan.FromHours(2), jwt.ValidTo - jwt.IssuedAt);
    }

    [Theory]
    [InlineData("schema")]
    [InlineData("schema", "--asyncapi")]
    public async Task Schema_prints_the_protocol(params string[] arguments) =>
        Assert.Equal(ProtocolSchemas.AsyncApi(), (await RunAsync(arguments)).Output);

    [Fact]
    public async Task Schema_prints_one_JSON_Schema_with_every_message()
    {
        using var bundle = JsonDocument.Parse((await RunAsync("schema", "--json-schema")).Output);

        var schemas = bundle.RootElement.GetProperty("$defs");
        Assert.Equal("frame.json", bundle.RootElement.GetProperty("$ref").GetString());
        Assert.Equal(
            MessageCatalogue.All.Select(row => $"{row.Type}.json").Append("frame.json"),
            schemas.EnumerateObject().Select(schema => schema.Name)
        );
    }

    [Fact]
    public async Task Token_under_a_broken_key_ends_with_1_and_says_what_to_do()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_directory.Path, TokenKeys.FileName),
            "broken",
            TestContext.Current.CancellationToken
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Path.Combine(_directory.Path, TokenKeys.FileName),
                UnixFileMode.UserRead | UnixFileMode.UserWrite
            );
        }

        var run = await RunAsync(
            "token",
            "--user",
            "u",
            "--role",
            "admin",
            "--data",
            _directory.Path
        );

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("restore it", run.Error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        params string[] arguments
    )
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            arguments,
            output,
            error,
            TestContext.Current.CancellationToken
        );
        return (exitCode, output.ToString(), error.ToString());
    }
}
