using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>A time for which something could be ordered.</summary>
/// <param name="At">The time at which it would be ready.</param>
/// <param name="HasRoom">Whether every counter that is needed has room.</param>
public readonly record struct OfferedTime(DateTimeOffset At, bool HasRoom);

/// <summary>The times that a guest can choose from: the same questions that <c>order_create</c> asks (docs/protocol.md §5, "Orders for later").</summary>
public static class OfferedTimes
{
    /// <summary>The times for an order of some items, one for each quarter of an hour in which the café is open.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="type">Where the guest eats.</param>
    /// <param name="items">What is wanted, items of the menu; none for anything.</param>
    /// <param name="from">The first instant that is of interest.</param>
    /// <param name="to">The last one.</param>
    /// <param name="now">The present time.</param>
    public static IReadOnlyList<OfferedTime> Of(
        Cafe cafe,
        OrderType type,
        EquatableList<NewOrderLine> items,
        DateTimeOffset from,
        DateTimeOffset to,
        DateTimeOffset now
    )
    {
        var lines = items
            .Items.Select((wanted, index) => Line(cafe, wanted, $"{index}"))
            .ToEquatableList();
        return
        [
            .. ScheduleChecks
                .Times(cafe, CounterRoom.Wanted(type, lines, now), from > now ? from : now, to, now)
                .Select(time => new OfferedTime(
                    time.At,
                    time.HasRoom
                        && lines.Items.All(line =>
                            !OutageLookup.IsOut(cafe, line.ItemId, null, at: time.At)
                        )
                )),
        ];
    }

    /// <summary>A line that is only asked about, with the choices that are taken where none is named.</summary>
    private static OrderLine Line(Cafe cafe, NewOrderLine wanted, string lineId)
    {
        var item = cafe.Profile.Item(wanted.ItemId)!;
        var tag = ItemChoices.Tag(item, ItemChoices.Of(cafe.Profile, item, wanted.Options));
        return new(
            lineId,
            item.ItemId,
            item.Name,
            wanted.Quantity,
            [],
            item.Price,
            tag,
            item.Preparation,
            tag is null ? LineStatus.Ready : LineStatus.Queued
        );
    }
}
