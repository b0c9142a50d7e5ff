using System.Collections.Concurrent;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Staff;
using TableTap.Simulation.Verification;
using TableTap.Terms;

namespace TableTap.Simulation.Guests;

/// <summary>One guest: comes, orders, pays, waits, collects and leaves; the phone may lose its network on the way.</summary>
/// <param name="serves">What every guest of the run shares.</param>
/// <param name="plan">What the guest is going to do.</param>
/// <param name="time">The café's time.</param>
/// <param name="figures">What is counted.</param>
internal sealed class Guest(
    GuestsAtWork serves,
    GuestPlan plan,
    CafeTime time,
    SimulationStatistics figures
) : IVisitor
{
    private readonly SimulationOptions _options = serves.Options;
    private readonly PhoneOrders _orders = new();
    private readonly OrderPickup _pickup = new(serves.Desk, serves.Options.Time);
    private readonly GuestCare _care = new(serves.Floor, figures);
    private readonly CourseService _courses = new(serves, figures);
    private readonly ConcurrentQueue<AcknowledgedOrder> _acknowledged = new();
    private GuestOrder _order = new();
    private bool _isForOfferedTime;

    /// <inheritdoc />
    public RecordingClient Phone { get; } =
        new(serves.Options, $"sim_{serves.Options.Run}_{plan.Number}", Role.Customer, "guests");

    /// <inheritdoc />
    public IReadOnlyCollection<AcknowledgedOrder> Acknowledged => [.. _acknowledged];

    /// <summary>What was ordered in the end.</summary>
    private OrderCreate? Taken { get; set; }

    /// <inheritdoc />
    public int Number => plan.Number;

    /// <inheritdoc />
    public int PlannedLines => plan.Order.Items.Count;

    /// <inheritdoc />
    public async Task<string> VisitAsync(CancellationToken cancellationToken)
    {
        await Phone.StartAsync(
            [$"orders:customer:{Phone.UserId}", $"cafe:{_options.CafeId}:general"],
            message =>
            {
                if (message.Channel.StartsWith("orders:", StringComparison.Ordinal))
                {
                    _orders.Take(message);
                }
            },
            cancellationToken
        );
        await time.WaitAsync(plan.Chooses, cancellationToken);
        var placed = await new OrderPlacing(time, figures).PlaceAsync(
            PlannedLines,
            Wish,
            (order, attempt) => SendAsync(order, attempt, cancellationToken),
            cancellationToken
        );
        if (placed.Order is not { } mine)
        {
            if (placed.Outcome == Outcome.TurnedAway)
            {
                await Phone.FinishAsync(cancellationToken);
            }

            return placed.Outcome!;
        }

        _acknowledged.Enqueue(mine);
        (_order, Taken) = (_orders.Of(mine.OrderId), placed.Taken);
        _isForOfferedTime = placed.IsForOfferedTime;
        var orderedAt = time.Now;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mishaps = Task.WhenAll(
            NetworkLoss.HappenAsync(Phone, plan, time, _options.Speed, figures, leaving.Token),
            CancelAsync(mine.OrderId, leaving.Token)
        );
        try
        {
            await PayAsync(mine, cancellationToken);
            if (plan.ChangesMind && Taken?.ScheduledFor is { } wanted)
            {
                await new SecondThoughts(Phone, time, figures).HaveAsync(
                    mine.OrderId,
                    _order,
                    wanted,
                    cancellationToken
                );
            }

            if (_isForOfferedTime && !_order.IsOver)
            {
                // Nobody waits as long as that: the guest is there soon, and the staff sees whether it can be made.
                await _care.BeginAsync(mine.OrderId, cancellationToken);
            }

            await AttendAsync(Attention.Note, mine, cancellationToken);
            await _courses.ServeAsync(mine.OrderId, _order, cancellationToken);
            await _order.WaitAsync(
                order => order.Ready is not null || order.IsOver,
                cancellationToken
            );
            if (!_order.IsOver)
            {
                CountReady(orderedAt);
                if (plan.Forgets)
                {
                    await leaving.CancelAsync();
                    await mishaps;
                    figures.LeftBehind(mine.OrderId);
                    await Phone.FinishAsync(cancellationToken);
                    return Outcome.LeftBehind;
                }

                await AttendAsync(Attention.Comp, mine, cancellationToken);
                await time.WaitAsync(plan.CollectsAfter, cancellationToken);
                await _pickup.CollectAsync(mine, _order, cancellationToken);
                await AttendAsync(Attention.Reopening, mine, cancellationToken);
                await AttendAsync(Attention.Remake, mine, cancellationToken);
            }

            await SayAsync(mine, cancellationToken);
        }
        finally
        {
            await leaving.CancelAsync();
            await mishaps;
        }

        await Phone.FinishAsync(cancellationToken);
        return _order.IsCompleted ? Outcome.Completed : Outcome.Cancelled;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Phone.DisposeAsync();

    private Task<CommandAnswer> SendAsync(
        OrderCreate order,
        int attempt,
        CancellationToken cancellationToken
    ) =>
        Phone.Client.SendAsync(
            "order_create",
            order,
            $"{Phone.UserId}_order_{attempt}",
            cancellationToken
        );

    private OrderCreate Wish(int attempt) =>
        attempt == 0 && plan.Later is { } later
            ? plan.Order with
            {
                ScheduledFor =
                    _options.Time.GetUtcNow() + (plan.ChangesMind ? later : later / _options.Speed),
            }
        : attempt % 2 == 0 ? plan.Order
        : plan.Instead;

    private void CountReady(TimeSpan orderedAt)
    {
        if (Taken?.ScheduledFor is { } wanted && !_isForOfferedTime)
        {
            figures.LaterReady((_order.ReadyAt!.Value - wanted) * _options.Speed);
        }
        else
        {
            figures.OrderReady(time.Now - orderedAt);
        }

        if (_order is { Quote: { } quote, Took: { } took })
        {
            figures.QuoteKept(quote, took);
        }
    }

    /// <summary>The staff does what the guest needs, where the order was not cancelled.</summary>
    private async Task AttendAsync(
        Attention need,
        AcknowledgedOrder mine,
        CancellationToken cancellationToken
    )
    {
        if (plan.Needs != need || _order.IsCancelled)
        {
            return;
        }

        switch (need)
        {
            case Attention.Note:
                await _care.WriteAsync(mine.OrderId, _order, cancellationToken);
                break;
            case Attention.Comp:
                await _care.CompAsync(mine.OrderId, _order, cancellationToken);
                break;
            case Attention.Reopening:
                await _care.ReopenAsync(mine.OrderId, _order, cancellationToken);
                await _pickup.CollectAsync(mine, _order, cancellationToken);
                break;
            case Attention.Remake:
                await GetAgainAsync(mine, cancellationToken);
                break;
            default:
                break;
        }
    }

    private async Task GetAgainAsync(AcknowledgedOrder mine, CancellationToken cancellationToken)
    {
        var again = await _care.RemakeAsync(mine.OrderId, _order, cancellationToken);
        if (again is { } remake)
        {
            _acknowledged.Enqueue(remake);
            var order = _orders.Of(remake.OrderId);
            await _pickup.CollectAsync(remake, order, cancellationToken);
            _care.Remade(order.IsCompleted);
        }
    }

    /// <summary>Says what the guest thinks: some want money back, some give stars.</summary>
    private async Task SayAsync(AcknowledgedOrder mine, CancellationToken cancellationToken)
    {
        if (!_order.IsCompleted)
        {
            return;
        }

        if (plan.Complains && _order.Total is { IsPositive: true } total)
        {
            await serves.Till.GiveBackAsync(mine.OrderId, total, cancellationToken);
        }

        if (plan.Stars is { } stars)
        {
            await Phone.Client.SendAsync(
                "order_rate",
                new OrderRate(mine.OrderId, stars),
                cancellationToken: cancellationToken
            );
        }
    }

    private async Task PayAsync(AcknowledgedOrder mine, CancellationToken cancellationToken)
    {
        var inCash = plan.Order.PaymentMethod == PaymentMethod.Cash;
        var pays = plan.CancelsAfter is null || plan.PaysFirst;
        await _order.WaitAsync(
            order => order.IsOver || (pays && order.Total is not null),
            cancellationToken
        );
        while (!_order.IsPaid && !_order.IsOver)
        {
            var declines = _order.Declines;
            if (inCash)
            {
                var visit = new Visit(mine.OrderId, mine.OrderNumber, _order.CashDue, null);
                await serves.Desk.VisitAsync(visit, cancellationToken);
            }
            else
            {
                var card = plan.IsDeclinedFirst && declines == 0 ? "tok_declined" : "tok_ok";
                await serves.Http.PayAsync(Phone.UserId, mine.OrderId, card, cancellationToken);
            }

            await _order.WaitAsync(
                order => order.IsPaid || order.IsOver || order.Declines > declines,
                _options.Time,
                cancellationToken
            );
            if (_order.Declines > declines)
            {
                figures.CardDeclined();
            }
        }

        if (_order.IsPaid)
        {
            figures.Paid(inCash, Taken!);
        }
    }

    private async Task CancelAsync(string orderId, CancellationToken cancellationToken)
    {
        if (plan.CancelsAfter is not { } after)
        {
            return;
        }

        try
        {
            await time.WaitAsync(after, cancellationToken);
            // Refused once the first item is started; then the guest takes the order after all.
            await Phone.Client.SendAsync(
                "order_cancel",
                new OrderCancel(orderId, CancelReason.CustomerRequest),
                cancellationToken: cancellationToken
            );
        }
        catch (Exception late) when (late is OperationCanceledException or TimeoutException)
        {
            // The order was over before.
        }
    }
}
