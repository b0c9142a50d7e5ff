using System.Collections.Immutable;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;

namespace TableTap.Simulation.Guests;

/// <summary>
/// Who looks after guests that eat in courses: the last one waits where they ask for it, and each is made once they had the one before it.
/// Where the café has the next course made by itself at once, there is nothing to do.
/// </summary>
/// <param name="serves">What every guest of the run shares.</param>
/// <param name="figures">What is counted.</param>
internal sealed class CourseService(GuestsAtWork serves, SimulationStatistics figures)
{
    /// <summary>Whether the staff says when the next course is made.</summary>
    private readonly bool _isByHand = serves.Profile.Limits.CourseFiredAfter != TimeSpan.Zero;

    /// <summary>Serves the courses of an order until nothing of it waits any more; at once where it has none.</summary>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="order">The order as the phone shows it, which was accepted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ServeAsync(
        string orderId,
        GuestOrder order,
        CancellationToken cancellationToken
    )
    {
        if (!_isByHand)
        {
            return;
        }

        // What waits is told once the counters have the order.
        await order.WaitAsync(now => IsServed(now) || !now.HeldCourses.IsEmpty, cancellationToken);
        if (order.HeldCourses is { IsEmpty: false } held)
        {
            await HoldAsync(orderId, held, cancellationToken);
        }

        while (!IsServed(order))
        {
            await order.WaitAsync(now => IsServed(now) || now.IsBetweenCourses, cancellationToken);
            if (!IsServed(order))
            {
                await FireAsync(orderId, order, cancellationToken);
            }
        }
    }

    private static bool IsServed(GuestOrder order) => order.Ready is not null || order.IsOver;

    /// <summary>Somebody is late: the last course waits for them, unless a counter has begun it.</summary>
    private async Task HoldAsync(
        string orderId,
        ImmutableSortedSet<int> held,
        CancellationToken cancellationToken
    ) =>
        figures.Services.Tried(
            Service.Holding,
            await serves.Floor.TryAsync(
                "course_hold",
                new CourseHold(orderId, held.Max),
                cancellationToken
            )
        );

    /// <summary>The next course can come; where it was fired meanwhile that is well, too.</summary>
    private async Task FireAsync(
        string orderId,
        GuestOrder order,
        CancellationToken cancellationToken
    )
    {
        int? next = order.HeldCourses is { IsEmpty: false } held ? held.Min : null;
        figures.Services.Tried(
            Service.Firing,
            await serves.Floor.TryAsync(
                "course_fire",
                new CourseFire(orderId, next),
                cancellationToken
            )
        );
        await order.WaitAsync(
            now => IsServed(now) || !now.IsBetweenCourses,
            serves.Options.Time,
            cancellationToken
        );
    }
}
