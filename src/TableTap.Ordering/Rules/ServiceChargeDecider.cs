using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Takes the service charge off orders and bills (docs/protocol.md §5, "Service charge"). What has none is acknowledged.</summary>
internal static class ServiceChargeDecider
{
    /// <summary>Decides the command <see cref="RemoveServiceCharge"/>.</summary>
    public static Decision Decide(DecisionDraft draft, RemoveServiceCharge command)
    {
        var refusal =
            OrderAccess.FindForStaff(draft, command, out var order)
            ?? Check(draft, command.Reason)
            ?? PriceChanges.Refuse(order);
        if (refusal is not null)
        {
            return refusal;
        }

        TakeOff(draft, order, command.Reason);
        return draft.Accept();
    }

    /// <summary>Decides the command <see cref="RemoveBillServiceCharge"/>: what is ordered later has it again.</summary>
    public static Decision Decide(DecisionDraft draft, RemoveBillServiceCharge command)
    {
        var refusal =
            BillLookup.FindForStaff(draft, command, out var bill) ?? Check(draft, command.Reason);
        if (refusal is not null)
        {
            return refusal;
        }

        foreach (var order in BillDiscountDecider.Living(draft, bill).ToList())
        {
            TakeOff(draft, order, command.Reason);
        }

        return draft.Accept();
    }

    private static Refusal? Check(DecisionDraft draft, string reason) =>
        !draft.Actor.IsManager
            ? Refusal.NotAllowed("Only a manager takes the service charge off") with
            {
                RequiredRole = Role.Manager,
            }
            : DiscountDecider.Reason(draft, reason);

    private static void TakeOff(DecisionDraft draft, Order order, string reason)
    {
        if (order.Adjustments?.Service is not null)
        {
            PriceChanges.Lower(
                draft,
                new ServiceChargeRemovedFact(
                    draft.Now,
                    order.OrderId,
                    order.Price.ServiceCharge,
                    InputChecks.Trimmed(reason)!,
                    draft.By
                ),
                "service_charge"
            );
        }
    }
}
