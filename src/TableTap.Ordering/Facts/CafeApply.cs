using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>The one way a café changes: by a fact. Pure; folding the same facts always gives an equal café.</summary>
public static class CafeApply
{
    /// <summary>The café after one more fact.</summary>
    public static Cafe Apply(Cafe cafe, Fact fact) =>
        WorkApply.Apply(cafe, Changed(cafe, fact), fact);

    private static Cafe Changed(Cafe cafe, Fact fact) =>
        FiguresApply.Apply(
            cafe,
            fact switch
            {
                OrderCreatedFact f => Created(cafe, f, OrderApply.Created(f)),
                BillFact f => BillApply.Apply(cafe, f),
                OrderReturnedFact f => Returned(cafe, f),
                OrderFact f => WithOrder(Measured(cafe, f), f),
                CafeConfiguredFact f => cafe with
                {
                    Profile = f.Profile,
                    MenuRevision = f.Profile.HasMenuOf(cafe.Profile)
                        ? cafe.MenuRevision
                        : cafe.Version + 1,
                },
                IntakeChangedFact f => cafe with
                {
                    Intake = new Intake(f.Mode, f.Until, f.Reason)
                    {
                        By =
                            f.Mode == IntakeMode.Normal || f.By == OrderMovedFact.System
                                ? null
                                : f.By,
                    },
                },
                WaitTimeChangedFact f => cafe with
                {
                    WaitTimes = cafe.WaitTimes.Set(
                        WaitTime.Key(f.Type),
                        new WaitTime(f.Minutes, f.At, f.NobodyThere, f.BackAt)
                    ),
                },
                DayClosedFact f => cafe with { LastClosing = new(f.Closing.Number, f.Closing.Day) },
                DayEndedFact => cafe with { DayEndedPlace = cafe.Version + 1 },
                ItemAvailabilityChangedFact f => AvailabilityApply.Apply(cafe, f),
                CounterStatusChangedFact f => cafe with
                {
                    CounterStates = cafe.CounterStates.Set(
                        f.CounterId,
                        new CounterState(f.To, f.At, f.Reason, f.EstimatedDowntime)
                    ),
                },
                AnnouncementPublishedFact => cafe,
                WatchFact f => WatchApply.Apply(cafe, f),
                _ => MoneyApply.Apply(cafe, fact)
                    ?? RefundApply.Apply(cafe, fact)
                    ?? VoucherApply.Apply(cafe, fact)
                    ?? StaffApply.Apply(cafe, fact),
            },
            fact
        ) with
        {
            Version = cafe.Version + 1,
        };

    private static Cafe Created(Cafe cafe, OrderCreatedFact fact, Order order) =>
        BillApply.WithOrder(
            cafe with
            {
                LastOrderNumber = fact.Number,
                OpenOrders = cafe.OpenOrders.Set(fact.OrderId, order),
                SlotUse = SlotApply.Created(cafe, fact),
                PaymentDeadlines = cafe.PaymentDeadlines.Set(
                    TimeKey.Of(fact.PaymentExpiresAt, fact.OrderId),
                    fact.OrderId
                ),
            },
            order,
            null
        );

    private static Cafe WithOrder(Cafe cafe, OrderFact fact)
    {
        var before = cafe.Order(fact.OrderId)!;
        var after = OrderApply.Apply(before, fact);
        if (fact is OrderConfirmedFact)
        {
            after = after with { QueuePlace = cafe.Version + 1 };
        }
        else if (fact is OrderScheduledFact)
        {
            after = after with { AcceptedPlace = cafe.Version + 1 };
        }
        else if (fact is CourseFiredFact && before.IsResting)
        {
            after = after with
            {
                QueuePlace = cafe.Version + 1,
                AcceptedPlace = before.AcceptedPlace ?? before.QueuePlace,
            };
        }

        cafe = CourseApply.WithDeadline(WithDeadline(cafe, before, after), before, after);
        cafe = SlotApply.Apply(cafe, before, after, fact);
        cafe = BillApply.WithOrder(cafe, after, before.BillId);
        cafe = BillApply.WithEnded(cafe, before, after);
        if (PriceApply.IsOf(fact))
        {
            cafe = BillApply.Undivided(cafe, after);
        }

        if (after.BillId is not null && SettledBills.IsDue(before) != SettledBills.IsDue(after))
        {
            cafe = cafe.WithBillsDue();
        }

        if (fact is OrderReadyFact { Quote: { } kept })
        {
            cafe = cafe with { QuoteErrors = cafe.QuoteErrors.Add(kept) };
        }

        if (PaymentApply.ProviderEvent(fact) is { } counted)
        {
            cafe = cafe with { ProviderEvents = cafe.ProviderEvents.Set(counted, fact.OrderId) };
        }

        if (PaymentApply.ReceiptNumber(fact) is { } receipt)
        {
            cafe = cafe with { LastReceiptNumber = receipt };
        }

        cafe = TicketApply.Apply(RefundApply.Apply(cafe, after, fact), before, after, fact);
        cafe = AvailabilityApply.Apply(cafe, before, after, fact);
        if (!after.Status.IsFinal)
        {
            return cafe with
            {
                OpenOrders = cafe.OpenOrders.Set(after.OrderId, after),
                ClosedOrders = before.Status.IsFinal
                    ? cafe.ClosedOrders.Remove(before)
                    : cafe.ClosedOrders,
            };
        }

        var room = before.Status.IsFinal ? cafe : Forgotten(cafe, fact.At);
        return room with
        {
            OpenOrders = room.OpenOrders.Remove(after.OrderId),
            ClosedOrders = room.ClosedOrders.Set(after),
        };
    }

