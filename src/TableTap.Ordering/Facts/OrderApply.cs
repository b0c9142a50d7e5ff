using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What each fact of an order makes of it.</summary>
internal static class OrderApply
{
    /// <summary>The order right after it was placed.</summary>
    public static Order Created(OrderCreatedFact fact)
    {
        var placed = Placed(fact);
        var payment = Settled(placed);
        return ReferenceEquals(payment, placed.Payment)
            ? placed
            : placed with
            {
                Payment = payment,
            };
    }

    private static Order Placed(OrderCreatedFact fact) =>
        new(
            fact.OrderId,
            fact.OrderNumber,
            fact.Type,
            fact.TableNumber,
            fact.OwnerId,
            fact.CustomerName,
            fact.By,
            fact.At,
            fact.Lines,
            fact.SpecialInstructions,
            new Payment(fact.PaymentMethod, PaymentStatus.Pending, fact.PaymentExpiresAt)
        )
        {
            Version = 1,
            EstimatedReadyAt = fact.ScheduledFor ?? fact.At.AddMinutes(fact.EstimatedTime),
            RemakeOf = fact.RemakeOf,
            Account = OrderAccount.Of(fact.Tax, fact.BillId, fact.Service),
            ScheduledFor = fact.ScheduledFor,
            Slots = fact.Slots,
            Priority = fact.RemakeOf is null ? OrderPriority.Normal : OrderPriority.Urgent,
        };

    /// <summary>The order after one more fact.</summary>
    public static Order Apply(Order order, OrderFact fact)
    {
        var changed = Changed(order, fact);
        return changed with
        {
            Status = fact is OrderMovedFact moved ? moved.To : changed.Status,
            Payment = Settled(changed),
            Version = order.Version + 1,
        };
    }

    private static Order Changed(Order order, OrderFact fact) =>
        fact switch
        {
            OrderMovedFact moved => Moved(order, moved),
            OrderAssignedFact f => OwnCounterApply.Assigned(
                order,
                f,
                Lines(order, f.LineIds, line => line with { CounterId = f.CounterId })
            ),
            OrderHeldFact f => OwnCounterApply.Held(
                order,
                f,
                Lines(order, f.LineIds, line => line with { CounterId = null })
            ),
            EmployeeAssignedFact f => order with { AssigneeId = f.EmployeeId },
            LineMovedFact f => CourseApply.Moved(
                Lines(PriceApply.Apply(order, f), [f.LineId], line => Moved(line, f)),
                f
            ),
            OrderPriorityChangedFact f => order with { Priority = f.Current },
            OrderEstimateChangedFact f => order with
            {
                EstimatedReadyAt = f.At.AddMinutes(f.Current),
                EstimateChangedAt = f.At,
                Delayed = f.Delayed,
                Overruns = order.Overruns + (f.Overdue ? 1 : 0),
            },
            PickupCodeRefusedFact f => order with
            {
                PickupCode = order.PickupCode! with
                {
                    WrongTries = f.WrongTries,
                    LockedUntil = f.LockedUntil,
                },
            },
            OrderRescheduledFact f => order with
            {
                ScheduledFor = f.ScheduledFor,
                EstimatedReadyAt = f.ScheduledFor,
                Slots = f.Slots,
                Payment = order.Payment with { ExpiresAt = f.PaymentExpiresAt },
            },
            OrderNoteAddedFact f => order with
            {
                Notes = order.Notes.Add(new(f.At, f.Message, f.By)),
            },
            OrderBilledFact f => order with
            {
                Account = (order.Account ?? new()) with { BillId = f.BillId },
            },
            OrderRatedFact f => order with { Rating = new Rating(f.Stars, f.Comment, f.At) },
            _ when PriceApply.IsOfTax(fact) => PriceApply.Apply(order, fact),
            _ => CourseApply.Apply(order, fact)
                ?? PriceApply.Apply(order, fact) with
                {
                    Payment = PaymentApply.Apply(order.Payment, fact),
                },
        };

    /// <summary>The money of an order, held against its price, which lines that are voided change.</summary>
    private static Payment Settled(Order order) =>
        order.IsPaidInParts && order.Payment.Kept >= order.Total
            ? order.Payment with
            {
                // Where all that came went back, and nothing is due any more, it is refunded.
                Status = order.Payment.StatusFor(order.Total),
            }
            : order.Payment.Against(order.Total);

    private static Order Moved(Order order, OrderMovedFact fact) =>
        fact switch
        {
            OrderScheduledFact f => order with { EstimatedReadyAt = f.ScheduledFor },
            OrderConfirmedFact f => order with
            {
                EstimatedReadyAt = f.At.AddMinutes(f.EstimatedTime),
                ConfirmedAt = f.At,
                PromisedReadyAt = f.At.AddMinutes(f.EstimatedTime),
                Expected = f.Expected,
            },
            OrderStartedFact f => order with
            {
                EstimatedReadyAt = f.At.AddMinutes(f.EstimatedTime),
                Overruns = 0,
            },
            OrderRecalledFact f => order with
            {
                EstimatedReadyAt = f.At.AddMinutes(f.EstimatedTime),
                ReadyAt = null,
                PickupLocation = null,
                Overruns = 0,
            },
            OrderReadyFact f => order with
            {
                ReadyAt = f.At,
                Quote = f.Quote ?? order.Quote,
                PickupLocation = f.PickupLocation,
                PickupCode =
                    f.PickupCode is null ? null
                    : order.PickupCode is { } kept ? kept with { ExpiresAt = f.ExpiresAt!.Value }
                    : new PickupCode(f.PickupCode, f.ExpiresAt!.Value),
            },
            OrderReopenedFact f => order with
            {
                ClosedAt = null,
                ReopenedAt = f.At,
                PickupCode = f.PickupCode is null
                    ? null
                    : new PickupCode(f.PickupCode, f.ExpiresAt!.Value),
            },
            _ => order with { ClosedAt = fact.At },
        };

    private static OrderLine Moved(OrderLine line, LineMovedFact fact) =>
        fact.To switch
        {
            LineStatus.Started => line with
            {
                Status = fact.To,
                StartedAt = fact.At,
                ReadyAt = null,
            },
            LineStatus.Ready => line with { Status = fact.To, ReadyAt = fact.At },
            LineStatus.Queued => line with { Status = fact.To, StartedAt = null },
            _ => line with { Status = fact.To },
        };

    private static Order Lines(
        Order order,
        EquatableList<string> lineIds,
        Func<OrderLine, OrderLine> change
    ) =>
        order with
        {
            Lines = order
                .Lines.Items.Select(line => lineIds.Contains(line.LineId) ? change(line) : line)
                .ToEquatableList(),
        };
}
