using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>
/// Somebody behind a counter: serves who stands there, then works the tickets of the own counters and of those that are
/// covered for a break, one after the other.
/// </summary>
/// <param name="options">The server and the tokens.</param>
/// <param name="person">Who, and at which counters.</param>
/// <param name="rails">The tickets of every counter.</param>
/// <param name="visits">Where guests stand.</param>
/// <param name="pace">The café's time and how fast hands are.</param>
/// <param name="figures">What is counted.</param>
internal sealed class Barista(
    SimulationOptions options,
    RosteredEmployee person,
    IReadOnlyDictionary<string, TicketQueue> rails,
    CounterVisits visits,
    WorkPace pace,
    SimulationStatistics figures
) : IAsyncDisposable
{
    private static readonly TimeSpan Looks = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _bell = new(0);
    private readonly Random _random = new(options.Seed + person.UserId.Sum(letter => letter));
    private volatile bool _isAway;
    private volatile string[] _covered = [];

    /// <summary>The person's screen, which is a real client.</summary>
    public RecordingClient Screen { get; } =
        new(
            options,
            person.UserId,
            Role.Employee,
            person.Counters.Count == 0
                ? person.UserId
                : $"{string.Join('+', person.Counters)} ({person.UserId})"
        );

    /// <summary>Who the person is, and at which counters.</summary>
    public RosteredEmployee Person => person;

    /// <summary>What this person taps on.</summary>
    public StaffDevices Hands { get; } = new();

    /// <summary>Comes to work: connects the screen and begins to serve.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        visits.Listen(_bell);
        await Screen.StartAsync(
            [
                .. person.Counters.SelectMany(counterId =>
                    new[] { $"counter:{counterId}:orders", $"counter:{counterId}:status" }
                ),
                $"orders:employee:{person.UserId}",
                $"cafe:{options.CafeId}:staff",
            ],
            message =>
            {
                if (
                    message.Channel.Split(':') is ["counter", var counterId, _]
                    && rails[counterId].Take(message)
                )
                {
                    figures.Queues.TicketCame(counterId, rails[counterId].Waiting);
                    _bell.Release();
                }
            },
            cancellationToken
        );
        var limit = Screen.Client.Session?.Limits.MessagesPerMinute ?? 100;
        await Hands.StartAsync(
            options,
            person.UserId,
            Role.Employee,
            pace.CommandsPerMinute,
            limit,
            cancellationToken
        );
    }

    /// <summary>Goes on a break after the ticket in hand, or comes back.</summary>
    public void Leave(bool isAway) => _isAway = isAway;

    /// <summary>Works these counters too, until told otherwise.</summary>
    public void Cover(params string[] counters) => _covered = counters;

    /// <summary>Works until told to stop.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (_isAway)
                {
                    await _bell.WaitAsync(Looks, cancellationToken);
                }
                else if (visits.TryServe(out var visit))
                {
                    await ServeAsync(visit!, cancellationToken);
                }
                else if (Next() is { } ticket)
                {
                    await MakeAsync(ticket, cancellationToken);
                }
                else
                {
                    await _bell.WaitAsync(Looks, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The shift is over.
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Hands.DisposeAsync();
        await Screen.DisposeAsync();
        _bell.Dispose();
    }

    /// <summary>Who covers works the longer rail first; otherwise the main counter comes first.</summary>
    private QueuedTicket? Next()
    {
        var counters = person.Counters.Concat(_covered);
        return (
            _covered.Length == 0 ? counters : counters.OrderByDescending(id => rails[id].Waiting)
        )
            .Select(counterId => rails[counterId].Next())
            .FirstOrDefault(ticket => ticket is not null);
    }

    private async Task ServeAsync(Visit visit, CancellationToken cancellationToken)
    {
        await pace.WaitAsync(pace.Serving(_random), cancellationToken);
        var refusal = visit.CashDue is { } due
            ? await Hands.SendAsync(
                "payment_record",
                new PaymentRecord(visit.OrderId, PaymentMethod.Cash, due),
                cancellationToken
            )
            : await Hands.SendAsync(
                "order_status_update",
                new OrderStatusUpdate(
                    visit.OrderId,
                    OrderStatus.Completed,
                    PickupCode: visit.PickupCode,
                    AgeChecked: true
                ),
                cancellationToken
            );
        figures.StaffAnswered(refusal);
        visit.Answer(refusal is null);
    }

    private async Task MakeAsync(QueuedTicket ticket, CancellationToken cancellationToken)
    {
        var steps = PreparationPlan.Steps(
            ticket.Items.Select(item =>
                (item.LineId, pace.Making(_random, item.ItemId, item.Quantity))
            )
        );
        var lost = new HashSet<string>();
        var now = TimeSpan.Zero;
        foreach (var step in steps)
        {
            if (lost.Contains(step.LineId))
            {
                continue;
            }

            await pace.WaitAsync(step.At - now, cancellationToken);
            now = step.At;
            var refusal = await Hands.SendAsync(
                "order_item_update",
                new OrderItemUpdate(
                    ticket.OrderId,
                    step.LineId,
                    step.Status,
                    AllergiesSeen: step.Status == LineStatus.Started ? true : null
                ),
                cancellationToken
            );
            figures.StaffAnswered(refusal);
            if (refusal is not null)
            {
                // Cancelled, or somebody else's by now.
                lost.Add(step.LineId);
                if (
                    refusal.Code == ErrorCode.InsufficientPermissions
                    && !person.Counters.Contains(ticket.CounterId)
                )
                {
                    // The break is over: who is back goes on with it.
                    rails[ticket.CounterId].Return(ticket, step.LineId);
                }
            }
        }
    }
}
