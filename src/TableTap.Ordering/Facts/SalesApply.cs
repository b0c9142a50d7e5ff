using TableTap.Ordering.Figures;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What each fact adds to what moved since the last closing. Each fact is counted once, in the order of facts.</summary>
internal static class SalesApply
{
    /// <summary>The café with what moved after one more fact.</summary>
    /// <param name="before">The café before it.</param>
    /// <param name="after">The café after it, but for what moved.</param>
    /// <param name="fact">The fact that was applied.</param>
    public static Cafe Apply(Cafe before, Cafe after, Fact fact) =>
        before.Figures.Sales is { } sales ? With(after, Next(sales, before, after, fact))
        // From the moment on at which the café wants closings, and for ever: what moves is not lost where its file forgets them for a day.
        : after.Profile.Closing is not null ? With(after, new(fact.At))
        : after;

    private static Cafe With(Cafe cafe, SalesFigures sales) =>
        ReferenceEquals(cafe.Figures.Sales, sales)
            ? cafe
            : cafe with
            {
                Figures = cafe.Figures with { Sales = sales },
            };

    private static SalesFigures Next(SalesFigures sales, Cafe before, Cafe after, Fact fact) =>
        Priced(Counted(sales, before, after, fact), before, after, fact);

    /// <summary>What was added to the prices of confirmed orders, or taken off, is another sum than before the fact.</summary>
    private static SalesFigures Priced(SalesFigures sales, Cafe before, Cafe after, Fact fact)
    {
        if (fact is not OrderFact { OrderId: var orderId })
        {
            return sales;
        }

        var (was, now) = (PriceOf(before.Order(orderId)), PriceOf(after.Order(orderId)));
        return was is null && now is null
            ? sales
            : sales with
            {
                Discounts = sales.Discounts + Change(was?.Discount, now?.Discount),
                Comps = sales.Comps + Change(was?.Comp, now?.Comp),
                ServiceCharge =
                    sales.ServiceCharge + Change(was?.ServiceCharge, now?.ServiceCharge),
                Rounding = sales.Rounding + Change(was?.Rounding, now?.Rounding),
            };
    }

    /// <summary>The price of a confirmed order that has adjustments; a cancelled one costs nothing.</summary>
    private static OrderPrice? PriceOf(Order? order) =>
        order is { Adjustments: not null, ConfirmedAt: not null, Status: not OrderStatus.Cancelled }
            ? order.Price
            : null;

    private static Money Change(Money? was, Money? now) =>
        (now ?? Money.Zero) - (was ?? Money.Zero);

    private static SalesFigures Counted(SalesFigures sales, Cafe before, Cafe after, Fact fact) =>
        fact switch
        {
            DayClosedFact f => new(f.At),
            OrderConfirmedFact f => Items(
                sales with
                {
                    Orders = sales.Orders + 1,
                },
                after,
                after.Order(f.OrderId)!.LiveLines,
                1
            ),
            OrderCancelledFact f => Cancelled(sales, before, f),
            LineMovedFact { To: LineStatus.Voided } f => Voided(sales, before, after, f),
            PaymentProcessedFact f => Paid(Moved(sales, before, after, f), before, f),
            PaymentRefundedFact f => GivenBack(Moved(sales, before, after, f), before, after, f),
            RefundReportedFact f => GivenBack(Moved(sales, before, after, f), before, after, f),
            BillPaidFact f => Counted(sales, before, f),
            // The tax in what is kept is another one where that in the price is.
            OrderFact f when PriceApply.IsOfTax(f) => sales with
            {
                Taxes = Taxes(sales, before.Order(f.OrderId)!, after.Order(f.OrderId)!),
            },
            _ => sales,
        };

    /// <summary>What the café has of an order's money, and the tax in it, changed.</summary>
    private static SalesFigures Moved(SalesFigures sales, Cafe before, Cafe after, OrderFact fact)
    {
        var (was, now) = (before.Order(fact.OrderId)!, after.Order(fact.OrderId)!);
        var gross = now.Payment.Kept - was.Payment.Kept;
        return sales with
        {
            Gross = sales.Gross + gross,
            Tips = sales.Tips + now.Payment.Refundable - was.Payment.Refundable - gross,
            Taxes = Taxes(sales, was, now),
            FirstReceipt = sales.FirstReceipt ?? PaymentApply.ReceiptNumber(fact),
            LastReceipt = PaymentApply.ReceiptNumber(fact) ?? sales.LastReceipt,
        };
    }

    private static EquatableList<TaxAmount> Taxes(SalesFigures sales, Order was, Order now) =>
        now.Tax is null
            ? sales.Taxes
            : TaxDays.Sum([
                .. sales.Taxes.Items,
                .. now.KeptTaxes.Items,
                .. was.KeptTaxes.Items.Select(one => new TaxAmount(one.Rate, -one.Net, -one.Tax)),
            ]);

    private static SalesFigures Paid(SalesFigures sales, Cafe before, PaymentProcessedFact fact) =>
        Taken(
            sales,
            before,
            PaymentApply.TenderOf(fact),
            fact.Provider,
            fact.ProviderEventId is null ? fact.By : null,
            taken =>
                taken with
                {
                    // What is for a bill is counted with its bill: it may be for many orders.
                    Payments = taken.Payments + (IsOfBill(before, fact) ? 0 : 1),
                    Amount = taken.Amount + fact.Amount,
                    Tips = taken.Tips + fact.Tip,
                }
        );

