using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Figures;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Figures;
using TableTap.Ordering.Tests.Life;
using TableTap.Realtime.Journal;
using TableTap.Simulation.Reporting;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Simulation.Tests;

/// <summary>
/// The books of a simulated day, kept by counting the facts of the server's journal: what must hold after each of them, and at its end what
/// guests, staff and the issuer of vouchers were told of their money against what was booked.
/// </summary>
internal sealed class DayBooks
{
    private readonly Ledger _ledger = new();
    private readonly List<Fact> _facts = [];
    private readonly HashSet<string> _inCash = [];
    private Cafe _cafe;
    private Money _drawer;

    private DayBooks(string cafeId) => _cafe = Cafe.Empty(cafeId);

    /// <summary>Reads a day once its vouchers are settled with their issuer: the guest is told that it is paid, and then it is captured.</summary>
    /// <param name="journal">Where the facts are.</param>
    /// <param name="cafeId">The id of the café.</param>
    public static async Task<DayBooks> ReadAsync(IJournal journal, string cafeId)
    {
        var stop = TestContext.Current.CancellationToken;
        var books = new DayBooks(cafeId);
        await Patience.UntilAsync(async () =>
        {
            await books.ReadOnAsync(journal, stop);
            return books._cafe.Vouchers.Count == 0;
        });
        return books;
    }

    /// <summary>The day is over: nothing is open or lost, all money is where it was told to be, and everybody heard all of it.</summary>
    /// <param name="report">What guests and staff were told.</param>
    /// <param name="captured">What the issuer of vouchers gave, in euros.</param>
    public void Hold(SimulationReport report, decimal captured)
    {
        _ledger.Till = report.Sales.Revenue + report.Sales.GivenBack + report.Service.Tips;
        _ledger.AfterDay(_cafe);
        SalesCountedAgain.Same(_facts, _cafe);
        Assert.Empty(_cafe.Bills.Values);
        Assert.Contains(_facts, fact => fact is BillSplitFact { Parts.Count: > 1 });
        Assert.Contains(_facts, fact => fact is BillClosedFact { To: BillStatus.Paid });
        Assert.Contains(_facts, fact => fact is BillPaidFact { Payment.Taxes.Count: > 0 });
        Assert.Contains(_facts, fact => fact is DayClosedFact);

        var paid = _facts.OfType<PaymentProcessedFact>().ToList();
        var back = _facts.OfType<PaymentRefundedFact>();
        var byVoucher = paid.Where(one => one.Method == PaymentMethod.Voucher);
        Assert.Equal(report.Service.Tips, Sum(paid, one => one.Tip));
        Assert.Equal(report.Sales.GivenBack, Sum(back, one => one.Amount));
        Assert.Equal(captured, Sum(byVoucher, one => one.Amount).ToDecimal());
        HaveCauses(TimeProvider.System.GetUtcNow());
        Assert.All(
            report.Messages,
            line =>
                Assert.Equal(
                    (line.Expected, 0L, 0L, 0L),
                    (line.Received, line.Missing, line.Doubled, line.Reordered)
                )
        );
    }

    private async Task ReadOnAsync(IJournal journal, CancellationToken stop)
    {
        var stream = CafeStream.Of(_cafe.CafeId);
        await foreach (var stored in journal.ReadStreamAsync(stream, _cafe.Version, stop))
        {
            Take(FactTable.Read(stream, stored));
        }
    }

