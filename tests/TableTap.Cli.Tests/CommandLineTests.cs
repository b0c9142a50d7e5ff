using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Schemas;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Cli.Tests;

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
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("serve --port 1", " serve [options]")]
    [InlineData("cafe", " cafe [command]")]
    [InlineData("journal verify a b", " journal verify [<FILE>]")]
    public async Task Wrong_usage_shows_the_help_of_the_command_on_the_error_stream(
        string line,
        string usage
    )
    {
        var run = await RunAsync(line.Split(' '));

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("tabletap: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(usage, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "tail cafe:demo:staff --after soon",
        "--after \"soon\" is not allowed; allowed: a whole number."
    )]
    [InlineData(
        "simulate --minutes many",
        "--minutes \"many\" is not allowed; allowed: a number, with a point before its decimals."
    )]
    [InlineData("simulate --seed 1.5", "--seed \"1.5\" is not allowed; allowed: a whole number.")]
    public async Task A_value_that_does_not_fit_is_told_without_names_of_types(
        string line,
        string words
    )
    {
        var run = await RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains($"tabletap: {words}", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cafe import MISSING")]
    [InlineData("cafe import MISSING --check")]
    [InlineData("journal verify MISSING")]
    [InlineData("journal restore MISSING")]
    [InlineData("journal stats --data MISSING")]
    [InlineData("journal verify --data MISSING")]
    [InlineData("journal backup backup.db --data MISSING")]
    [InlineData("audit verify --data MISSING")]
    [InlineData("audit export --data MISSING")]
    [InlineData("token --user u --role admin --data MISSING")]
    [InlineData("tail cafe:demo:staff --data MISSING")]
    [InlineData("tail cafe:demo:staff --token-file MISSING")]
    [InlineData("simulate --data MISSING")]
    [InlineData("serve --config MISSING")]
    [InlineData("schema --config MISSING")]
    [InlineData("tail cafe:demo:staff --config MISSING")]
    [InlineData("simulate --config MISSING")]
    public async Task A_file_or_folder_that_is_not_there_ends_every_command_alike(string line)
    {
        var missing = Path.Combine(_directory.Path, "missing");

        var run = await RunAsync(
            line.Replace("MISSING", missing, StringComparison.Ordinal).Split(' ')
        );

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(missing, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.False(Path.Exists(missing));
    }

    [Fact]
    public async Task A_token_is_made_only_with_the_key_of_a_server_and_never_makes_one()
    {
        var run = await RunAsync(
            "token",
            "--user",
            "u",
            "--role",
            "admin",
            "--data",
            _directory.Path
        );

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(
            "is not the data directory of a server: it has no token.key",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Theory]
    [InlineData(
        "{\n  \"Server\": {,}\n}",
        ":2:",
        "this is not JSON: something here does not belong"
    )]
    [InlineData("{ \"Server\": ", ":1:", "this is not JSON: it ends too early")]
    [InlineData("[1]", "", "it holds one JSON object")]
    public async Task A_settings_file_that_is_no_JSON_is_told_with_its_place(
        string text,
        string place,
        string words
    )
    {
        var file = Path.Combine(_directory.Path, "settings.json");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

        var run = await RunAsync("schema", "--config", file);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(file + place, run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("parse the JSON", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_prints_a_token_and_nothing_else()
    {
        TokenKeys.Open(_directory.Path);
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
