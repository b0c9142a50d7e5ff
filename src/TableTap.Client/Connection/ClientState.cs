using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Client.Commands;
using TableTap.Client.Contract;
using TableTap.Client.Delivery;
using TableTap.Client.Keys;

namespace TableTap.Client.Connection;

/// <summary>What outlives a connection: positions, queues and the way to the application.</summary>
internal sealed class ClientState
{
    private readonly Func<HistoryLost, Task> _historyLost;
    private readonly ILogger _log;

    public ClientState(TableTapClientOptions options, Func<HistoryLost, Task> historyLost)
    {
        Options = options;
        Keyring = new(options);
        Token = new(options.Token);
        _historyLost = historyLost;
        _log = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(
            "TableTap.Client"
        );
        Commands = new(options.MaxCommands);
        Subscriptions = new(Handled.FirstWaiting);
        Routes = new(Handled, options.InboxCapacity, () => Commands.Any);
        Freshness = new(
            options.TimeProvider,
            () => Subscriptions.Sequences,
            freshness => Raise(new FreshnessChanged(freshness))
        );
    }

    /// <summary>How the client behaves.</summary>
    public TableTapClientOptions Options { get; }

    /// <summary>Signs and opens with the application's keys.</summary>
    public ClientKeyring Keyring { get; }

    /// <summary>The token in use, and where the next one comes from.</summary>
    public KeptToken Token { get; }

    /// <summary>What is subscribed and how far it has come.</summary>
    public SubscribedChannels Subscriptions { get; }

    /// <summary>What the application has handled.</summary>
    public HandledMessages Handled { get; } = new();

    /// <summary>Where each message goes, and what waits for the application there.</summary>
    public MessageRoutes Routes { get; }

    /// <summary>What waits for an answer.</summary>
    public PendingCommands Commands { get; }

    /// <summary>How current everything is.</summary>
    public FreshnessRecord Freshness { get; }

    /// <summary>A new id for a message of the client.</summary>
    public string NewId() => $"c_{Guid.CreateVersion7(Options.TimeProvider.GetUtcNow()):N}";

    /// <summary>Gives an event to the application; an exception of its listener does not end the connection.</summary>
    public void Raise(ClientEvent happened)
    {
        Write(log => log.Happened(happened));
        try
        {
            Options.OnEvent?.Invoke(happened);
        }
        catch (Exception)
        {
            // Promised: a listener's fault does not end the connection.
        }

        if (happened is HistoryLost lost)
        {
            // Nothing more of the channel comes before this call is over, so that what follows the loss stands behind it.
            Routes.Lose(lost.Channel, _historyLost(lost));
        }
        else if (happened is SubscriptionEnded ended)
        {
            Routes.End(ended);
        }
    }

    /// <summary>Writes to the application's log; an exception of the log does not end anything.</summary>
    /// <param name="line">Writes the line.</param>
    public void Write(Action<ILogger> line)
    {
        try
        {
            line(_log);
        }
        catch (Exception)
        {
            // A log that is broken must not cost the connection.
        }
    }
}
