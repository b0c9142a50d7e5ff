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
        var taken = cafe
            .OpenOrders.Values.Where(order => order.PickupCode is not null)
            .Select(order => int.Parse(order.PickupCode!.Code, CultureInfo.InvariantCulture))
            .Order()
            .ToList();
        if (taken.Count >= Count)
        {
            return null;
        }

        var code = ids.RandomBelow(Count - taken.Count);
        foreach (var other in taken)
        {
            if (other > code)
            {
                break;
            }

            code++;
        }

        return code.ToString("D4", CultureInfo.InvariantCulture);
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
