using TableTap.Protocol;

namespace TableTap.Server.Simulation;

/// <summary>
/// Somebody behind a counter: serves who stands there, then works the tickets, a few at a time where they have piled up.
/// </summary>
/// <param name="options">The server and the tokens.</param>
/// <param name="person">Who, and at which counter.</param>
/// <param name="desk">Where guests stand.</param>
/// <param name="pace">The café's time and how fast hands are.</param>
/// <param name="figures">What is counted.</param>
internal sealed class Barista(
    SimulationOptions options,
    Person person,
    Desk desk,
    WorkPace pace,
    Figures figures
) : IAsyncDisposable
{
    private const int Batch = 4;
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(1);

    private readonly TicketRail _rail = new();
    private readonly SemaphoreSlim _bell = new(0);
    private readonly Hands _hands = new();
    private readonly Random _random = new(options.Seed + person.CounterId.Sum(letter => letter));

    /// <summary>The screen.</summary>
    public Witness Screen { get; } =
        new(options, person.UserId, Role.Employee, $"{person.CounterId} ({person.UserId})");

    /// <summary>The counter.</summary>
    public string CounterId => person.CounterId;

    /// <summary>How many tickets wait.</summary>
    public int Waiting => _rail.Waiting;

    /// <summary>Comes to work.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        desk.Listen(_bell);
        await Screen.StartAsync(
            [
                $"counter:{person.CounterId}:orders",
                $"counter:{person.CounterId}:status",
                $"orders:employee:{person.UserId}",
                $"cafe:{options.CafeId}:staff",
            ],
            message =>
            {
                if (
                    message.Channel.StartsWith("counter:", StringComparison.Ordinal)
                    && _rail.Take(message)
                )
                {
                    _bell.Release();
                }
            },
            cancellationToken
        );
        var limit = Screen.Client.Session?.Limits.MessagesPerMinute ?? 100;
        await _hands.StartAsync(
            options,
            person.UserId,
            pace.CommandsPerMinute,
            limit,
            cancellationToken
        );
    }

    /// <summary>Works until told to stop.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (desk.TryServe(out var visit))
                {
                    await ServeAsync(visit!, cancellationToken);
                }
                else if (_rail.Next(Batch) is { Count: > 0 } batch)
                {
                    await MakeAsync(batch, cancellationToken);
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
        await _hands.DisposeAsync();
        await Screen.DisposeAsync();
        _bell.Dispose();
    }

    private async Task ServeAsync(Visit visit, CancellationToken cancellationToken)
    {
        await pace.WaitAsync(pace.Serving(_random), cancellationToken);
        var refusal = visit.CashDue is { } due
            ? await _hands.SendAsync(
                "payment_record",
                new PaymentRecord(visit.OrderId, PaymentMethod.Cash, due),
                cancellationToken
            )
            : await _hands.SendAsync(
                "order_status_update",
                new OrderStatusUpdate(
                    visit.OrderId,
                    OrderStatus.Completed,
                    PickupCode: visit.PickupCode
                ),
                cancellationToken
            );
        figures.StaffAnswered(refusal);
        visit.Answer(refusal is null);
    }

    private async Task MakeAsync(
        IReadOnlyList<OrderAssigned> batch,
        CancellationToken cancellationToken
    )
    {
        var started = await MoveAsync(batch, OrderStatus.Preparing, cancellationToken);
        if (started.Count > 0)
        {
            await pace.WaitAsync(pace.Making(_random, started), cancellationToken);
            await MoveAsync(started, OrderStatus.Ready, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<OrderAssigned>> MoveAsync(
        IReadOnlyList<OrderAssigned> tickets,
        OrderStatus status,
        CancellationToken cancellationToken
    )
    {
        var refusals = await Task.WhenAll(
            tickets.Select(ticket =>
                _hands.SendAsync(
                    "order_status_update",
                    new OrderStatusUpdate(ticket.OrderId, status),
                    cancellationToken
                )
            )
        );
        foreach (var refusal in refusals)
        {
            figures.StaffAnswered(refusal);
        }

        return [.. tickets.Where((_, index) => refusals[index] is null)];
    }
}
