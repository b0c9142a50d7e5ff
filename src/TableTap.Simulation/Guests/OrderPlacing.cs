using TableTap.Client.Contract;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Verification;

namespace TableTap.Simulation.Guests;

/// <summary>What became of a wish to order.</summary>
/// <param name="Order">The order that the server acknowledged; null where there is none.</param>
/// <param name="Taken">What was ordered in the end; null where nothing was.</param>
/// <param name="Outcome">How the visit ends where nothing could be ordered, in a word.</param>
/// <param name="IsForOfferedTime">Whether it is for a time that the café offered, because it has no room for now.</param>
internal readonly record struct PlacedOrder(
    AcknowledgedOrder? Order,
    OrderCreate? Taken,
    string? Outcome,
    bool IsForOfferedTime = false
);

/// <summary>
/// Orders; where a counter has no room for now, for the time that is offered instead. What cannot be had or made now is tried again with
/// another wish, a few times.
/// </summary>
/// <param name="time">The café's time.</param>
/// <param name="figures">What is counted.</param>
internal sealed class OrderPlacing(CafeTime time, SimulationStatistics figures)
{
    private const int Retries = 12;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(4);

    /// <summary>Orders, and waits until it is taken or there is no hope.</summary>
    /// <param name="lines">How many lines the guest comes for.</param>
    /// <param name="wish">What is wished for at each try, from 0.</param>
    /// <param name="send">Sends a wish, with the number of the try.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PlacedOrder> PlaceAsync(
        int lines,
        Func<int, OrderCreate> wish,
        Func<OrderCreate, int, Task<CommandAnswer>> send,
        CancellationToken cancellationToken
    )
    {
        var pause = FirstPause;
        OrderCreate? offered = null;
        for (var attempt = 0; ; attempt++)
        {
            var isOffered = offered is not null;
            var order = offered ?? wish(attempt);
            try
            {
                var answer = await send(order, attempt);
                if (answer.Succeeded)
                {
                    var made = answer.Require();
                    figures.OrderAcknowledged(lines, order);
                    figures.Services.Tried(Service.OfferedTime, isOffered ? true : null);
                    return new(
                        new(made.OrderId ?? "", made.OrderNumber ?? ""),
                        order,
                        null,
                        isOffered
                    );
                }

                offered =
                    (isOffered || order.ScheduledFor is null) && attempt < Retries
                        ? Offered(order, answer.Error)
                        : null;
                if (offered is not null)
                {
                    // Somebody may have been faster: then another time is offered.
                    continue;
                }

                if (isOffered)
                {
                    // What has run out meanwhile is no fault of the time.
                    figures.Services.Tried(
                        Service.OfferedTime,
                        answer.Error.Code == ErrorCode.SlotUnavailable ? false : null
                    );
                }

                if (order.ScheduledFor is not null)
                {
                    // There is no room then, or nobody can say when it would be ready: at once, like the others.
                    continue;
                }

                if (attempt >= Retries || !IsForNow(answer.Error.Code))
                {
                    figures.TurnedAway(answer.Error.Message);
                    return new(null, null, Outcome.TurnedAway);
                }
            }
            catch (TimeoutException)
            {
                figures.OrderUnanswered();
                return new(null, null, Outcome.Unanswered);
            }

            await time.WaitAsync(pause, cancellationToken);
            pause *= 1.5;
        }
    }

    private static OrderCreate? Offered(OrderCreate order, ErrorBody refusal) =>
        refusal is { Code: ErrorCode.SlotUnavailable, Earliest: { } earliest }
            ? order with
            {
                ScheduledFor = earliest,
            }
            : null;

    private static bool IsForNow(ErrorCode code) =>
        code is ErrorCode.IntakePaused or ErrorCode.ItemUnavailable or ErrorCode.SlotUnavailable;
}
