using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Server.Push;

/// <summary>What is to be done about a phone.</summary>
internal enum PushStep
{
    /// <summary>Nothing is to be sent now.</summary>
    Wait,

    /// <summary>It is told that the order is ready.</summary>
    Tell,

    /// <summary>The order is over, and so is the subscription.</summary>
    Forget,
}

/// <summary>When a phone is told, and until when its subscription is kept (section 10, "A locked phone"). Pure.</summary>
internal static class PushPlan
{
    /// <summary>How long another server waits for the one that the guest gave the subscription to.</summary>
    public static readonly TimeSpan StepIn = TimeSpan.FromSeconds(15);

    /// <summary>After so long a phone is not told any more that an order is ready: the guest has seen it, or has gone.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>An order that a server does not know after so long ended before it left the memory.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.FromMinutes(10);

    /// <summary>What is to be done now.</summary>
    /// <param name="held">The subscription.</param>
    /// <param name="cafe">The café; null for one that the server does not know yet.</param>
    /// <param name="now">The time.</param>
    public static PushStep Of(HeldSubscription held, Cafe? cafe, DateTimeOffset now) =>
        cafe is null ? PushStep.Wait : Of(held, cafe.Order(held.Kept.OrderId), now);

    /// <summary>What is to be done now, in a café that the server knows.</summary>
    /// <param name="held">The subscription.</param>
    /// <param name="order">The order; null for one that is not in the café's memory.</param>
    /// <param name="now">The time.</param>
    public static PushStep Of(HeldSubscription held, Order? order, DateTimeOffset now)
    {
        var kept = held.Kept;
        if (order is null)
        {
            return now - kept.At > Unknown ? PushStep.Forget : PushStep.Wait;
        }

        if (order.Status.IsFinal)
        {
            return PushStep.Forget;
        }

        return
            IsReady(order, out var readyAt)
            && Moment(readyAt) != kept.ToldOf
            && now - readyAt < Stale
            && IsTurn(held, readyAt, now)
            ? PushStep.Tell
            : PushStep.Wait;
    }

    /// <summary>Which time of being ready that is: after a recall it is another one.</summary>
    /// <param name="readyAt">When the order became ready.</param>
    public static long Moment(DateTimeOffset readyAt) => readyAt.ToUnixTimeMilliseconds();

    /// <summary>For how long a push service keeps what it is given now: until nobody is told any more, however late it is given.</summary>
    /// <param name="readyAt">When the order became ready.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan Left(DateTimeOffset readyAt, DateTimeOffset now)
    {
        var left = readyAt + Stale - now;
        return left < TimeSpan.Zero ? TimeSpan.Zero
            : left > Stale ? Stale
            : left;
    }

    /// <summary>How long is waited after a try in vain.</summary>
    /// <param name="attempts">How many there were.</param>
    /// <param name="wanted">How long the push service wants; null where it does not say.</param>
    public static TimeSpan Pause(int attempts, TimeSpan? wanted)
    {
        var usual = ShortestPause * Math.Pow(2, Math.Clamp(attempts - 1, 0, 10));
        var pause = wanted > usual ? wanted.Value : usual;
        return pause < LongestPause ? pause : LongestPause;
    }

    private static bool IsReady(Order order, out DateTimeOffset readyAt)
    {
        readyAt = order.ReadyAt ?? default;
        return order is { Status: OrderStatus.Ready, ReadyAt: not null };
    }

    // A wall clock that was set back makes no pause longer than any is.
    private static bool IsTurn(HeldSubscription held, DateTimeOffset readyAt, DateTimeOffset now) =>
        held.Kept.NextAttemptAt is { } next
            ? next <= now || next > now + Stale
            : held.IsOwn || now - readyAt >= StepIn;
}