    private void Take(Fact fact)
    {
        var before = _cafe;
        _cafe = CafeApply.Apply(before, fact);
        _facts.Add(fact);
        _ledger.After(before, fact, _cafe);
        switch (fact)
        {
            case PaymentProcessedFact { Method: PaymentMethod.Cash } paid:
                _inCash.Add(paid.TransactionId);
                _drawer += paid.Amount + paid.Tip;
                break;
            case PaymentRefundedFact { TransactionId: { } of } back when _inCash.Contains(of):
                _drawer -= back.Amount;
                break;
            case BillSplitFact { Parts.Count: > 0 } split:
                Divides(before, split);
                break;
            case BillPaidFact { Payment: { PartId: { } partId } payment } paid:
                Assert.Equal(
                    before.Bills.Items[paid.BillId].Part(partId)!.Amount,
                    payment.Amount - (payment.Rounding ?? Money.Zero)
                );
                break;
            case BillClosedFact { To: BillStatus.Paid } closed:
                Settles(_cafe, closed);
                break;
            case DayClosedFact { Closing: var closing }:
                Assert.Equal(before.Profile.Closing!.Float, closing.Float);
                Assert.Equal(closing.Float + _drawer, closing.Expected);
                _drawer = Money.Zero;
                break;
            default:
                break;
        }
    }

    /// <summary>The parts of a bill are what is due of it; parts by lines, which are whole orders here, what is due of these.</summary>
    private static void Divides(Cafe cafe, BillSplitFact split)
    {
        var lineIds = split.Parts.Items.SelectMany(part => part.LineIds.Items).ToHashSet();
        var orders = cafe
            .Bills.Items[split.BillId]
            .OrderIds.Items.Select(id => cafe.Order(id)!)
            .Where(order =>
                lineIds.Count == 0 || order.Lines.Items.Any(line => lineIds.Contains(line.LineId))
            );
        Assert.Equal(Sum(orders, order => order.Due), Sum(split.Parts.Items, part => part.Amount));
    }

    /// <summary>
    /// What was paid of a bill is what its orders cost, and the tax on its receipts is that of its orders: rounded once for each rate of the bill.
    /// </summary>
    private static void Settles(Cafe cafe, BillClosedFact closed)
    {
        var bill = cafe.ClosedBills.Items[closed.BillId];
        var orders = bill
            .OrderIds.Items.Select(id => cafe.Order(id)!)
            .Where(order => order.Status != OrderStatus.Cancelled)
            .ToList();
        var payments = bill.MergedPayments.Items.Concat(bill.Payments.Items).ToList();
        var total = Sum(orders, order => order.Total);
        Assert.Equal((total, total, Money.Zero), SumsOf(closed.Sums!.Value));
        Assert.Equal(total, Sum(payments, payment => payment.Amount));

        var taxes = TaxDays.Sum(orders.SelectMany(order => order.Taxes.Items));
        var onReceipts = TaxDays.Sum(
            payments.SelectMany(payment => payment.Taxes.GetValueOrDefault().Items)
        );
        Assert.Equal(taxes, onReceipts);
        Assert.All(
            taxes.Items,
            one =>
                Assert.Equal(
                    Money.Rounded(one.Gross.ToDecimal() * one.Rate / (100 + one.Rate), 2),
                    one.Tax
                )
        );

        static (Money Total, Money Paid, Money Due) SumsOf(BillSums sums) =>
            (sums.Total, sums.Paid, sums.Due);
    }

    /// <summary>
    /// Somebody who looks at every alert now finds none of which the cause is gone; and what is left is that nobody is at the screens any
    /// more.
    /// </summary>
    private void HaveCauses(DateTimeOffset now)
    {
        var looked = CafeDecider.Decide(
            _cafe,
            new ReviewAlerts(),
            new DecisionContext(now, Actor.System, new(() => "none", _ => 0))
        );
        Assert.Empty(looked.Facts.OfType<AlertResolvedFact>());
        Assert.All(
            _cafe.Alerts.Firing.Values,
            alert =>
                Assert.True(
                    alert.Category is AlertCategory.DisplayOffline or AlertCategory.Staffing,
                    alert.ToString()
                )
        );
    }

    private static Money Sum<T>(IEnumerable<T> all, Func<T, Money> of) =>
        all.Aggregate(Money.Zero, (sum, one) => sum + of(one));
}
