using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>
/// What is told of the café itself (section 3). Guests hear of a counter without its orders, without who did it and
/// without why, and of an item without the orders that wait for it.
/// </summary>
public static class CafeAnnouncements
{
    /// <summary>Tells guests and staff of a counter that changed its status, each as much as they may know.</summary>
    public static void Announce(MessageBatch pad, FactContext told, CounterStatusChangedFact fact)
    {
        var forGuests = new CounterStatusChanged(
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

    /// <summary>Tells guests and staff that the menu they have is no longer the café's; a new café has told none.</summary>
    public static void Announce(MessageBatch pad, FactContext told, CafeConfiguredFact fact)
    {
        if (told.Before.IsConfigured && told.Before.MenuRevision != told.After.MenuRevision)
        {
            pad.Write(
                "menu_changed",
                fact.At,
                new MenuChanged(told.After.MenuRevision),
                told.General,
                told.Staff
            );
        }
    }

    /// <summary>Tells guests and staff that something is sold out, counted, or back.</summary>
    public static void Announce(
        MessageBatch pad,
        FactContext told,
        ItemAvailabilityChangedFact fact
    )
    {
        var forGuests = new ItemAvailabilityChanged(
            fact.Available,
            fact.ItemId,
            fact.Customization,
            fact.CounterId,
            OptionId: fact.OptionId,
            Remaining: fact.Remaining,
            BackAt: fact.BackAt
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

    /// <summary>Tells an announcement to those for whom it is.</summary>
    public static void Announce(
        MessageBatch pad,
        FactContext told,
        AnnouncementPublishedFact fact
    ) =>
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

    /// <summary>Tells guests and staff how long a new order takes now.</summary>
    public static void Announce(MessageBatch pad, FactContext told, WaitTimeChangedFact fact) =>
        pad.Write(
            "wait_time_changed",
            fact.At,
            Wait(told.After, fact.Type, new(fact.Minutes, fact.At, fact.NobodyThere, fact.BackAt)),
            told.General,
            told.Staff
        );

    /// <summary>What guests are told of the wait: where nobody is at work no minutes, and a pause until somebody is back.</summary>
    /// <param name="cafe">The café that the orders are for.</param>
    /// <param name="type">An order of which kind.</param>
    /// <param name="wait">What they were told.</param>
    public static WaitTimeChanged Wait(Cafe cafe, OrderType type, WaitTime wait) =>
        wait.NobodyThere
            ? new(type, IntakeMode.Paused, Until: wait.BackAt)
            : new(type, cafe.Intake.Mode, wait.Minutes, cafe.Intake.Until);

    /// <summary>What is left over from a day leaves the board: nobody will come for it.</summary>
    public static void Announce(MessageBatch pad, FactContext told, DayEndedFact fact)
    {
        foreach (var orderId in fact.OrderIds)
        {
            if (
                told.After.Order(orderId) is
                { Status: OrderStatus.Preparing or OrderStatus.Ready } order
            )
            {
                StatusAnnouncements.Show(
                    pad,
                    told,
                    fact.At,
                    new(order.OrderNumber, BoardStatus.Removed)
                );
            }
        }
    }
}
