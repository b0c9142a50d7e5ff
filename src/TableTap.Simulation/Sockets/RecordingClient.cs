using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Verification;
using TableTap.Terms;

namespace TableTap.Simulation.Sockets;

/// <summary>
/// A client that remembers what it was promised and what it got: the frames of its sockets, the messages that its application
/// read, where each channel began and where it had to end.
/// </summary>
internal sealed class RecordingClient : IAsyncDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan BetweenPings = TimeSpan.FromMilliseconds(300);

    private readonly SimulationOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _began = [];
    private readonly Dictionary<string, long> _due = [];
    private readonly Dictionary<string, List<ReceivedSequence>> _received = [];
    private readonly Dictionary<string, long> _last = [];
    private Task _reading = Task.CompletedTask;
    private int _connections;

    /// <summary>Makes somebody who will connect.</summary>
    /// <param name="options">The server and the tokens.</param>
    /// <param name="userId">The id of the user to sign in as.</param>
    /// <param name="role">The role to sign in with.</param>
    /// <param name="label">The line of the report it belongs to.</param>
    public RecordingClient(SimulationOptions options, string userId, Role role, string label)
    {
        (_options, UserId, Role, Label) = (options, userId, role, label);
        Wire = new(options.Time);
        Client = new(
            new()
            {
                Url = new Uri(options.Server, "/v1"),
                Token = stop => options.Tokens(userId, role, stop),
                TimeProvider = options.Time,
                // A killed server is back in a moment; nobody at a counter waits half a minute.
                MaxBackoff = TimeSpan.FromSeconds(1),
                CommandTimeout = TimeSpan.FromSeconds(5),
                CommandDeadline = options.Patience,
                FrameTap = Wire.Observe + options.FrameTap,
                OnEvent = Follow,
            }
        );
    }

    /// <summary>The id of the user that the client signs in as.</summary>
    public string UserId { get; }

    /// <summary>The role that the client signs in with.</summary>
    public Role Role { get; }

    /// <summary>The line of the report it belongs to.</summary>
    public string Label { get; }

    /// <summary>The real client that is recorded.</summary>
    public TableTapClient Client { get; }

    /// <summary>What its sockets carried.</summary>
    public WireCheck Wire { get; }

    /// <summary>How often the connection was lost and came back.</summary>
    public int Reconnections => Math.Max(0, Volatile.Read(ref _connections) - 1);

    /// <summary>Where each channel began.</summary>
    public IReadOnlyDictionary<string, long> Began => _began;

    /// <summary>Up to where each channel had to be received.</summary>
    public IReadOnlyDictionary<string, long> Due => _due;

    /// <summary>What was read of a channel.</summary>
    public IReadOnlyList<ReceivedSequence> ReceivedOf(string channel)
    {
        lock (_gate)
        {
            return _received.TryGetValue(channel, out var list) ? [.. list] : [];
        }
    }

    /// <summary>Connects, and returns once all channels are subscribed.</summary>
    /// <param name="channels">Names or patterns.</param>
    /// <param name="onMessage">What the application does with each message.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="SimulationException">The server refuses.</exception>
    public async Task StartAsync(
        IReadOnlyList<string> channels,
        Action<ReceivedMessage> onMessage,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Client.ConnectAsync(cancellationToken);
            var confirmed = await Client.SubscribeAsync(channels, cancellationToken);
            if (confirmed.Failed is [var failed, ..])
            {
                throw new SimulationException(
                    $"{UserId} ({Label}) may not subscribe {failed.Channel}: {ReadableWord.Of(failed.Reason)}."
                );
            }

            foreach (var (channel, position) in confirmed.Positions)
            {
                _began[channel] = position;
            }
        }
        catch (TableTapException refused)
        {
            throw new SimulationException($"{UserId} ({Label}): {refused.Message}");
        }

        _reading = ReadAsync(onMessage);
    }

    /// <summary>Sends a command, and waits for its answer.</summary>
    /// <param name="type">The type of the command.</param>
    /// <param name="data">What it says.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The answer; null where none came in time.</returns>
    public async Task<CommandAnswer?> AskAsync<T>(
        string type,
        T data,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            return await Client.SendAsync(type, data, cancellationToken: cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>
    /// Stays until everything that the channels hold by now was read, and remembers that as what was due; where the patience
    /// ends before, the rest is missing.
    /// </summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.Patience, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        try
        {
            while (true)
            {
                foreach (var (channel, head) in await Client.HeadsAsync(both.Token))
                {
                    _due.TryAdd(channel, head);
                }

                if (_began.Keys.All(_due.ContainsKey))
                {
                    break;
                }

                await Task.Delay(BetweenPings, _options.Time, both.Token);
            }

            while (IsBehind())
            {
                await Task.Delay(Glance, _options.Time, both.Token);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // What is not here by now counts as missing.
        }
    }

    /// <summary>Closes the connection, and waits until all that came is read.</summary>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _reading;
    }

    private bool IsBehind()
    {
        lock (_gate)
        {
            return _due.Any(due =>
                _began.TryGetValue(due.Key, out var began)
                && due.Value > Math.Max(began, _last.GetValueOrDefault(due.Key))
            );
        }
    }

    private void Follow(ClientEvent happened)
    {
        if (happened is Connected)
        {
            Interlocked.Increment(ref _connections);
        }
    }

    private async Task ReadAsync(Action<ReceivedMessage> onMessage)
    {
        await foreach (var message in Client.ReadAllAsync())
        {
            lock (_gate)
            {
                if (!_received.TryGetValue(message.Channel, out var list))
                {
                    _received[message.Channel] = list = [];
                }

                list.Add(new ReceivedSequence(message.Sequence, message.MessageId));
                _last[message.Channel] = Math.Max(
                    _last.GetValueOrDefault(message.Channel),
                    message.Sequence
                );
            }

            onMessage(message);
        }
    }
}
