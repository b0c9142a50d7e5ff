using System.CommandLine;
using System.Net;
using System.Text.Json;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>
/// Tokens for commands that talk to a running server: made with the key of its data directory where that can be read, else
/// asked of the demo. Thread-safe.
/// </summary>
internal sealed class CallerTokens : IDisposable
{
    /// <summary>Who the command line is to the audit.</summary>
    public const string Operator = "operator";

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly TokenMint? _mint;
    private readonly HttpClient _http;
    private readonly string _cafeId;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _kept = [];

    private CallerTokens(TokenMint? mint, Uri server, string cafeId, TimeProvider time)
    {
        (_mint, _cafeId, _time) = (mint, cafeId, time);
        _http = new() { BaseAddress = server };
    }

    /// <summary>Finds out where tokens come from: the key of the data directory, or the demo.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">The settings: the data directory, and how tokens are made.</param>
    /// <param name="isNamed">Whether the directory was named, and must have the key.</param>
    /// <param name="cafeId">The café the tokens are for.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CommandFailedException">The directory that was named has no key that can be read.</exception>
    public static CallerTokens Open(
        Uri server,
        TableTapOptions options,
        bool isNamed,
        string cafeId,
        TimeProvider time
    )
    {
        var directory = options.Storage.Directory;
        if (isNamed)
        {
            NamedFile.RequireIn(directory, TokenKeys.FileName);
        }

        if (!File.Exists(Path.Combine(directory, TokenKeys.FileName)))
        {
            return new(null, server, cafeId, time);
        }

        try
        {
            return new(
                new TokenMint(TokenKeys.Open(directory), options.Auth, time),
                server,
                cafeId,
                time
            );
        }
        catch (Exception unreadable) when (!isNamed && FailureWords.IsOfFiles(unreadable))
        {
            return new(null, server, cafeId, time);
        }
        catch (Exception broken) when (FailureWords.IsOfFiles(broken))
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                FailureWords.Of(Path.Combine(directory, TokenKeys.FileName), broken)
            );
        }
    }

    /// <summary>A token for somebody.</summary>
    /// <exception cref="HttpRequestException">The server is away.</exception>
    /// <exception cref="CommandFailedException">The server is no demo, and no key is at hand.</exception>
    public async ValueTask<string> GetAsync(
        string userId,
        Role role,
        CancellationToken cancellationToken
    )
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            if (_kept.TryGetValue(userId, out var kept) && kept.Until > now)
            {
                return kept.Token;
            }
        }

        var token =
            _mint?.Mint(
                new(userId, role, role == Role.Admin ? [] : [_cafeId]),
                TokenMint.DefaultLifetime
            ) ?? await AskDemoAsync(userId, role, cancellationToken);
        lock (_gate)
        {
            _kept[userId] = (token, now + TokenMint.DefaultLifetime - Margin);
        }

        return token;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<string> AskDemoAsync(
        string userId,
        Role role,
        CancellationToken cancellationToken
    )
    {
        var word = role.Word;
        using var response = await _http.GetAsync(
            new Uri(
                $"/demo/session?role={word}&user={Uri.EscapeDataString(userId)}",
                UriKind.Relative
            ),
            cancellationToken
        );
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"No token: ./data has no readable key and {_http.BaseAddress} gives no demo session for {word} ({(int)response.StatusCode}). Name the server's data directory with --data."
            );
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var session = await JsonDocument.ParseAsync(body, default, cancellationToken);
        return session.RootElement.GetProperty("token"u8).GetString()!;
    }
}
