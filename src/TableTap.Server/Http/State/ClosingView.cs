using TableTap.Ordering.Figures;
using TableTap.Ordering.State;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>So many of something, and what they come to.</summary>
/// <param name="Count">How many.</param>
/// <param name="Amount">What they come to.</param>
internal sealed record CountView(int Count, Money Amount);

/// <summary>What was added to the prices of confirmed orders, and taken off.</summary>
/// <param name="Discounts">What discounts took off, comps left out.</param>
/// <param name="Comps">What was given for nothing.</param>
/// <param name="ServiceCharge">The service charge; without its tax where tax is added to prices.</param>
/// <param name="Rounding">What the rounding of cash added; below zero where it took off.</param>
internal sealed record PriceChangesView(
    Money Discounts,
    Money Comps,
    Money ServiceCharge,
    Money Rounding
);

/// <summary>What came in and went back by one tender.</summary>
/// <param name="Payments">Payments; one of a bill counts once.</param>
/// <param name="Amount">What came in without tips.</param>
/// <param name="Tips">What came in as tips.</param>
/// <param name="Refunds">Refunds, less those that failed later.</param>
/// <param name="Refunded">What went back, of tips too.</param>
/// <param name="Total">What is left of it.</param>
/// <param name="Tender">How it came in.</param>
/// <param name="Provider">The provider that carried it; absent where nobody did.</param>
internal sealed record TenderView(
    int Payments,
    Money Amount,
    Money Tips,
    int Refunds,
    Money Refunded,
    Money Total,
    Tender Tender,
    string? Provider = null
)
{
    /// <summary>The sum of some takings of one tender and provider.</summary>
    public static TenderView Of(Tender tender, string? provider, IEnumerable<Takings> some)
    {
        var all = some.ToList();
        Money Sum(Func<Takings, Money> of) =>
            all.Aggregate(Money.Zero, (sum, one) => sum + of(one));

        return new(
            all.Sum(one => one.Payments),
            Sum(one => one.Amount),
            Sum(one => one.Tips),
            all.Sum(one => one.Refunds),
            Sum(one => one.Refunded),
            Sum(one => one.Left),
            tender,
            provider
        );
    }
}

/// <summary>What one person took and gave back by one tender.</summary>
/// <param name="Payments">Payments; one of a bill counts once.</param>
/// <param name="Amount">What came in without tips.</param>
/// <param name="Tips">What came in as tips.</param>
/// <param name="Refunds">Refunds, less those that failed later.</param>
/// <param name="Refunded">What went back, of tips too.</param>
/// <param name="Total">What is left of it.</param>
/// <param name="Tender">How it came in.</param>
/// <param name="EmployeeId">Who took it or gave it back.</param>
/// <param name="Name">Their name then.</param>
internal sealed record PersonView(
    int Payments,
    Money Amount,
    Money Tips,
    int Refunds,
    Money Refunded,
    Money Total,
    Tender Tender,
    string EmployeeId,
    string Name
)
{
    /// <summary>The same without the person.</summary>
    internal TenderView Totals => new(Payments, Amount, Tips, Refunds, Refunded, Total, Tender);

    /// <summary>The takings of a person.</summary>
    public static PersonView Of(Takings one) =>
        new(
            one.Payments,
            one.Amount,
            one.Tips,
            one.Refunds,
            one.Refunded,
            one.Left,
            one.Tender,
            one.PersonId!,
            one.PersonName ?? one.PersonId!
        );
}

/// <summary>What was sold of an item.</summary>
/// <param name="ItemId">The id of the item.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Category">Its heading on the menu.</param>
/// <param name="Units">How many pieces; below zero where more were voided than ordered.</param>
/// <param name="Amount">What they cost by the prices of the menu.</param>
internal sealed record ItemSalesView(
    [Id] string ItemId,
    string Name,
    string Category,
    int Units,
    Money Amount
);

