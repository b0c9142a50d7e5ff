using TableTap.Ordering;
using TableTap.Terms;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary>
/// What is told of the café itself (section 3). Guests hear of a counter without its orders, without who did it and
/// without why, and of an item without the orders that wait for it.
/// </summary>
internal static class HouseAnnouncements
{
    public static void Tell(MessagePad pad, FactInPlace told, Ordering.CounterStatusChanged fact)
    {
        var forGuests = new Protocol.CounterStatusChanged(
            fact.CounterId,
            told.After.CounterName(fact.CounterId),
            fact.From,
            fact.To,
            fact.EstimatedDowntime?.WireMinutes()
        );
        pad.Write(
            "counter_status_changed",
            fact.At,
            forGuests with
            {
                Reason = fact.Reason,
                AffectedOrders = fact.AffectedOrders.Items,
                UpdatedBy = fact.By,
            },
            ChannelName.Of(ChannelKinds.CounterStatus, fact.CounterId),
            told.Staff
        );
        pad.Write("counter_status_changed", fact.At, forGuests, told.General);
    }

    public static void Tell(MessagePad pad, FactInPlace told, Ordering.ItemAvailabilityChanged fact)
    {
        var forGuests = new Protocol.ItemAvailabilityChanged(
            fact.Available,
            fact.ItemId,
            fact.Customization,
            fact.CounterId
        );
        pad.Write("item_availability_changed", fact.At, forGuests, told.General);
        pad.Write(
            "item_availability_changed",
            fact.At,
            fact.AffectedOrders.Count == 0
                ? forGuests
                : forGuests with
                {
                    AffectedOrders = fact.AffectedOrders.Items,
                },
            told.Staff
        );
    }

    public static void Tell(MessagePad pad, FactInPlace told, AnnouncementPublished fact) =>
        pad.Write(
            "announcement",
            fact.At,
            new Announcement(fact.AnnouncementId, fact.Message, fact.ExpiresAt),
            fact.Audience switch
            {
                Audience.Guests => [told.General],
                Audience.Staff => [told.Staff],
                _ => [told.General, told.Staff],
            }
        );

    public static void Tell(MessagePad pad, FactInPlace told, WaitTimeTold fact) =>
        pad.Write(
            "wait_time_changed",
            fact.At,
            Wait(told.After, fact.Type, new(fact.Minutes, fact.At, fact.NobodyThere, fact.BackAt)),
            told.General,
            told.Staff
        );

    /// <summary>Tells of maintenance: on its own channel and in every café (section 3). It is no fact of a café.</summary>
    /// <param name="pad">Where the messages go.</param>
    /// <param name="maintenance">What was announced.</param>
    /// <param name="cafes">Every café.</param>
    /// <param name="now">When it is said.</param>
    public static void Tell(
        MessagePad pad,
        ScheduledMaintenance maintenance,
        IEnumerable<string> cafes,
        DateTimeOffset now
    ) =>
        pad.Write(
            "maintenance_scheduled",
            now,
            new Maintenance(
                maintenance.MaintenanceId,
                now,
                maintenance.ExpiresAt,
                maintenance.Message
            ),
            [
                ChannelName.SystemMaintenance,
                .. cafes.SelectMany(cafe =>
                    new[]
                    {
                        ChannelName.Of(ChannelKinds.CafeGeneral, cafe),
                        ChannelName.Of(ChannelKinds.CafeStaff, cafe),
                    }
                ),
            ]
        );

    /// <summary>What guests are told of the wait: where nobody is at work no minutes, and a pause until somebody is back.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="type">An order of which kind.</param>
    /// <param name="wait">What they were told.</param>
    public static WaitTimeChanged Wait(Cafe cafe, OrderType type, WaitTime wait) =>
        wait.NobodyThere
            ? new(type, IntakeMode.Paused, Until: wait.BackAt)
            : new(type, cafe.Intake.Mode, wait.Minutes, cafe.Intake.Until);

    /// <summary>What is left over from a day leaves the board: nobody will come for it.</summary>
    public static void Tell(MessagePad pad, FactInPlace told, DayEnded fact)
    {
        foreach (var orderId in fact.OrderIds)
        {
            if (
                told.After.Order(orderId) is
                { Status: OrderStatus.Preparing or OrderStatus.Ready } order
            )
            {
                MoveAnnouncements.Show(
                    pad,
                    told,
                    fact.At,
                    new(order.OrderNumber, BoardStatus.Removed)
                );
            }
        }
    }
}
