using TableTap.Ordering.Facts;
using TableTap.Ordering.Figures;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Figures;

/// <summary>
/// What moved in a café, counted from scratch from all of its facts in the plainest way, against all closings and what moved since the
/// last one (docs/protocol.md §5, "The day's closing").
/// </summary>
internal static class SalesCountedAgain
{
    /// <summary>All closings and what moved since are all that ever moved.</summary>
    public static void Same(IReadOnlyList<Fact> facts, Cafe cafe)
    {
        var closings = facts.OfType<DayClosedFact>().Select(fact => fact.Closing).ToList();
        Assert.Equal(Enumerable.Range(1, closings.Count), closings.Select(one => (int)one.Number));
        Assert.Equal(cafe.LastClosing?.Number ?? 0, closings.Count);
        List<SalesFigures> all = [.. closings.Select(one => one.Sales), cafe.Figures.Sales!];
        Assert.All(all, Adds);
        Receipts(all, facts);
        var orders = facts.OfType<OrderFact>().GroupBy(fact => fact.OrderId).ToList();
        Assert.Equal(orders.Sum(Kept), all.Sum(one => one.Gross.Thousandths));
        Assert.Equal(orders.Sum(Tips), all.Sum(one => one.Tips.Thousandths));
        Assert.Equal(Takings(facts), Takings(all));
        Assert.Equal(PaymentsOf(facts), all.Sum(one => one.Takings.Values.Sum(t => t.Payments)));
        Assert.Equal(facts.OfType<OrderConfirmedFact>().Count(), all.Sum(one => one.Orders));
        Assert.Equal(
            facts.OfType<OrderCancelledFact>().Count(fact => fact.From != OrderStatus.Pending),
            all.Sum(one => one.Cancellations.Count)
        );
        Assert.Equal(Items(facts), Items(all));
        var folded = orders.Select(order => OrderFold.Of(OrderFold.Unfold(order))!).ToList();
        var prices = folded
            .Where(order =>
                order is { Adjustments: not null, ConfirmedAt: not null }
                && order.Status != OrderStatus.Cancelled
            )
            .Select(order => order.Price)
            .ToList();
        Assert.Equal(Sum(prices, one => one.Discount), Sum(all, one => one.Discounts));
        Assert.Equal(Sum(prices, one => one.Comp), Sum(all, one => one.Comps));
        Assert.Equal(Sum(prices, one => one.ServiceCharge), Sum(all, one => one.ServiceCharge));
        Assert.Equal(Sum(prices, one => one.Rounding), Sum(all, one => one.Rounding));
        var kept = folded.SelectMany(order => order.KeptTaxes.Items);
        Assert.Equal(TaxDays.Sum(kept), TaxDays.Sum(all.SelectMany(one => one.Taxes.Items)));
        var listed = facts
            .OfType<BillPaidFact>()
            .Where(fact => fact.Payment.Method == PaymentMethod.Card)
            .Select(fact => fact.Payment.Amount + fact.Payment.Tip);
        Assert.Equal(
            listed,
            all.SelectMany(one => one.TerminalPayments.Items.Select(p => p.Amount + p.Tip))
        );
    }

    private static Money Sum<T>(IEnumerable<T> all, Func<T, Money> of) =>
        all.Aggregate(Money.Zero, (sum, one) => sum + of(one));

    /// <summary>Within one closing: what came by all tenders is what it is for, with the tips.</summary>
    private static void Adds(SalesFigures sales)
    {
        var left = sales.Takings.Values.Aggregate(Money.Zero, (sum, one) => sum + one.Left);
        Assert.Equal(sales.Gross + sales.Tips, left);
        Assert.Equal(
            sales.Gross,
            sales.Taxes.Items.Aggregate(
                sales.Untaxed + sales.Rounding,
                (sum, one) => sum + one.Gross
            )
        );
        Assert.Equal(sales.Gross, sales.Net + sales.Tax);
    }

    /// <summary>The numbers of receipts go on from one closing to the next, and none is in two.</summary>
    private static void Receipts(List<SalesFigures> all, IReadOnlyList<Fact> facts)
    {
        var last = 0L;
        foreach (var one in all.Where(one => one.FirstReceipt is not null))
        {
            Assert.Equal(last + 1, one.FirstReceipt);
            last = one.LastReceipt!.Value;
        }

        Assert.Equal(facts.Max(Number) ?? 0, last);

        static long? Number(Fact fact) =>
            fact switch
            {
                PaymentProcessedFact f => f.ReceiptNumber,
                PaymentRefundedFact f => f.ReceiptNumber,
                _ => null,
            };
    }

    private static long Kept(IEnumerable<OrderFact> order) => MoneyOf(order).Kept;

    private static long Tips(IEnumerable<OrderFact> order) => MoneyOf(order).Tips;

