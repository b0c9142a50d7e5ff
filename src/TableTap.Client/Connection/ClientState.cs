using TableTap.Client.Commands;
using TableTap.Client.Contract;
using TableTap.Client.Delivery;
using TableTap.Client.Keys;

namespace TableTap.Client.Connection;

/// <summary>What outlives a connection: positions, queues and the way to the application.</summary>
internal sealed class ClientState
{
    private readonly Action<HistoryLost> _historyLost;

    public ClientState(TableTapClientOptions options, Action<HistoryLost> historyLost)
    {
        Options = options;
        Keyring = new(options);
        _historyLost = historyLost;
        Subscriptions = new(Handled.FirstWaiting);
        Inbox = new(options.InboxCapacity, () => Commands.Any);
    }

    /// <summary>How the client behaves.</summary>
    public TableTapClientOptions Options { get; }

    /// <summary>Signs and opens with the application's keys.</summary>
    public ClientKeyring Keyring { get; }

    /// <summary>What is subscribed and how far it has come.</summary>
    public SubscribedChannels Subscriptions { get; }

    /// <summary>What the application has handled.</summary>
    public HandledMessages Handled { get; } = new();

    /// <summary>What waits for the application.</summary>
    public Inbox Inbox { get; }

    /// <summary>What waits for an answer.</summary>
    public PendingCommands Commands { get; } = new();

    /// <summary>A new id for a message of the client.</summary>
    public string NewId() => $"c_{Guid.CreateVersion7(Options.TimeProvider.GetUtcNow()):N}";

    /// <summary>Gives an event to the application; an exception of its listener does not end the connection.</summary>
    public void Raise(ClientEvent happened)
    {
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
            _historyLost(lost);
        }
    }
}
