using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Figures;

/// <summary>
/// What moved since the last closing, counted while facts come, in their order and not by the clock: what one closing has, no other has
/// (docs/protocol.md §5, "The day's closing"). As long as the menu, the staff and the tenders are many, however many orders there are.
/// </summary>
/// <param name="Since">When it began: with the closing before, or when the café began to keep closings.</param>
public sealed record SalesFigures(DateTimeOffset Since)
{
    /// <summary>How many payments at terminals are listed one by one; of more, the latest are.</summary>
    public const int TerminalPaymentsListed = 1_000;

    /// <summary>Orders that were confirmed.</summary>
    public int Orders { get; init; }

    /// <summary>What came in for orders less what went back of it, with the tax and without tips.</summary>
    public Money Gross { get; init; }

    /// <summary>What came in as tips less what went back of them.</summary>
    public Money Tips { get; init; }

    /// <summary>The tax in what came in less what went back, by rate.</summary>
    public EquatableList<TaxAmount> Taxes { get; init; }

    /// <summary>What came in and went back by tender and person, by <see cref="Figures.Takings.Key"/>.</summary>
    public EquatableMap<Takings> Takings { get; init; }

    /// <summary>The items of the orders that were confirmed, less what was voided or cancelled after it, by item.</summary>
    public EquatableMap<ItemSales> Items { get; init; }

    /// <summary>Lines of confirmed orders that were voided, and by what that made their orders cheaper.</summary>
    public CountedMoney Voids { get; init; }

    /// <summary>What discounts took off the prices of confirmed orders, comps left out.</summary>
    public Money Discounts { get; init; }

    /// <summary>What of confirmed orders was given for nothing.</summary>
    public Money Comps { get; init; }

    /// <summary>The service charge of confirmed orders.</summary>
    public Money ServiceCharge { get; init; }

    /// <summary>What the rounding of cash added to confirmed orders; negative where it took off.</summary>
    public Money Rounding { get; init; }

    /// <summary>Orders that were accepted and then cancelled, and what they cost.</summary>
    public CountedMoney Cancellations { get; init; }

    /// <summary>The number of the first receipt; null where there was none.</summary>
    public long? FirstReceipt { get; init; }

    /// <summary>The number of the last receipt; null where there was none.</summary>
    public long? LastReceipt { get; init; }

    /// <summary>The latest payments at terminals, to be compared with the terminal's own list.</summary>
    public EquatableList<TerminalPayment> TerminalPayments { get; init; }

    /// <summary>All of the tax.</summary>
    public Money Tax => Taxes.Items.Aggregate(Money.Zero, (sum, one) => sum + one.Tax);

    /// <summary>What came in less what went back, without tax and tips.</summary>
    public Money Net => Gross - Tax;

    /// <summary>What of the gross was taxed at no rate, because the café counted no tax when it was ordered; the rounding of cash has none.</summary>
    public Money Untaxed =>
        Taxes.Items.Aggregate(Gross - Rounding, (left, one) => left - one.Gross);

    /// <summary>What the drawer has more than at the beginning: cash that came in, tips with it, less cash that went back.</summary>
    public Money Cash =>
        Takings
            .Values.Where(one => one.Tender == Tender.Cash)
            .Aggregate(Money.Zero, (sum, one) => sum + one.Left);

    /// <summary>Whether nothing moved since the last closing.</summary>
    public bool IsEmpty => this == new SalesFigures(Since);
}

/// <summary>So many of something, and what they come to.</summary>
/// <param name="Count">How many.</param>
/// <param name="Amount">What they come to.</param>
public readonly record struct CountedMoney(int Count, Money Amount)
{
    /// <summary>The same with one more of them.</summary>
    /// <param name="amount">What it comes to.</param>
    public CountedMoney With(Money amount) => new(Count + 1, Amount + amount);
}

/// <summary>What came in and went back by one tender, by the hand of one person.</summary>
/// <param name="Tender">How it came in, and so how it goes back.</param>
/// <param name="Provider">The provider that carried it; null where nobody did.</param>
/// <param name="PersonId">Who took it or gave it back; null where no person of the café did.</param>
/// <param name="PersonName">Their name when that was counted last.</param>
public sealed record Takings(
    Tender Tender,
    string? Provider,
    string? PersonId,
    string? PersonName = null
)
{
    /// <summary>Payments; one of a bill counts once, however many orders it is for.</summary>
    public int Payments { get; init; }

    /// <summary>What came in without tips.</summary>
    public Money Amount { get; init; }

    /// <summary>What came in as tips.</summary>
    public Money Tips { get; init; }

    /// <summary>Refunds, less those that failed later.</summary>
    public int Refunds { get; init; }

    /// <summary>What went back, of tips too.</summary>
    public Money Refunded { get; init; }

    /// <summary>What is left of what came in.</summary>
    public Money Left => Amount + Tips - Refunded;

    /// <summary>What it is found by.</summary>
    public string Key => $"{Tender}|{Provider}|{PersonId}";
}

/// <summary>What was sold of an item.</summary>
/// <param name="ItemId">The id of the item on the menu.</param>
/// <param name="Name">Its name when it was counted last.</param>
/// <param name="Category">Its heading on the menu then.</param>
/// <param name="Units">How many pieces.</param>
/// <param name="Amount">What they cost by the prices of the menu.</param>
public sealed record ItemSales(
    string ItemId,
    string Name,
    string Category,
    int Units,
    Money Amount
);

/// <summary>A payment at a terminal of the café.</summary>
/// <param name="At">When it was recorded.</param>
/// <param name="Reference">The terminal's word for it.</param>
/// <param name="Amount">What was paid, without the tip.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="PersonId">Who recorded it.</param>
public sealed record TerminalPayment(
    DateTimeOffset At,
    string Reference,
    Money Amount,
    Money Tip,
    string PersonId
);
