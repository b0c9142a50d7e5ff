using TableTap.Terms;

namespace TableTap.Load.Target;

/// <summary>Gives a token for somebody who takes part in a load.</summary>
/// <param name="userId">The id of the user that the token speaks for.</param>
/// <param name="role">The role that the token gives.</param>
/// <param name="cancellationToken">Stops the asking.</param>
public delegate ValueTask<string> LoadTokens(
    string userId,
    Role role,
    CancellationToken cancellationToken
);

/// <summary>The server that is put under load, and who its clients are. Immutable.</summary>
public sealed record LoadTarget
{
    /// <summary>The address of the server, for example <c>http://localhost:3001</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The id of the café that is used.</summary>
    public required string CafeId { get; init; }

    /// <summary>Where tokens come from.</summary>
    public required LoadTokens Tokens { get; init; }

    /// <summary>Distinguishes this run's users and messages from those of any other; 1 to 20 of <c>[a-z0-9]</c>.</summary>
    public required string Run { get; init; }

    /// <summary>The clock that the load runs by.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The id of the server's process, whose CPU and memory are read; null where they are not known.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The address of the server's sockets.</summary>
    internal Uri SocketUrl =>
        new UriBuilder(Server)
        {
            Scheme = Server.Scheme == "https" ? "wss" : "ws",
            Path = "/v1",
        }.Uri;

    /// <summary>The id of one of the run's guests.</summary>
    /// <param name="number">Which one, from 0.</param>
    internal string Guest(int number) => $"load-{Run}-{number}";
}
