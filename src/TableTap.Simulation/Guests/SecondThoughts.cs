using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Terms;

namespace TableTap.Simulation.Guests;

/// <summary>
/// A guest who ordered for later wants it at another time, and then not at all. What the counters have by then is beyond that: it is taken
/// all the same.
/// </summary>
/// <param name="phone">The guest's phone.</param>
/// <param name="time">The café's time.</param>
/// <param name="figures">What is counted.</param>
internal sealed class SecondThoughts(
    RecordingClient phone,
    CafeTime time,
    SimulationStatistics figures
)
{
    private const int MostTries = 5;
    private static readonly TimeSpan Sooner = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromSeconds(20);

    /// <summary>Moves the order, and cancels it.</summary>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="order">The order as the phone shows it.</param>
    /// <param name="wanted">The time that it is for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task HaveAsync(
        string orderId,
        GuestOrder order,
        DateTimeOffset wanted,
        CancellationToken cancellationToken
    )
    {
        figures.Services.Tried(
            Service.Rescheduling,
            await MoveAsync(orderId, order, wanted - Sooner, cancellationToken)
        );
        var refusal = await AskAsync(
            "order_cancel",
            new OrderCancel(orderId, CancelReason.CustomerRequest),
            cancellationToken
        );
        if (refusal is null)
        {
            await order.WaitAsync(now => now.IsOver, cancellationToken);
        }

        figures.Services.Tried(
            Service.CallingOff,
            IsTooLate(refusal) ? null : refusal is null && order.IsCancelled
        );
    }

    /// <summary>Asks for another time: where there is no room then for the one that is offered, and once more where something has run out.</summary>
    /// <returns>Whether it is for another time; null where the counters have it already.</returns>
    private async Task<bool?> MoveAsync(
        string orderId,
        GuestOrder order,
        DateTimeOffset wanted,
        CancellationToken cancellationToken
    )
    {
        for (var tries = 0; tries < MostTries && !order.IsOver; tries++)
        {
            // What ran out comes back: whoever is told so asks a little later.
            await time.WaitAsync(tries * AskedAgainAfter, cancellationToken);
            var refusal = await AskAsync(
                "order_reschedule",
                new OrderReschedule(orderId, wanted),
                cancellationToken
            );
            if (refusal is null)
            {
                return true;
            }

            if (IsTooLate(refusal))
            {
                return null;
            }

            wanted = refusal.Earliest ?? wanted;
        }

        return order.IsOver ? null : false;
    }

    /// <summary>Whether the counters have the order; of what is being made the staff alone may cancel something.</summary>
    private static bool IsTooLate(ErrorBody? refusal) =>
        refusal?.Code is ErrorCode.InvalidOrderStatus or ErrorCode.InsufficientPermissions;

    private async Task<ErrorBody?> AskAsync<T>(
        string type,
        T data,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (await phone.AskAsync(type, data, cancellationToken) is not { } answer)
        {
            return new(ErrorCode.ServiceUnavailable, "There was no answer in time");
        }

        figures.GuestAnswered(answer.Error, type);
        return answer.Error;
    }
}