/// <summary>What was sold under a heading of the menu.</summary>
/// <param name="Category">The heading.</param>
/// <param name="Units">How many pieces.</param>
/// <param name="Amount">What they cost by the prices of the menu.</param>
internal sealed record CategorySalesView(string Category, int Units, Money Amount);

/// <summary>A payment at a terminal of the café.</summary>
/// <param name="At">When it was recorded.</param>
/// <param name="Reference">The terminal's word for it.</param>
/// <param name="Amount">What was paid.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="EmployeeId">Who recorded it.</param>
internal sealed record TerminalPaymentView(
    DateTimeOffset At,
    string Reference,
    Money Amount,
    Money Tip,
    string EmployeeId
);

/// <summary>The cash in the drawer.</summary>
/// <param name="Float">What was there at the beginning.</param>
/// <param name="Taken">Cash that came in, tips with it, less cash that went back.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Counted">What was counted; absent where nobody counted.</param>
/// <param name="Difference">What was counted beyond what should be there; below zero for what was missing.</param>
internal sealed record DrawerView(
    Money Float,
    Money Taken,
    Money Expected,
    Money? Counted = null,
    Money? Difference = null
);

/// <summary>The numbers of receipts.</summary>
/// <param name="From">The first one.</param>
/// <param name="To">The last one.</param>
internal sealed record ReceiptsView([Bounds(1)] long From, [Bounds(1)] long To);

/// <summary>Money that a guest still has to pay.</summary>
/// <param name="Number">The number of the bill, or of the order that is on none.</param>
/// <param name="Due">What is due.</param>
/// <param name="BillId">The bill; absent where it is an order.</param>
/// <param name="OrderId">The order; absent where it is a bill.</param>
internal sealed record OpenMoneyView(
    string Number,
    Money Due,
    [Id] string? BillId = null,
    [Id] string? OrderId = null
);

/// <summary>A closing in a list.</summary>
/// <param name="Number">Its number, from 1 without a gap.</param>
/// <param name="Day">Its day of business, <c>2024-01-15</c>.</param>
/// <param name="From">When what it has begins.</param>
/// <param name="To">When it was made.</param>
/// <param name="By">Who made it.</param>
/// <param name="Orders">Orders that were confirmed.</param>
/// <param name="Gross">What came in less what went back, with the tax and without tips.</param>
/// <param name="Net">The same without the tax.</param>
/// <param name="Tax">The tax.</param>
/// <param name="Tips">Tips that came in less those that went back.</param>
/// <param name="Drawer">The cash in the drawer.</param>
internal sealed record ClosingSummary(
    [Bounds(1)] long Number,
    string Day,
    DateTimeOffset From,
    DateTimeOffset To,
    string By,
    int Orders,
    Money Gross,
    Money Net,
    Money Tax,
    Money Tips,
    DrawerView Drawer
)
{
    /// <summary>A closing in a list.</summary>
    public static ClosingSummary Of(Closing closing) =>
        new(
            closing.Number,
            closing.Day,
            closing.Sales.Since,
            closing.At,
            closing.By,
            closing.Sales.Orders,
            closing.Sales.Gross,
            closing.Sales.Net,
            closing.Sales.Tax,
            closing.Sales.Tips,
            new(
                closing.Float,
                closing.Sales.Cash,
                closing.Expected,
                closing.Counted,
                closing.Difference
            )
        );
}