    /// <summary>What is left of an order's money and of its tips: a refund takes what was kept first, and the tip last.</summary>
    private static (long Kept, long Tips) MoneyOf(IEnumerable<OrderFact> order)
    {
        var (captured, tips) = (0L, 0L);
        var refunds = new Dictionary<string, (long Amount, long Tip, bool HasFailed)>();
        long Back(Func<(long Amount, long Tip, bool HasFailed), long> of) =>
            refunds.Values.Where(one => !one.HasFailed).Sum(of);
        foreach (var fact in order)
        {
            switch (fact)
            {
                case PaymentProcessedFact f:
                    (captured, tips) = (captured + f.Amount.Thousandths, tips + f.Tip.Thousandths);
                    break;
                case PaymentRefundedFact f:
                    var kept = captured - Back(one => one.Amount - one.Tip);
                    refunds[f.RefundId] = (
                        f.Amount.Thousandths,
                        Math.Max(0, f.Amount.Thousandths - kept),
                        false
                    );
                    break;
                case RefundReportedFact f:
                    refunds[f.RefundId] = refunds[f.RefundId] with
                    {
                        HasFailed = f.RefundStatus == RefundStatus.Failed,
                    };
                    break;
            }
        }

        var back = Back(one => one.Amount);
        var ofTips = Math.Max(Back(one => one.Tip), back - captured);
        return (captured - (back - ofTips), tips - ofTips);
    }

    /// <summary>What is left by tender, and how many refunds there are that did not fail.</summary>
    private static string Takings(IReadOnlyList<Fact> facts)
    {
        var tenders = new Dictionary<(string Order, string Transaction), Tender>();
        var refunds = new Dictionary<string, (Tender Tender, long Amount)>();
        var left = new Dictionary<Tender, (long Left, int Refunds)>();
        void Add(Tender tender, long amount, int refunds)
        {
            var (sum, count) = left.GetValueOrDefault(tender);
            left[tender] = (sum + amount, count + refunds);
        }

        foreach (var fact in facts)
        {
            switch (fact)
            {
                case PaymentProcessedFact f:
                    var tender =
                        f.Method == PaymentMethod.Cash ? Tender.Cash
                        : f.Method == PaymentMethod.Voucher ? Tender.Voucher
                        : f.ProviderEventId is null ? Tender.Terminal
                        : Tender.Gateway;
                    tenders[(f.OrderId, f.TransactionId)] = tender;
                    Add(tender, (f.Amount + f.Tip).Thousandths, 0);
                    break;
                case PaymentRefundedFact f:
                    var of = tenders[(f.OrderId, f.TransactionId!)];
                    refunds[f.RefundId] = (of, f.Amount.Thousandths);
                    if (f.RefundStatus != RefundStatus.Failed)
                    {
                        Add(of, -f.Amount.Thousandths, 1);
                    }

                    break;
                case RefundReportedFact { RefundStatus: RefundStatus.Failed } f:
                    Add(refunds[f.RefundId].Tender, refunds[f.RefundId].Amount, -1);
                    break;
            }
        }

        return Text(left.Select(one => (one.Key, one.Value.Left, one.Value.Refunds)));
    }

    private static string Takings(IEnumerable<SalesFigures> all) =>
        Text(
            all.SelectMany(one => one.Takings.Values)
                .GroupBy(one => one.Tender)
                .Select(group =>
                    (
                        group.Key,
                        group.Sum(one => one.Left.Thousandths),
                        group.Sum(one => one.Refunds)
                    )
                )
        );

    private static string Text(IEnumerable<(Tender Tender, long Left, int Refunds)> some) =>
        string.Join(
            "; ",
            some.OrderBy(one => one.Tender)
                .Select(one => $"{one.Tender}: {one.Left}, {one.Refunds} refunds")
        );

    /// <summary>A payment of a bill follows on what it pays of the orders, which comes to the same, and is one.</summary>
    private static int PaymentsOf(IReadOnlyList<Fact> facts)
    {
        var payments = 0;
        var shares = new Stack<Money>();
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case PaymentProcessedFact paid:
                    shares.Push(paid.Amount);
                    payments++;
                    break;
                case BillPaidFact of:
                    var left = of.Payment.Amount;
                    while (left.IsPositive)
                    {
                        left -= shares.Pop();
                        payments--;
                    }

                    payments++;
                    break;
            }
        }

        return payments;
    }

    /// <summary>How many pieces of each item, and what they cost: of orders that were confirmed and not cancelled, what was not voided.</summary>
    private static string Items(IReadOnlyList<Fact> facts)
    {
        var confirmed = facts.OfType<OrderConfirmedFact>().Select(fact => fact.OrderId).ToHashSet();
        confirmed.ExceptWith(facts.OfType<OrderCancelledFact>().Select(fact => fact.OrderId));
        var voided = facts
            .OfType<LineMovedFact>()
            .Where(fact => fact.To == LineStatus.Voided)
            .Select(fact => fact.LineId)
            .ToHashSet();
        return Text(
            facts
                .OfType<OrderCreatedFact>()
                .Where(fact => confirmed.Contains(fact.OrderId))
                .SelectMany(fact => fact.Lines.Items)
                .Where(line => !voided.Contains(line.LineId))
                .Select(line => (line.ItemId, line.Quantity, line.Price.Thousandths))
        );
    }

    private static string Items(IEnumerable<SalesFigures> all) =>
        Text(
            all.SelectMany(one => one.Items.Values)
                .Select(item => (item.ItemId, item.Units, item.Amount.Thousandths))
        );

    private static string Text(IEnumerable<(string ItemId, int Units, long Amount)> some) =>
        string.Join(
            "; ",
            some.GroupBy(one => one.ItemId, StringComparer.Ordinal)
                .Select(group =>
                    (
                        group.Key,
                        Units: group.Sum(one => one.Units),
                        Sum: group.Sum(one => one.Amount)
                    )
                )
                .Where(one => one.Units != 0 || one.Sum != 0)
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => $"{one.Units} {one.Key}: {one.Sum}")
        );
}
