namespace TableTap.Ordering;

/// <summary>What a café does by itself when its time has come. The owner of the clock asks, and has the command decided like any other.</summary>
public static class CafeTimers
{
    /// <summary>When the next of them is due; null when none is set.</summary>
    public static DateTimeOffset? NextDue(Cafe cafe) => Next(cafe)?.At;

    /// <summary>The next command that is due at an instant, with <see cref="Actor.System"/>; null when none is. Ask again after deciding it.</summary>
    public static CafeCommand? Due(Cafe cafe, DateTimeOffset now) =>
        Next(cafe) is { } next && next.At <= now ? next.Command : null;

    private static (DateTimeOffset At, CafeCommand Command)? Next(Cafe cafe)
    {
        (DateTimeOffset At, CafeCommand Command)? first = null;
        foreach (var timer in All(cafe))
        {
            if (first is null || timer.At < first.Value.At)
            {
                first = timer;
            }
        }

        return first;
    }

    private static IEnumerable<(DateTimeOffset At, CafeCommand Command)> All(Cafe cafe)
    {
        foreach (var order in cafe.OpenOrders.Values)
        {
            if (order.Status == OrderStatus.Pending)
            {
                yield return (order.Payment.ExpiresAt, new PaymentExpire(order.OrderId));
            }
        }

        if (cafe.Intake is { Mode: IntakeMode.Paused, Until: { } until })
        {
            yield return (until, new IntakeResume());
        }

        foreach (var shift in cafe.Shifts.Values)
        {
            if (shift.CutOffAt is { } cutOff)
            {
                yield return (cutOff, new ClockOutForgotten(shift.EmployeeId));
            }
        }
    }
}
