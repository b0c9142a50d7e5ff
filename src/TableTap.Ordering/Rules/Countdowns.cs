using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>What follows from how many are left (docs/protocol.md §5, "Countdown").</summary>
internal static class Countdowns
{
    /// <summary>What an order wants more of than is left; what is over is said of its item or option already.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="order">What is wanted; it keeps the rules.</param>
    public static IEnumerable<FieldProblem> Short(Cafe cafe, CreateOrder order)
    {
        foreach (
            var countdown in cafe.Countdowns.Values.Where(one =>
                !one.IsOver && one.CountsAt(order.ScheduledFor)
            )
        )
        {
            var left = countdown.Left;
            for (var index = 0; index < order.Items.Count; index++)
            {
                var line = order.Items[index];
                if (!IsIn(cafe, countdown, line))
                {
                    continue;
                }

                left -= line.Quantity;
                if (left < 0)
                {
                    yield return new FieldProblem(
                        $"items[{index}].quantity",
                        $"only {countdown.Left} of {Name(cafe, countdown)} left"
                    );
                    break;
                }
            }
        }
    }

    /// <summary>The lines of an order for which there is not enough: the first ones have what is left.</summary>
    /// <param name="countdown">How many are left.</param>
    /// <param name="order">An order that has taken none of it.</param>
    public static IEnumerable<OrderLine> TooMuch(Countdown countdown, Order order)
    {
        var left = countdown.Left;
        foreach (
            var line in countdown.CountsAt(order.ScheduledFor)
                ? order.LiveLines.Where(countdown.IsIn)
                : []
        )
        {
            if (line.Quantity > left)
            {
                yield return line;
            }
            else
            {
                left -= line.Quantity;
            }
        }
    }

    /// <summary>The name of what is counted, as people read it.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="countdown">What is counted.</param>
    public static string Name(Cafe cafe, Countdown countdown) =>
        countdown.ItemId is { } itemId
            ? cafe.Profile.Item(itemId)?.Name ?? itemId
            : cafe.Profile.Option(countdown.OptionId!)?.Name ?? countdown.OptionId!;

    private static bool IsIn(Cafe cafe, Countdown countdown, NewOrderLine line) =>
        countdown.ItemId is { } itemId
            ? itemId == line.ItemId
            : ItemChoices
                .Of(cafe.Profile, cafe.Profile.Item(line.ItemId)!, line.Options)
                .Items.Any(chosen => chosen.Option.OptionId == countdown.OptionId);
}
