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
        var (voids, cancellations) = Ended(orders);
        Assert.Equal(voids, Sum(all.Select(one => one.Voids)));
        Assert.Equal(cancellations, Sum(all.Select(one => one.Cancellations)));
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

    private static CountedMoney Sum(IEnumerable<CountedMoney> all) =>
        all.Aggregate(
            default(CountedMoney),
            (sum, one) => new(sum.Count + one.Count, sum.Amount + one.Amount)
        );

    /// <summary>
    /// What was voided of confirmed orders, and the accepted orders that were cancelled: by what each order cost before and after it.
    /// </summary>
    private static (CountedMoney Voids, CountedMoney Cancellations) Ended(
        IEnumerable<IEnumerable<OrderFact>> orders
    )
    {
        var (voids, cancellations) = (default(CountedMoney), default(CountedMoney));
        foreach (var order in orders)
        {
            var known = new List<OrderFact>();
            foreach (var fact in OrderFold.Unfold(order))
            {
                if (fact is OrderCancelledFact { From: not OrderStatus.Pending })
                {
                    cancellations = cancellations.With(OrderFold.Of(known)!.Total);
                }
                else if (
                    fact is LineMovedFact { To: LineStatus.Voided } voided
                    && OrderFold.Of(known) is { ConfirmedAt: not null } was
                    && was.Line(voided.LineId) is { IsLive: true }
                )
                {
                    voids = voids.With(was.Total - OrderFold.Of([.. known, fact])!.Total);
                }

                known.Add(fact);
            }
        }

        return (voids, cancellations);
    }

    /// <summary>Within one closing: what came by all tenders is what it is for, with the tips.</summary>
    private static void Adds(SalesFigures sales)
    {
        var left = sales.Takings.Values.Aggregate(Money.Zero, (sum, one) => sum + one.Left);
        Assert.Equal(sales.Gross + sales.Tips, left);
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

    /// <summary>What is left by tender, provider and person, and how many refunds there are that did not fail.</summary>
    private static string Takings(IReadOnlyList<Fact> facts)
    {
        HashSet<string> staff = [];
        var payments = new Dictionary<(string Order, string Transaction), (Tender, string?)>();
        var refunds = new Dictionary<string, (Tender Tender, string? Provider, long Amount)>();
        var left = new Dictionary<string, (long Left, int Refunds)>(StringComparer.Ordinal);
        // A guest, a provider and a rule have no drawer.
        void Add(Tender tender, string? provider, string? by, long amount, int refunds)
        {
            var key = Key(
                tender,
                tender == Tender.Gateway ? provider : null,
                by is not null && staff.Contains(by) ? by : null
            );
            var (sum, count) = left.GetValueOrDefault(key);
            left[key] = (sum + amount, count + refunds);
        }

        foreach (var fact in facts)
        {
            switch (fact)
            {
                case CafeConfiguredFact f:
                    staff = [.. f.Profile.Staff.Items.Select(person => person.EmployeeId)];
                    break;
                case PaymentProcessedFact f:
                    var tender =
                        f.Method == PaymentMethod.Cash ? Tender.Cash
                        : f.Method == PaymentMethod.Voucher ? Tender.Voucher
                        : f.ProviderEventId is null ? Tender.Terminal
                        : Tender.Gateway;
                    payments[(f.OrderId, f.TransactionId)] = (tender, f.Provider);
                    Add(
                        tender,
                        f.Provider,
                        f.ProviderEventId is null ? f.By : null,
                        (f.Amount + f.Tip).Thousandths,
                        0
                    );
                    break;
                case PaymentRefundedFact f:
                    var (of, provider) = payments[(f.OrderId, f.TransactionId!)];
                    refunds[f.RefundId] = (of, provider, f.Amount.Thousandths);
                    if (f.RefundStatus != RefundStatus.Failed)
                    {
                        // What a provider gives back nobody took out of a drawer.
                        var by = provider is null ? f.By : null;
                        Add(of, provider, by, -f.Amount.Thousandths, 1);
                    }

                    break;
                case RefundReportedFact { RefundStatus: RefundStatus.Failed } f:
                    var failed = refunds[f.RefundId];
                    Add(failed.Tender, failed.Provider, null, failed.Amount, -1);
                    break;
            }
        }

        return Text(left.Select(one => (one.Key, one.Value.Left, one.Value.Refunds)));
    }

    private static string Takings(IEnumerable<SalesFigures> all) =>
        Text(
            all.SelectMany(one => one.Takings.Values)
                .GroupBy(one => Key(one.Tender, one.Provider, one.PersonId), StringComparer.Ordinal)
                .Select(group =>
                    (
                        group.Key,
                        group.Sum(one => one.Left.Thousandths),
                        group.Sum(one => one.Refunds)
                    )
                )
        );

    private static string Key(Tender tender, string? provider, string? person) =>
        $"{tender} {provider} {person}";

    private static string Text(IEnumerable<(string Key, long Left, int Refunds)> some) =>
        string.Join(
            "; ",
            some.Where(one => one.Left != 0 || one.Refunds != 0)
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => $"{one.Key}: {one.Left}, {one.Refunds} refunds")
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
