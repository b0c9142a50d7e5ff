using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Server.Tests.SignIn;
using TableTap.Testing;
using TableTap.Testing.Databases;
using TableTap.Testing.Peers;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Two servers on one database that hear each other: who has used up a limit at one has nothing left at the other.</summary>
public sealed class SharedRateLimits : IAsyncLifetime
{
    private const int Most = 20;

    private readonly TemporaryDirectory _keys = new();
    private TestServer? _one;
    private TestServer? _two;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        var backplane = new MemoryBackplane();
        (string, string)[] settings =
        [
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewDatabaseAsync()),
            ("Limits:GuestSessionsPerCodePerMinute", "20"),
            ("Limits:RefreshesPerSessionPerMinute", "20"),
        ];
        _one = await TestServer.StartAsync(backplane.Open, settings);
        foreach (var file in Directory.EnumerateFiles(_one.DataDirectory, "*key*"))
        {
            File.Copy(file, Path.Combine(_keys.Path, Path.GetFileName(file)));
        }

        _two = await TestServer.StartAsync(
            backplane.Open,
            [.. settings, ("Storage:Directory", _keys.Path)]
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _one, _two })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        _keys.Dispose();
    }

    [Fact]
    public async Task Guests_by_the_code_of_a_table_count_at_both()
    {
        var one = _one!;
        var code = await one.CodeAsync("7");
        for (var number = 0; number < Most; number++)
        {
            using var guest = await one.TryGuestAsync(code);
            Assert.Equal(200, (int)guest.StatusCode);
        }

        await RefusesAsync(() => _two!.TryGuestAsync(code));
    }

    [Fact]
    public async Task Refreshes_of_a_sign_in_count_at_both()
    {
        var one = _one!;
        var session = await one.GuestAsync(await one.CodeAsync("7"));
        for (var number = 0; number < Most; number++)
        {
            using var next = await one.RefreshAsync(session);
            Assert.Equal(200, (int)next.StatusCode);
            session = await next.JsonAsync();
        }

        await RefusesAsync(async () =>
        {
            var next = await _two!.RefreshAsync(session);
            if (next.IsSuccessStatusCode)
            {
                session = await next.JsonAsync();
            }

            return next;
        });
    }

    // What the other counted is here in a moment. Alone, a server would let in as many again.
    private static async Task RefusesAsync(Func<Task<HttpResponseMessage>> tryAgain)
    {
        var letIn = 0;
        await Patience.UntilAsync(
            async () =>
            {
                using var answer = await tryAgain();
                if (answer.IsSuccessStatusCode)
                {
                    letIn++;
                    return false;
                }

                await answer.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
                return true;
            },
            pauseMs: 50
        );
        Assert.InRange(letIn, 0, Most - 1);
    }
}
