using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Which counter makes what (docs/protocol.md §5).</summary>
internal static class Routing
{
    /// <summary>
    /// The counter for each line that has none: of the eligible ones the one that would finish first; one that holds part of the order
    /// already is kept if that costs at most a minute; else the café's fallback; else none, and the line is held.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Plan(Cafe cafe, Order order, Backlog ahead)
    {
        var plan = new Dictionary<string, string?>(StringComparer.Ordinal);
        var at = order
            .Lines.Items.Where(line => line.CounterId is not null && line.Status.IsOpen)
            .GroupBy(line => line.CounterId!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

        TimeSpan Finish(CounterProfile counter, OrderLine line) =>
            ahead.Wait(counter.CounterId)
            + PreparationEstimate.Ticket(
                cafe,
                counter.CounterId,
                at.GetValueOrDefault(counter.CounterId, []).Append(line)
            );

        foreach (
            var line in order.Lines.Items.Where(line => line.IsUnrouted && line.NeedsPreparation)
        )
        {
            var byFinish = Eligible(cafe, line)
                .Select(counter => (Counter: counter, Finish: Finish(counter, line)))
                .OrderBy(choice => choice.Finish)
                .ThenBy(choice => choice.Counter.Priority)
                .ThenBy(choice => choice.Counter.CounterId, StringComparer.Ordinal)
                .ToList();
            var together = byFinish.Find(choice =>
                at.ContainsKey(choice.Counter.CounterId)
                && choice.Finish <= byFinish[0].Finish + cafe.Profile.Limits.KeepTogether
            );
            var chosen = (
                together.Counter ?? byFinish.FirstOrDefault().Counter ?? Fallback(cafe)
            )?.CounterId;
            plan[line.LineId] = chosen;
            if (chosen is not null)
            {
                at[chosen] = [.. at.GetValueOrDefault(chosen, []), line];
            }
        }

        return plan;
    }

    /// <summary>An order as it would stand at the counters if what has none were routed now.</summary>
    public static Order Routed(Cafe cafe, Order order, Backlog ahead)
    {
        var plan = Plan(cafe, order, ahead);
        return order with
        {
            Lines = order
                .Lines.Items.Select(line =>
                    plan.TryGetValue(line.LineId, out var counterId)
                        ? line with
                        {
                            CounterId = counterId,
                        }
                        : line
                )
                .ToEquatableList(),
        };
    }

    /// <summary>Whether anybody could make an item now: an eligible counter, or the fallback for what no counter of the café serves at all.</summary>
    public static bool CanMake(Cafe cafe, OrderLine line) =>
        Eligible(cafe, line).Any()
        || !cafe.Profile.Counters.Items.Any(counter => counter.Serves(line.Tag!))
            && Fallback(cafe) is { } fallback
            && CounterStaffing.StaffAt(cafe, fallback.CounterId) > 0
            && !OutageLookup.Lacks(cafe, line, fallback.CounterId);

    /// <summary>The counters that can make a line: active, staffed, serving its tag, with all of it available there.</summary>
    public static IEnumerable<CounterProfile> Eligible(Cafe cafe, OrderLine line) =>
        cafe.Profile.Counters.Items.Where(counter =>
            counter.Serves(line.Tag!)
            && cafe.StatusOf(counter.CounterId) == CounterStatus.Active
            && CounterStaffing.StaffAt(cafe, counter.CounterId) > 0
            && !OutageLookup.Lacks(cafe, line, counter.CounterId)
        );

    /// <summary>Whether this counter is one of those.</summary>
    public static bool IsEligible(Cafe cafe, string counterId, OrderLine line) =>
        Eligible(cafe, line).Any(counter => counter.CounterId == counterId);

    private static CounterProfile? Fallback(Cafe cafe) =>
        cafe.Profile.Fallback is { } fallback
        && cafe.StatusOf(fallback.CounterId) == CounterStatus.Active
            ? fallback
            : null;
}