    private static bool IsOfBill(Cafe before, PaymentProcessedFact fact) =>
        fact.ProviderEventId is null && before.Bills.Contains(before.Order(fact.OrderId)!.BillId);

    private static SalesFigures Counted(SalesFigures sales, Cafe before, BillPaidFact fact)
    {
        var payment = fact.Payment;
        sales = Taken(
            sales,
            before,
            payment.Tender,
            null,
            payment.By,
            taken => taken with { Payments = taken.Payments + 1 }
        );
        return payment.Tender == Tender.Terminal
            ? sales with
            {
                TerminalPayments =
                [
                    .. sales.TerminalPayments.Items.TakeLast(
                        SalesFigures.TerminalPaymentsListed - 1
                    ),
                    new(fact.At, payment.Reference ?? "", payment.Amount, payment.Tip, payment.By),
                ],
            }
            : sales;
    }

    /// <summary>A refund goes back the way the money came; one that failed is taken back where it was counted.</summary>
    private static SalesFigures GivenBack(
        SalesFigures sales,
        Cafe before,
        Cafe after,
        OrderFact fact
    )
    {
        var (was, now) = (before.Order(fact.OrderId)!.Payment, after.Order(fact.OrderId)!.Payment);
        var more = now.Refunded - was.Refunded;
        if (more == Money.Zero)
        {
            return sales;
        }

        var (refundId, by) = fact switch
        {
            PaymentRefundedFact f => (f.RefundId, f.By),
            _ => (((RefundReportedFact)fact).RefundId, null),
        };
        var from = now.CaptureOf(now.RefundsById.Items[refundId]);
        return Taken(
            sales,
            before,
            from is null ? Tender.Cash : PaidBy(before, before.Order(fact.OrderId)!, from),
            from?.Provider,
            from?.Provider is null ? by : null,
            taken =>
                taken with
                {
                    Refunds = taken.Refunds + (more.IsPositive ? 1 : -1),
                    Refunded = taken.Refunded + more,
                }
        );
    }

    /// <summary>How money came in; of what an earlier version counted, the bill and the order know whether it was by card.</summary>
    private static Tender PaidBy(Cafe cafe, Order order, Capture from) =>
        from is { Tender: null, Provider: null }
            ? PaidOfBill(cafe, order, from)
                ?? (order.Payment.Method == PaymentMethod.Cash ? Tender.Cash : Tender.Terminal)
            : from.PaidBy;

    private static Tender? PaidOfBill(Cafe cafe, Order order, Capture from) =>
        from.ReceiptNumber is { } number
        && (
            cafe.Bills.TryGet(order.BillId, out var bill)
            || cafe.ClosedBills.TryGet(order.BillId, out bill)
        )
            ? bill
                .Payments.Items.Concat(bill.MergedPayments.Items)
                .FirstOrDefault(one => one.ReceiptNumber == number)
                ?.Tender
            : null;

    private static SalesFigures Taken(
        SalesFigures sales,
        Cafe cafe,
        Tender tender,
        string? provider,
        string? by,
        Func<Takings, Takings> change
    )
    {
        // A guest who cancels, or a rule, has no drawer.
        var person = by is null ? null : cafe.Profile.Employee(by);
        var taken = new Takings(
            tender,
            tender == Tender.Gateway ? provider : null,
            person?.EmployeeId
        );
        taken = change(sales.Takings.TryGet(taken.Key, out var known) ? known : taken) with
        {
            PersonName = person?.Name,
        };
        return sales with { Takings = sales.Takings.Set(taken.Key, taken) };
    }

    private static SalesFigures Voided(
        SalesFigures sales,
        Cafe before,
        Cafe after,
        LineMovedFact fact
    )
    {
        var (was, now) = (before.Order(fact.OrderId)!, after.Order(fact.OrderId)!);
        // The tax in what is kept can be another one by what is left.
        sales = sales with
        {
            Taxes = Taxes(sales, was, now),
        };
        return was.ConfirmedAt is null || was.Line(fact.LineId) is not { IsLive: true } line
            ? sales
            : Items(
                sales with
                {
                    Voids = sales.Voids.With(was.Total - now.Total),
                },
                before,
                [line],
                -1
            );
    }

    private static SalesFigures Cancelled(SalesFigures sales, Cafe before, OrderCancelledFact fact)
    {
        var was = before.Order(fact.OrderId)!;
        if (was.Status == OrderStatus.Pending)
        {
            return sales;
        }

        sales = sales with { Cancellations = sales.Cancellations.With(was.Total) };
        return was.ConfirmedAt is null ? sales : Items(sales, before, was.LiveLines, -1);
    }

    private static SalesFigures Items(
        SalesFigures sales,
        Cafe cafe,
        IEnumerable<OrderLine> lines,
        int times
    )
    {
        var items = sales.Items;
        foreach (var line in lines)
        {
            var known = items.TryGet(line.ItemId, out var sold) ? sold : null;
            items = items.Set(
                line.ItemId,
                new(
                    line.ItemId,
                    line.Name,
                    cafe.Profile.Item(line.ItemId)?.Category ?? known?.Category ?? "",
                    (known?.Units ?? 0) + (times * line.Quantity),
                    (known?.Amount ?? Money.Zero) + (line.Price * times)
                )
            );
        }

        return sales with
        {
            Items = items,
        };
    }
}