    private static Cafe WithDeadline(Cafe cafe, Order before, Order after)
    {
        var was = Deadline(before);
        var isNow = Deadline(after);
        if (was == isNow)
        {
            return cafe;
        }

        var deadlines = cafe.PaymentDeadlines.Remove(TimeKey.Of(was, before.OrderId));
        return cafe with
        {
            PaymentDeadlines =
                isNow == default
                    ? deadlines
                    : deadlines.Set(TimeKey.Of(isNow, after.OrderId), after.OrderId),
        };
    }

    /// <summary>When a pending order is given up: never while there is money of it, which waits for a manager.</summary>
    private static DateTimeOffset Deadline(Order order) =>
        order.Status == OrderStatus.Pending && !order.Payment.Refundable.IsPositive
            ? order.Payment.GivenUpAt
            : default;

    /// <summary>
    /// The café with an order that had left it, and its provider's events, so that none counts again. Those that came back before it and
    /// are older than the limits leave: what is acted on late takes no room for long.
    /// </summary>
    private static Cafe Returned(Cafe cafe, OrderReturnedFact fact)
    {
        var order = OrderFold.Of(fact.Facts.Items)!;
        var room = Forgotten(cafe, fact.At);
        return room with
        {
            ClosedOrders = room.ClosedOrders.Set(order),
            ProviderEvents = order.Payment.ProviderEvents.Items.Aggregate(
                room.ProviderEvents,
                (events, counted) => events.Set(counted, order.OrderId)
            ),
        };
    }

    /// <summary>Makes room for one more closed order: those beyond the limits leave, and their provider's events with them.</summary>
    private static Cafe Forgotten(Cafe cafe, DateTimeOffset now)
    {
        var limits = cafe.Profile.Limits;
        foreach (var orderId in cafe.ClosedOrders.ByEnd.Values)
        {
            var oldest = cafe.ClosedOrders.ById.Items[orderId];
            if (
                cafe.ClosedOrders.ById.Count < limits.ClosedOrdersCount
                && oldest.ClosedAt >= now - limits.ClosedOrdersKept
            )
            {
                break;
            }

            // What a bill comes to follows from its orders: they stay as long as it is open, but for those that never cost anybody anything.
            if (
                cafe.Bills.Contains(oldest.BillId)
                && (oldest.Status != OrderStatus.Cancelled || oldest.Payment.Captures.Count > 0)
            )
            {
                continue;
            }

            cafe = BillApply.WithoutOrder(cafe, oldest) with
            {
                ClosedOrders = cafe.ClosedOrders.Remove(oldest),
                ProviderEvents = oldest.Payment.ProviderEvents.Items.Aggregate(
                    cafe.ProviderEvents,
                    (events, counted) => events.Remove(counted)
                ),
            };
        }

        return cafe;
    }

    /// <summary>A line that became ready says how long one piece takes; what cannot be true is not remembered.</summary>
    private static Cafe Measured(Cafe cafe, OrderFact fact)
    {
        if (
            fact is not LineMovedFact { To: LineStatus.Ready, CounterId: { } counterId } ready
            || cafe.Order(fact.OrderId)!.Line(ready.LineId) is not { StartedAt: { } startedAt } line
        )
        {
            return cafe;
        }

        var limits = cafe.Profile.Limits;
        var piece =
            (ready.At - startedAt)
            * WorkShare.Of(cafe, counterId, fact.OrderId, line, startedAt, ready.At);
        if (piece < limits.ShortestPreparation || piece > limits.LongestPreparation)
        {
            return cafe;
        }

        var key = PreparationTimes.Key(counterId, line.ItemId);
        var times = cafe.PreparationTimes.TryGet(key, out var known)
            ? known
            : new PreparationTimes([]);
        return cafe with
        {
            PreparationTimes = cafe.PreparationTimes.Set(
                key,
                times.Add(piece, limits.PreparationTimesKept)
            ),
        };
    }
}
