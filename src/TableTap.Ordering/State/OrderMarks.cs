using System.Collections.Immutable;
using System.Globalization;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What is asked about all open orders together, kept so that no answer needs a walk over them.</summary>
internal sealed record OrderMarks
{
    /// <summary>What is known of no orders.</summary>
    /// <param name="dayEndedPlace">Orders of an earlier place are left over from a day that ended.</param>
    public static OrderMarks None(long dayEndedPlace) => new() { DayEndedPlace = dayEndedPlace };

    private long DayEndedPlace { get; init; }

    /// <summary>The pickup codes in use, the least first, each with its order.</summary>
    public ImmutableSortedSet<(int Code, string OrderId)> Codes { get; private init; } = [];

    /// <summary>When the open orders of the day that lasts were confirmed, the first first.</summary>
    public ImmutableSortedSet<(DateTimeOffset At, string OrderId)> Confirmed
    {
        get;
        private init;
    } = [];

    /// <summary>The orders at the counters of which something is held, or with a counter that only stands in.</summary>
    public ImmutableSortedSet<string> Away { get; private init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The orders that are left over from a day that ended, as they were confirmed.</summary>
    public ImmutableSortedSet<(long Place, string OrderId)> LeftOver { get; private init; } = [];

    /// <summary>The orders that were accepted for later and that no counter has yet, the first to be ready first.</summary>
    public ImmutableSortedSet<(DateTimeOffset At, string OrderId)> Scheduled
    {
        get;
        private init;
    } = [];

    /// <summary>How many lines are held for each tag.</summary>
    public ImmutableDictionary<string, int> HeldTags { get; private init; } =
        ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>The open orders that are not paid.</summary>
    public UnpaidIndex Unpaid { get; private init; } = UnpaidIndex.None;

    /// <summary>With an order as it is, in place of what it was.</summary>
    /// <param name="was">The order as it was; null where it was not open.</param>
    /// <param name="now">The order as it is; null where it is not open any more.</param>
    public OrderMarks Replace(Order? was, Order? now)
    {
        var marks = this;
        var orderId = (was ?? now)!.OrderId;
        if ((CodeOf(was), CodeOf(now)) is var (code, nextCode) && code != nextCode)
        {
            var codes = code is { } old ? Codes.Remove((old, orderId)) : Codes;
            marks = marks with
            {
                Codes = nextCode is { } taken ? codes.Add((taken, orderId)) : codes,
            };
        }

        if ((ConfirmedAt(was), ConfirmedAt(now)) is var (at, later) && at != later)
        {
            var confirmed = at is { } old ? Confirmed.Remove((old, orderId)) : Confirmed;
            marks = marks with
            {
                Confirmed = later is { } since ? confirmed.Add((since, orderId)) : confirmed,
            };
        }

        if ((ScheduledAt(was), ScheduledAt(now)) is var (planned, due) && planned != due)
        {
            var scheduled = planned is { } old ? Scheduled.Remove((old, orderId)) : Scheduled;
            marks = marks with
            {
                Scheduled = due is { } at1 ? scheduled.Add((at1, orderId)) : scheduled,
            };
        }

        if ((IsAway(was), IsAway(now)) is var (away, isAway) && away != isAway)
        {
            marks = marks with { Away = isAway ? Away.Add(orderId) : Away.Remove(orderId) };
        }

        if (
            (LeftOverPlace(was), LeftOverPlace(now)) is var (place, nextPlace)
            && place != nextPlace
        )
        {
            var left = place is { } old ? LeftOver.Remove((old, orderId)) : LeftOver;
            marks = marks with
            {
                LeftOver = nextPlace is { } kept ? left.Add((kept, orderId)) : left,
            };
        }

        marks = marks with { Unpaid = Unpaid.Replace(was, now) };
        return was is { IsHeld: true } || now is { IsHeld: true }
            ? marks with
            {
                HeldTags = Held(Held(HeldTags, was, -1), now, 1),
            }
            : marks;
    }

    private static ImmutableDictionary<string, int> Held(
        ImmutableDictionary<string, int> tags,
        Order? order,
        int by
    )
    {
        if (order is not { IsHeld: true })
        {
            return tags;
        }

        foreach (var line in order.Lines)
        {
            if (line is { IsUnrouted: true, Tag: { } tag })
            {
                var count = tags.GetValueOrDefault(tag) + by;
                tags = count == 0 ? tags.Remove(tag) : tags.SetItem(tag, count);
            }
        }

        return tags;
    }

    private long? LeftOverPlace(Order? order) =>
        order?.QueuePlace is { } place && place < DayEndedPlace ? place : null;

    private static int? CodeOf(Order? order) =>
        order?.PickupCode is { } code ? int.Parse(code.Code, CultureInfo.InvariantCulture) : null;

    private DateTimeOffset? ConfirmedAt(Order? order) =>
        order is { QueuedAt: { } at } && !(order.QueuePlace < DayEndedPlace) ? at : null;

    private static DateTimeOffset? ScheduledAt(Order? order) =>
        order is { Status: OrderStatus.Scheduled } ? order.ScheduledFor : null;

    private static bool IsAway(Order? order) =>
        order is { Status.IsAtCounters: true } && (order.StoodIn.Count > 0 || order.IsHeld);
}
