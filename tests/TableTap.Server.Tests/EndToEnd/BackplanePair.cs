using System.Globalization;
using TableTap.Server.Auth;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Two servers on one PostgreSQL with a Redis between them; none where one of both is not installed.</summary>
public sealed class BackplanePair : IAsyncLifetime
{
    /// <summary>How many sockets of one user both let in together.</summary>
    public const int SocketsPerUser = 4;

    /// <summary>How many sockets of one café both let in together: more than any test has at once that is about something else.</summary>
    public const int SocketsPerCafe = 12;

    /// <summary>Why there is none; null where there is.</summary>
    public static string? Missing =>
        PostgresServer.Programs is null ? "PostgreSQL is not installed."
        : RedisServer.Program is null ? "Redis is not installed."
        : null;

    internal ServerProcess One { get; private set; } = null!;

    /// <summary>The token of an administrator of both.</summary>
    public string Admin { get; private set; } = "";

    internal ServerProcess Two { get; private set; } = null!;

    /// <summary>The Redis of these two alone.</summary>
    public RedisServer Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        Redis = await RedisServer.StartAsync();
        (string, string)[] settings =
        [
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewDatabaseAsync()),
            ("Backplane:Provider", "redis"),
            ("Backplane:ConnectionString", Redis.ConnectionString),
            ("Limits:SocketsPerUser", Text(SocketsPerUser)),
            ("Limits:ConnectionsPerCafe", Text(SocketsPerCafe)),
            // Tests ask again and again whether there is room.
            ("Limits:ForgedHandshakesPerMinute", "100000"),
            ("Limits:NewSocketsPerUserPerMinute", "1000"),
            ("Limits:MessagesPerMinute", "100000"),
        ];
        One = await ServerProcess.StartAsync(settings, null);
        Two = await ServerProcess.StartAsync(settings, One);
        using var http = new HttpClient { BaseAddress = One.Http };
        Admin = new TokenMint(TokenKeys.Open(One.DataDirectory), new(), TimeProvider.System).Mint(
            new("root", Role.Admin, []),
            TokenMint.DefaultLifetime
        );
        await ManyOrders.AllowAsync(
            http,
            Admin,
            ("alertOfflineWarning: 30s", "alertOfflineWarning: 1s")
        );
        await MeetAsync(One, Two);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { One, Two })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }
    }

    /// <summary>Waits until each of two servers hears the other.</summary>
    internal static async Task MeetAsync(params ServerProcess[] servers)
    {
        foreach (var server in servers)
        {
            await Patience.UntilAsync(
                async () => await FigureAsync(server, "tabletap_backplane_peers") == 1,
                pauseMs: 50
            );
        }
    }

    /// <summary>Reads a figure of a server.</summary>
    internal static async Task<double> FigureAsync(
        ServerProcess server,
        string name,
        string label = ""
    )
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        return (await http.GetStringAsync("/metrics"))
            .Split('\n')
            .Where(line =>
                line.StartsWith(name, StringComparison.Ordinal)
                && line.Contains(label, StringComparison.Ordinal)
            )
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static string Text(int limit) => limit.ToString(CultureInfo.InvariantCulture);
}
