using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Errors;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>
/// The devices that somebody at the counter taps on: one connection may send 100 messages a minute (section 8), so a fast
/// rush needs more than one, as a busy counter has more than one till. Thread-safe.
/// </summary>
internal sealed class StaffDevices : IAsyncDisposable
{
    /// <summary>Five sockets a person, one of them the screen (section 8).</summary>
    public const int Most = 4;

    private readonly List<TableTapClient> _tills = [];
    private int _next;

    /// <summary>Takes up as many tills as the work asks for.</summary>
    /// <param name="options">The server and the tokens.</param>
    /// <param name="userId">The id of the person who works with them.</param>
    /// <param name="role">The role in which the person works.</param>
    /// <param name="commandsPerMinute">The work at its height, by the clock.</param>
    /// <param name="limit">What one connection may send in a minute.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task StartAsync(
        SimulationOptions options,
        string userId,
        Role role,
        double commandsPerMinute,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var wanted = Math.Clamp((int)Math.Ceiling(commandsPerMinute / (0.8 * limit)), 1, Most);
        while (_tills.Count < wanted)
        {
            var till = new TableTapClient(
                new()
                {
                    Url = new Uri(options.Server, "/v1"),
                    Token = stop => options.Tokens(userId, role, stop),
                    TimeProvider = options.Time,
                    MaxBackoff = TimeSpan.FromSeconds(1),
                    CommandTimeout = TimeSpan.FromSeconds(5),
                    CommandDeadline = options.Patience,
                }
            );
            _tills.Add(till);
            await till.ConnectAsync(cancellationToken);
        }
    }

    /// <summary>Sends a command, and waits for its answer.</summary>
    /// <param name="type">The type of the command.</param>
    /// <param name="data">What it says.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public Task<CommandAnswer> RequestAsync<T>(
        string type,
        T data,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var till = _tills[(int)((uint)Interlocked.Increment(ref _next) % (uint)_tills.Count)];
        return till.SendAsync(type, data, cancellationToken: cancellationToken);
    }

    /// <summary>Sends a command; a deadline that passes is an answer too.</summary>
    /// <param name="type">The type of the command.</param>
    /// <param name="data">What it says.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<CommandAnswer> AskAsync<T>(
        string type,
        T data,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            return await RequestAsync(type, data, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new("", null, new(ErrorCode.ServiceUnavailable, "There was no answer in time"));
        }
    }

    /// <summary>Sends a command of which only the refusal matters.</summary>
    /// <returns>The refusal, or null where it was done.</returns>
    public async Task<ErrorBody?> SendAsync<T>(
        string type,
        T data,
        CancellationToken cancellationToken
    )
        where T : class => (await AskAsync(type, data, cancellationToken)).Error;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var till in _tills)
        {
            await till.DisposeAsync();
        }
    }
}
