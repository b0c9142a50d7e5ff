using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Simulation.Tests;

/// <summary>The server as a process of its own, which can be killed as a power cut does.</summary>
public sealed class RushServer : IAsyncDisposable
{
    // The rush is faster than people are, and comes from one machine.
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["Limits:MessagesPerMinute"] = "100000",
        ["Limits:NewSocketsPerUserPerMinute"] = "1000",
    };

    private readonly TemporaryDirectory _directory = new();
    private readonly ServerProgram _program;

    public RushServer() => _program = new(new(Data, ["--demo"], Settings));

    /// <summary>Where it listens, over all its lives; known after the first start.</summary>
    public Uri Url => _program.Http;

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    private string Data => Path.Combine(_directory.Path, "data");

    /// <summary>Starts it and waits until it is ready.</summary>
    public Task StartAsync() => _program.StartAsync();

    /// <summary>Kills it without a warning.</summary>
    public async Task KillAsync()
    {
        await _program.KillAsync();
        Kills++;
    }

    /// <summary>A token under its key.</summary>
    public string Token(string user, Role role) =>
        new TokenMint(TokenKeys.Open(Data), new AuthOptions(), TimeProvider.System).Mint(
            new(user, role, ["demo"]),
            TimeSpan.FromMinutes(30)
        );

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _directory.Dispose();
    }
}
