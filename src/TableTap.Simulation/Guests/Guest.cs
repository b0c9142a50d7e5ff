using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Staff;
using TableTap.Simulation.Verification;
using TableTap.Terms;

namespace TableTap.Simulation.Guests;

/// <summary>One guest: comes, orders, pays, waits, collects and leaves; the phone may lose its network on the way.</summary>
/// <param name="options">The server and the tokens.</param>
/// <param name="plan">What the guest is going to do.</param>
/// <param name="time">The café's time.</param>
/// <param name="http">Menu and payments.</param>
/// <param name="visits">Where the staff stand.</param>
/// <param name="till">Where complaints go.</param>
/// <param name="figures">What is counted.</param>
internal sealed class Guest(
    SimulationOptions options,
    GuestPlan plan,
    CafeTime time,
    CafeHttp http,
    CounterVisits visits,
    ManagerActions till,
    SimulationStatistics figures
) : IAsyncDisposable
{
    private const int Retries = 12;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan PaymentPatience = TimeSpan.FromSeconds(3);

    private readonly GuestOrder _order = new();

    /// <summary>The guest's phone, which is a real client.</summary>
    public RecordingClient Phone { get; } =
        new(options, $"sim_{options.Run}_{plan.Number}", Role.Customer, "guests");

    /// <summary>The order, once it was acknowledged.</summary>
    public AcknowledgedOrder? Acknowledged { get; private set; }

    /// <summary>What was ordered in the end.</summary>
    private OrderCreate? Taken { get; set; }

    /// <summary>The number of the guest within the run.</summary>
    public int Number => plan.Number;

    /// <summary>How many lines the guest comes for.</summary>
    public int PlannedLines => plan.Order.Items.Count;

    /// <summary>Lives through the visit.</summary>
    /// <returns>How it ended, in a word.</returns>
    public async Task<string> VisitAsync(CancellationToken cancellationToken)
    {
        await Phone.StartAsync(
            [$"orders:customer:{Phone.UserId}", $"cafe:{options.CafeId}:general"],
            message =>
            {
                if (message.Channel.StartsWith("orders:", StringComparison.Ordinal))
                {
                    _order.Take(message);
                }
            },
            cancellationToken
        );
        await time.WaitAsync(plan.Chooses, cancellationToken);
        var answer = await OrderAsync(cancellationToken);
        if (answer is not null)
        {
            return answer;
        }

        var orderedAt = time.Now;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mishaps = Task.WhenAll(
            DropAsync(leaving.Token),
            CancelAsync(Acknowledged!.Value.OrderId, leaving.Token)
        );
        try
        {
            await PayAsync(Acknowledged.Value, cancellationToken);
            await _order.WaitAsync(
                order => order.Ready is not null || order.IsOver,
                cancellationToken
            );
            if (!_order.IsOver)
            {
                if (Taken?.ScheduledFor is { } wanted)
                {
                    figures.LaterReady((_order.ReadyAt!.Value - wanted) * options.Speed);
                }
                else
                {
                    figures.OrderReady(time.Now - orderedAt);
                }

                if (_order is { Quote: { } quote, Took: { } took })
                {
                    figures.QuoteKept(quote, took);
                }

                if (plan.Forgets)
                {
                    await leaving.CancelAsync();
                    await mishaps;
                    figures.LeftBehind(Acknowledged.Value.OrderId);
                    await Phone.FinishAsync(cancellationToken);
                    return Outcome.LeftBehind;
                }

                await CollectAsync(Acknowledged.Value, cancellationToken);
            }

            if (
                _order is { IsCompleted: true, Total: { IsPositive: true } total }
                && plan.Complains
            )
            {
                await till.GiveBackAsync(Acknowledged.Value.OrderId, total, cancellationToken);
            }

            if (_order.IsCompleted && plan.Stars is { } stars)
            {
                var rating = new OrderRate(Acknowledged.Value.OrderId, stars);
                await Phone.Client.SendAsync(
                    "order_rate",
                    rating,
                    cancellationToken: cancellationToken
                );
            }
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

    /// <summary>Orders; what cannot be had or made now is tried again with another wish, a few times.</summary>
    private async Task<string?> OrderAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 0; ; attempt++, pause *= 1.5)
        {
            try
            {
                var wish = Wish(attempt);
                var answer = await Phone.Client.SendAsync(
                    "order_create",
                    wish,
                    $"{Phone.UserId}_order_{attempt}",
                    cancellationToken
                );
                if (answer.Succeeded)
                {
                    var made = answer.Require();
                    Acknowledged = new(made.OrderId ?? "", made.OrderNumber ?? "");
                    Taken = wish;
                    figures.OrderAcknowledged(PlannedLines);
                    return null;
                }

                if (wish.ScheduledFor is not null)
                {
                    // There is no room then, or nobody can say when it would be ready: at once, like the others.
                    continue;
                }

                if (
                    attempt >= Retries
                    || answer.Error.Code
                        is not (
                            ErrorCode.IntakePaused
                            or ErrorCode.ItemUnavailable
                            or ErrorCode.SlotUnavailable
                        )
                )
                {
                    await Phone.FinishAsync(cancellationToken);
                    figures.TurnedAway(answer.Error.Message);
                    return Outcome.TurnedAway;
                }
            }
            catch (TimeoutException)
            {
                figures.OrderUnanswered();
                return Outcome.Unanswered;
            }

            await time.WaitAsync(pause, cancellationToken);
        }
    }

    private OrderCreate Wish(int attempt) =>
        attempt == 0 && plan.Later is { } later
            ? plan.Order with
            {
                ScheduledFor = options.Time.GetUtcNow() + (later / options.Speed),
            }
        : attempt % 2 == 0 ? plan.Order
        : plan.Instead;

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
                await visits.VisitAsync(visit, cancellationToken);
            }
            else
            {
                var card = plan.IsDeclinedFirst && declines == 0 ? "tok_declined" : "tok_ok";
                await http.PayAsync(Phone.UserId, mine.OrderId, card, cancellationToken);
            }

            await WaitALittleAsync(
                order => order.IsPaid || order.IsOver || order.Declines > declines,
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

    private async Task CollectAsync(AcknowledgedOrder mine, CancellationToken cancellationToken)
    {
        await time.WaitAsync(plan.CollectsAfter, cancellationToken);
        while (!_order.IsOver)
        {
            await _order.WaitAsync(
                order => order.Ready is not null || order.IsOver,
                cancellationToken
            );
            if (_order.Ready is { } ready)
            {
                var visit = new Visit(mine.OrderId, mine.OrderNumber, null, ready.PickupCode);
                await visits.VisitAsync(visit, cancellationToken);
                await WaitALittleAsync(order => order.IsOver, cancellationToken);
            }
        }
    }

    /// <summary>An answer that was lost is noticed by what did not follow.</summary>
    private async Task WaitALittleAsync(
        Func<GuestOrder, bool> holds,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(PaymentPatience, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        await _order
            .WaitAsync(holds, both.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task DropAsync(CancellationToken cancellationToken)
    {
        if (plan.DropsAfter is not { } after)
        {
            return;
        }

        await time.WaitAsync(after, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
        {
            figures.PhoneDropped();
            Phone.Client.AbandonConnection(plan.OfflineFor / options.Speed);
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
