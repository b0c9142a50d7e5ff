using System.Text.Json;
using TableTap.Cli;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Storage.Sqlite;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http;

/// <summary>Section 9, "Audit": read over HTTP, checked and exported from the command line.</summary>
[Collection("Environment")]
public sealed class AuditEndpointTests : IAsyncLifetime
{
    private TestServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Limits:MessagesPerMinute", "5"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_administrator_reads_the_audit_page_by_page_the_latest_first()
    {
        for (var number = 1; number <= 5; number++)
        {
            await CommandAsync("maya", Role.Manager, $"m-{number}");
        }

        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ReadAsync($"?cafe=demo&limit=2&cursor={cursor}");
            ids.AddRange(
                page.GetProperty("lines")
                    .EnumerateArray()
                    .Select(line => line.GetProperty("messageId").GetString()!)
            );
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        } while (cursor is not null);

        Assert.Equal(["m-5", "m-4", "m-3", "m-2", "m-1"], ids);
    }

    [Fact]
    public async Task A_line_tells_everything()
    {
        await CommandAsync("maya", Role.Manager, "m-1");

        var line = (await ReadAsync("?actor=maya&from=2024-01-01T00:00:00Z"))
            .GetProperty("lines")
            .EnumerateArray()
            .Single();

        Assert.Equal(
            (
                "demo",
                1,
                "maya",
                "manager",
                "127.0.0.1",
                "counter_status_update",
                "espresso",
                "processed",
                1
            ),
            (
                line.GetProperty("chain").GetString(),
                line.GetProperty("number").GetInt64(),
                line.GetProperty("actor").GetString(),
                line.GetProperty("role").GetString(),
                line.GetProperty("address").GetString(),
                line.GetProperty("command").GetString(),
                line.GetProperty("target").GetString(),
                line.GetProperty("result").GetString(),
                line.GetProperty("count").GetInt32()
            )
        );
        Assert.Matches("^[0-9a-f]{64}$", line.GetProperty("hash").GetString());
        Assert.Empty(
            (await ReadAsync("?actor=maya&to=2024-01-01T00:00:00Z"))
                .GetProperty("lines")
                .EnumerateArray()
        );
    }

    [Theory]
    [InlineData(Role.Customer)]
    [InlineData(Role.Employee)]
    [InlineData(Role.Manager)]
    [InlineData(Role.Service)]
    public async Task Nobody_else_reads_it(Role role)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit",
            _server.Token("somebody", role)
        );
        using var revocation = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/revocations",
            _server.Token("somebody", role),
            """{"user": "maya", "reason": "mine"}"""
        );

        await response.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        await revocation.ProblemAsync(403, "INSUFFICIENT_PERMISSIONS");
        await _server.StopAsync();
        Assert.Equal(
            role == Role.Customer
                ? []
                : [("somebody", "audit_read", 1), ("somebody", "revocation", 1)],
            Lines("server").Select(line => (line.Actor, line.Command, line.Count))
        );
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("cafe=de%20mo", "cafe")]
    [InlineData("actor=a:b", "actor")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=soon", "to")]
    [InlineData("cursor=-1", "cursor")]
    [InlineData("cursor=x", "cursor")]
    public async Task A_question_that_is_wrong_is_refused(string question, string path)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Get,
            $"/v1/admin/audit?{question}",
            _server.Token("ada", Role.Admin)
        );

        var problem = await response.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.Equal(path, problem.GetProperty("details")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_revocation_says_whom()
    {
        using var response = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/revocations",
            _server.Token("ada", Role.Admin),
            """{"user": "maya", "reason": "lost phone"}"""
        );

        Assert.Equal(204, (int)response.StatusCode);
        await _server.StopAsync();
        Assert.Equal(
            ("ada", "revocation", "maya", "processed"),
            Lines("server")
                .Select(line => (line.Actor, line.Command, line.Target, line.Result))
                .Single()
        );
    }

    [Fact]
    public async Task Commands_over_the_limit_or_unreadable_are_counted()
    {
        for (var number = 1; number <= 9; number++)
        {
            await CommandAsync("maya", Role.Manager, $"m-{number}");
        }

        foreach (var body in new[] { "{", """{"type":"order_cancel","data":{}}""" })
        {
            using var response = await _server.SendAsync(
                HttpMethod.Post,
                "/v1/commands",
                _server.Token("anna", Role.Employee),
                body
            );
        }

        await _server.StopAsync();
        Assert.Equal(
            [
                ("anna", "command", "MALFORMED_MESSAGE", 1),
                ("anna", "order_cancel", "VALIDATION_FAILED", 1),
                ("maya", "command", "RATE_LIMIT_EXCEEDED", 4),
            ],
            Lines("demo")
                .Where(line => line.Command != "counter_status_update")
                .Select(line => (line.Actor, line.Command, line.Result, line.Count))
                .Order()
        );
    }

    [Fact]
    public async Task The_command_line_checks_and_exports_it_beside_the_server()
    {
        for (var number = 1; number <= 3; number++)
        {
            await CommandAsync("maya", Role.Manager, $"m-{number}");
        }

        var verified = await RunAsync("verify");
        var exported = await RunAsync("export", "--chain", "demo");

        Assert.Equal((ExitCode.Done, "demo: ok, 3 lines\n"), verified);
        var lines = exported
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        Assert.Equal(
            ["m-1", "m-2", "m-3"],
            lines.SkipLast(1).Select(line => line.GetProperty("messageId").GetString())
        );
        Assert.Equal(3, lines[^1].GetProperty("number").GetInt64());
        Assert.Equal(
            lines[^2].GetProperty("hash").GetString(),
            lines[^1].GetProperty("hash").GetString()
        );
        Assert.Equal(ExitCode.Failed, (await RunAsync("verify", "--chain", "nowhere")).ExitCode);
        Assert.Equal(ExitCode.Usage, (await RunAsync("verify", "--nonsense")).ExitCode);
    }

    [Fact]
    public async Task A_line_that_was_changed_is_found_and_ends_with_1()
    {
        for (var number = 1; number <= 3; number++)
        {
            await CommandAsync("maya", Role.Manager, $"m-{number}");
        }

        await _server.StopAsync();
        await using (
            var connection = new Microsoft.Data.Sqlite.SqliteConnection(
                $"Data Source={Store};Pooling=False"
            )
        )
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE audit SET actor = 'anna' WHERE number = 2";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var (exitCode, output) = await RunAsync("verify");

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("demo: BROKEN at line 2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heads_that_were_told_in_the_log_and_in_an_export_prove_what_the_audit_held()
    {
        await CommandAsync("maya", Role.Manager, "m-1");
        var export = Path.Combine(_server.DataDirectory, "export.jsonl");
        await File.WriteAllTextAsync(export, (await RunAsync("export")).Output, Cancel);
        await CommandAsync("maya", Role.Manager, "m-2");
        await _server.RestartAsync();
        await Patience.UntilAsync(() => Told().Count > 0);
        var log = Path.Combine(_server.DataDirectory, "server.log");
        await File.WriteAllLinesAsync(log, Told(), Cancel);
        var (done, head) = await RunAsync("head", "--chain", "demo");

        Assert.Equal(ExitCode.Done, done);
        Assert.StartsWith("demo: line 2, ey", head, StringComparison.Ordinal);
        Assert.Contains(
            Told(),
            line => line.Contains(head.Split(' ')[^1].Trim(), StringComparison.Ordinal)
        );
        Assert.Equal(
            (ExitCode.Done, "demo: ok, 2 lines\n"),
            await RunAsync("verify", "--heads", export)
        );
        Assert.Equal(
            (ExitCode.Done, "demo: ok, 2 lines\n"),
            await RunAsync("verify", "--heads", log)
        );
        Assert.Equal(
            ExitCode.Failed,
            (
                await RunAsync(
                    "verify",
                    "--heads",
                    Path.Combine(_server.DataDirectory, "token.key")
                )
            ).ExitCode
        );

        // Somebody puts the file of the first command back, and its head with it.
        await _server.StopAsync();
        await ChangeAsync("DELETE FROM audit WHERE number = 2");
        await ChangeAsync(
            "UPDATE chain SET last = 1, hash = (SELECT hash FROM audit WHERE number = 1), head = $1",
            JsonDocument
                .Parse((await File.ReadAllLinesAsync(export, Cancel))[^1])
                .RootElement.GetProperty("head")
                .GetString()!
        );
        Assert.Equal(ExitCode.Done, (await RunAsync("verify")).ExitCode);
        Assert.Equal(
            (
                ExitCode.Failed,
                "demo: BROKEN at line 2: it is missing, and all up to 2, which was signed and told\n"
            ),
            await RunAsync("verify", "--heads", log)
        );
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_with_all_its_hashes_is_found()
    {
        await CommandAsync("maya", Role.Manager, "m-1");
        await _server.StopAsync();
        await ChangeAsync("UPDATE audit SET actor = $1", "anna");
        var forged = Lines("demo")[0];
        await ChangeAsync(
            $"""
            UPDATE audit SET hash = x'{Convert.ToHexString(
                AuditLink.Of(AuditLink.Beginning.Span, 1, forged)
            )}';
            UPDATE chain SET hash = (SELECT hash FROM audit)
            """
        );

        Assert.Equal(
            (
                ExitCode.Failed,
                "demo: BROKEN at line 1: the server did not sign that the chain ends with it\n"
            ),
            await RunAsync("verify")
        );
        await _server.RestartAsync();
        await Patience.UntilAsync(() =>
            _server.Logs.Lines.Any(line =>
                line.Contains("does not end in what this server signed", StringComparison.Ordinal)
            )
        );
        await CommandAsync("maya", Role.Manager, "m-2");
        Assert.Equal(
            (
                ExitCode.Failed,
                "demo: BROKEN at line 2: the server found that what is before it had been changed\n"
            ),
            await RunAsync("verify")
        );
    }

    private List<string> Told() =>
        [
            .. _server.Logs.Lines.Where(line =>
                line.Contains("audit head of demo: line 2", StringComparison.Ordinal)
            ),
        ];

    private async Task ChangeAsync(string sql, string? value = null)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Store};Pooling=False"
        );
        await connection.OpenAsync(Cancel);
        if (value is null)
        {
            Statement.Run(connection, sql);
            return;
        }

        using var change = new Statement(connection, sql, 1);
        change.Execute(value);
    }

    private string Store => Path.Combine(_server.DataDirectory, "tabletap.db");

    private async Task CommandAsync(string user, Role role, string id)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token(user, role),
            $$$"""{"type":"counter_status_update","messageId":"{{{id}}}","data":{"counterId":"espresso","status":"active"}}"""
        );
    }

    private async Task<JsonElement> ReadAsync(string question)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Get,
            $"/v1/admin/audit{question}",
            _server.Token("ada", Role.Admin)
        );
        Assert.Equal(200, (int)response.StatusCode);
        return await response.JsonAsync();
    }

    private List<AuditLine> Lines(string chain)
    {
        using var archive = AuditArchive.Open(Store);
        return [.. archive.Lines(chain).Select(entry => entry.Line)];
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            ["audit", .. arguments, "--data", _server.DataDirectory],
            output,
            error,
            Cancel
        );
        return (exitCode, output.ToString());
    }
}