/// <summary>The whole of a closing.</summary>
/// <param name="Kind"><c>z</c> for a closing, <c>x</c> for what the next one would be.</param>
/// <param name="Summary">What stands in the list, too.</param>
/// <param name="Taxes">The tax by rate, the highest first.</param>
/// <param name="Untaxed">What of the gross has no rate, because the café counted no tax when it was ordered.</param>
/// <param name="Tenders">What came in and went back by tender.</param>
/// <param name="People">The same by person and tender.</param>
/// <param name="Refunds">All that went back.</param>
/// <param name="Voids">Lines of confirmed orders that were voided.</param>
/// <param name="Cancellations">Orders that were accepted and then cancelled.</param>
/// <param name="Prices">What was added to the prices of confirmed orders, and taken off.</param>
/// <param name="Items">What was sold, by item.</param>
/// <param name="Categories">What was sold, by heading of the menu.</param>
/// <param name="TerminalPayments">The latest payments at terminals of the café, at most 1,000.</param>
/// <param name="Open">What guests still had to pay.</param>
/// <param name="Receipts">The numbers of its receipts; absent where there are none.</param>
internal sealed record ClosingView(
    string Kind,
    ClosingSummary Summary,
    IReadOnlyList<TaxSum> Taxes,
    Money Untaxed,
    IReadOnlyList<TenderView> Tenders,
    IReadOnlyList<PersonView> People,
    CountView Refunds,
    CountView Voids,
    CountView Cancellations,
    PriceChangesView Prices,
    IReadOnlyList<ItemSalesView> Items,
    IReadOnlyList<CategorySalesView> Categories,
    IReadOnlyList<TerminalPaymentView> TerminalPayments,
    IReadOnlyList<OpenMoneyView> Open,
    ReceiptsView? Receipts = null
)
{
    /// <summary>The report of a closing.</summary>
    /// <param name="closing">The closing.</param>
    /// <param name="isMade">Whether it was made, and is not what the next one would be.</param>
    public static ClosingView Of(Closing closing, bool isMade)
    {
        var sales = closing.Sales;
        var all = sales.Takings.Values.ToList();
        return new(
            isMade ? "z" : "x",
            ClosingSummary.Of(closing),
            [.. sales.Taxes.Items.Select(one => new TaxSum(one.Rate, one.Net, one.Tax))],
            sales.Untaxed,
            [
                .. all.GroupBy(one => (one.Tender, one.Provider))
                    .OrderBy(group => group.Key.Tender)
                    .ThenBy(group => group.Key.Provider, StringComparer.Ordinal)
                    .Select(group => TenderView.Of(group.Key.Tender, group.Key.Provider, group)),
            ],
            [
                .. all.Where(one => one.PersonId is not null)
                    .OrderBy(one => one.PersonId, StringComparer.Ordinal)
                    .ThenBy(one => one.Tender)
                    .Select(PersonView.Of),
            ],
            new(all.Sum(one => one.Refunds), Sum(all.Select(one => one.Refunded))),
            new(sales.Voids.Count, sales.Voids.Amount),
            new(sales.Cancellations.Count, sales.Cancellations.Amount),
            new(sales.Discounts, sales.Comps, sales.ServiceCharge, sales.Rounding),
            [
                .. sales
                    .Items.Values.OrderBy(item => item.Category, StringComparer.Ordinal)
                    .ThenBy(item => item.Name, StringComparer.Ordinal)
                    .Select(item => new ItemSalesView(
                        item.ItemId,
                        item.Name,
                        item.Category,
                        item.Units,
                        item.Amount
                    )),
            ],
            [
                .. sales
                    .Items.Values.GroupBy(item => item.Category)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new CategorySalesView(
                        group.Key,
                        group.Sum(item => item.Units),
                        Sum(group.Select(item => item.Amount))
                    )),
            ],
            [
                .. sales.TerminalPayments.Items.Select(one => new TerminalPaymentView(
                    one.At,
                    one.Reference,
                    one.Amount,
                    one.Tip,
                    one.PersonId
                )),
            ],
            [
                .. closing.Open.Items.Select(one =>
                    one.IsBill
                        ? new OpenMoneyView(one.Number, one.Due, BillId: one.Id)
                        : new OpenMoneyView(one.Number, one.Due, OrderId: one.Id)
                ),
            ],
            sales is { FirstReceipt: { } first, LastReceipt: { } last } ? new(first, last) : null
        );
    }

    private static Money Sum(IEnumerable<Money> amounts) =>
        amounts.Aggregate(Money.Zero, (sum, one) => sum + one);
}
