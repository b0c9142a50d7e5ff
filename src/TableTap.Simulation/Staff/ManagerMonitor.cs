using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>The manager, who hears everything in the café.</summary>
/// <param name="options">The server and the tokens.</param>
/// <param name="managerId">The id of the manager.</param>
/// <param name="figures">What is counted.</param>
internal sealed class ManagerMonitor(
    SimulationOptions options,
    string managerId,
    SimulationStatistics figures
) : IAsyncDisposable
{
    private readonly HashSet<string> _raised = [];
    private readonly ChangeSignal _signal = new();
    private readonly HashSet<string> _orderedOut = [];

    /// <summary>The manager's dashboard, which is a real client.</summary>
    public RecordingClient Screen { get; } =
        new(options, managerId, Role.Manager, $"manager ({managerId})");

    /// <summary>How often the server went away and came back.</summary>
    public int Restarts => Screen.Reconnections;

    /// <summary>Connects the dashboard to all channels of the café and its counters.</summary>
    public Task StartAsync(CancellationToken cancellationToken) =>
        Screen.StartAsync(
            [$"cafe:{options.CafeId}:*", "counter:*:*"],
            message =>
            {
                if (message is { Type: "alert", Redelivered: false })
                {
                    // Told again while it lasts, and when it grows worse: it is one.
                    var alert = message.As<Alert>();
                    if (_raised.Add(alert.AlertId))
                    {
                        figures.AlertRaised(ReadableWord.Of(alert.Category));
                    }
                }
                else if (
                    message.Type == "alert_resolved"
                    && _raised.Contains(message.As<AlertResolved>().AlertId)
                )
                {
                    figures.AlertResolved();
                }
                else if (
                    message.Type == "item_availability_changed"
                    && message.As<ItemAvailabilityChanged>() is { Remaining: 0, ItemId: { } itemId }
                )
                {
                    _signal.Change(() => _orderedOut.Add(itemId));
                }
            },
            cancellationToken
        );

    /// <summary>Waits until all is ordered of an item that was counted.</summary>
    /// <param name="itemId">The id of the item.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public Task UntilOrderedOutAsync(string itemId, CancellationToken cancellationToken) =>
        _signal.UntilAsync(() => _orderedOut.Contains(itemId), cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Screen.DisposeAsync();
}
