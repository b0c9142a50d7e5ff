using System.Collections.Immutable;
using System.Globalization;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>How pickup codes are made and checked (docs/protocol.md §5).</summary>
internal static class PickupCodes
{
    private const int Count = 10_000;

    /// <summary>
    /// A code that no open order of the café has, each of the free ones equally likely. Null when all are taken: then the number has to do.
    /// </summary>
    public static string? New(Cafe cafe, DecisionSources ids)
    {
        var taken = cafe.Work.Marks.Codes;
        if (taken.Count >= Count)
        {
            return null;
        }

        var free = ids.RandomBelow(Count - taken.Count);
        var code = free + CountBefore(taken, free);
        return code.ToString("D4", CultureInfo.InvariantCulture);
    }

    /// <summary>The code of an order that is opened again: its own, unless another open order has that by now.</summary>
    public static string? Again(Cafe cafe, Order order, DecisionSources ids) =>
        order.PickupCode?.Code is { } own
        && cafe.Work.Marks.Codes.All(taken =>
            taken.Code != int.Parse(own, CultureInfo.InvariantCulture)
        )
            ? own
            : New(cafe, ids);

    /// <summary>How many codes are taken before one of the free ones, counted from 0: the first taken one that has more free ones before it ends them.</summary>
    private static int CountBefore(ImmutableSortedSet<(int Code, string OrderId)> taken, int free)
    {
        var (from, to) = (0, taken.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = taken[middle].Code - middle > free ? (from, middle) : (middle + 1, to);
        }

        return from;
    }

    /// <summary>Whether a code completes an order; an expired one does.</summary>
    public static Refusal? Check(Order order, string? shown, DateTimeOffset now)
    {
        if (!order.NeedsPickupCode || order.PickupCode is not { } code)
        {
            return null;
        }

        if (code.IsLocked(now))
        {
            return new Refusal(
                RefusalCode.PickupCodeLocked,
                "Too many wrong codes; wait, or ask a manager"
            )
            {
                RetryAfter = code.LockedUntil - now,
            };
        }

        return shown == code.Code ? null
            : shown is null
                ? new Refusal(RefusalCode.PickupCodeInvalid, "Ask the guest for the pickup code")
                {
                    Details = [new FieldProblem("pickupCode", "needed for a takeaway order")],
                }
            : new Refusal(
                RefusalCode.PickupCodeInvalid,
                "That is not the pickup code of this order"
            );
    }

    /// <summary>What a wrong code does: it counts, and the last of the tries locks.</summary>
    public static PickupCodeRefusedFact Refused(
        Order order,
        CafeLimits limits,
        DateTimeOffset now,
        string by
    )
    {
        var tries = order.PickupCode!.WrongTries + 1;
        return tries >= limits.PickupCodeTries
            ? new PickupCodeRefusedFact(now, order.OrderId, 0, now + limits.PickupCodeLock, by)
            : new PickupCodeRefusedFact(now, order.OrderId, tries, null, by);
    }
}
