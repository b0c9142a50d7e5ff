using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Reports;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>The tax on the receipt of a payment: settled when it is booked, of the lines that were paid (docs/protocol.md §5, "Receipts of bills").</summary>
public class BillPaymentTaxTests
{
    /// <summary>A café whose prices contain the tax: 12 % of food, 21 % of hot drinks.</summary>
    private static Day WithTwoRates(CafeServiceCharge? service = null) =>
        new(
            DemoCafe.Profile with
            {
                Tax = new([new("food", "Food", 12m), new("drinks", "Drinks", 21m)], Included: true),
                ServiceCharge = service,
                Menu =
                [
                    .. DemoCafe.Profile.Menu.Items.Select(item =>
                        item with
                        {
                            TaxClassId = item.Tag == "hot_drinks" ? "drinks" : null,
                        }
                    ),
                ],
            }
        );

    private static TaxAmount Tax(decimal rate, long net, long tax) =>
        new(rate, new Money(net), new Money(tax));

    private static Money PayFor(Day day, Order order, params int[] lines)
    {
        day.Do(
            Day.Anna,
            new SplitBill(
                order.BillId!,
                Parts: [new([.. lines.Select(line => order.Lines[line].LineId)])]
            )
        );
        var part = day.Cafe.Bills.Items[order.BillId!].Parts[0];
        day.Do(
            Day.Anna,
            new PayBill(order.BillId!, PaymentMethod.Cash, part.Amount, PartId: part.PartId)
        );
        return part.Amount;
    }

    private static Money PayRest(Day day, string billId)
    {
        var due = BillSums.Of(day.Cafe, day.Cafe.Bills.Items[billId]).Due;
        day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, due));
        return due;
    }

    private static BillReceipt Receipt(Day day, string billId)
    {
        var bill = day.Cafe.Bills.TryGet(billId, out var open)
            ? open
            : day.Cafe.ClosedBills.Items[billId];
        return BillReceipt.Of(bill, [.. bill.OrderIds.Items.Select(day.Order)], 2);
    }

    [Fact]
    public void Who_pays_a_line_has_its_tax_and_no_other()
    {
        var day = WithTwoRates();
        var order = day.Billed("latte", "croissant");

        Assert.Equal(new Money(240), PayFor(day, order, 1));
        Assert.Equal(new Money(380), PayRest(day, order.BillId!));

        var payments = Receipt(day, order.BillId!).Payments;
        Assert.Equal([Tax(12m, 214, 26)], payments[0].Taxes.Items);
        Assert.Equal([Tax(21m, 314, 66)], payments[1].Taxes.Items);
    }

    [Fact]
    public void Who_pays_a_line_has_its_share_of_the_service_charge()
    {
        var day = WithTwoRates(new(10m, TaxClassId: "drinks"));
        var order = day.Billed("latte", "croissant");

        // A tenth of 2.40, at the rate of drinks.
        Assert.Equal(new Money(264), PayFor(day, order, 1));
        PayRest(day, order.BillId!);

        var receipt = Receipt(day, order.BillId!);
        Assert.Equal([Tax(21m, 20, 4), Tax(12m, 214, 26)], receipt.Payments[0].Taxes.Items);
        Assert.Equal(
            receipt.Taxes,
            TaxDays.Sum(receipt.Payments.Items.SelectMany(one => one.Taxes.Items))
        );
    }

    [Fact]
    public void A_receipt_that_was_given_stays_as_it_was()
    {
        var day = WithTwoRates();
        var billId = day.Billed("latte").BillId!;
        day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, new Money(100)));
        var given = Receipt(day, billId).Payments[0];
        Assert.Equal([Tax(21m, 83, 17)], given.Taxes.Items);
        Assert.Equal(new Money(380), given.Payment!.BillTotal);

        day.Billed("croissant");

        Assert.Equal(given, Receipt(day, billId).Payments[0]);
        PayRest(day, billId);
        var receipt = Receipt(day, billId);
        Assert.Equal(given, receipt.Payments[0]);
        Assert.Equal([Tax(21m, 231, 49), Tax(12m, 214, 26)], receipt.Payments[1].Taxes.Items);
    }

    [Fact]
    public void What_was_voided_after_it_was_paid_is_taken_back_by_the_last_receipt()
    {
        var day = WithTwoRates();
        var order = day.Billed("latte", "croissant");
        PayFor(day, order, 1);
        day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        Assert.Equal(new Money(140), PayRest(day, order.BillId!));

        var receipt = Receipt(day, order.BillId!);
        Assert.Equal([Tax(21m, 314, 66), Tax(12m, -214, -26)], receipt.Payments[1].Taxes.Items);
        Assert.Equal([Tax(21m, 314, 66)], receipt.Taxes.Items);
    }

    [Fact]
    public void Who_pays_an_order_of_it_by_card_has_its_tax_and_the_moment()
    {
        var day = WithTwoRates();
        var first = day.Billed("latte");
        var second = day.Billed("croissant");
        var paidAt = day.Now;
        day.Do(Day.Bank, day.Success(second) with { Tip = new Money(50) });
        day.Wait(5);
        day.Billed("mocha");

        var paid = Assert.Single(Receipt(day, first.BillId!).Payments.Items);

        Assert.Equal(
            (Tender.Gateway, new Money(290), paidAt),
            (paid.Tender, paid.Amount, paid.At!.Value)
        );
        Assert.Equal([Tax(12m, 214, 26)], paid.Taxes.Items);
    }

    [Fact]
    public void A_payment_that_an_earlier_version_booked_has_its_share_of_the_bill()
    {
        var day = WithTwoRates();
        var billId = day.Billed("latte", "croissant").BillId!;
        day.Do(Day.Anna, new PayBill(billId, PaymentMethod.Cash, new Money(310)));
        var bill = day.Cafe.Bills.Items[billId];
        day.Cafe = day.Cafe with
        {
            Bills = day.Cafe.Bills.Set(
                billId,
                bill with
                {
                    Payments = [bill.Payments[0] with { Taxes = null }],
                }
            ),
        };
        PayRest(day, billId);

        var receipt = Receipt(day, billId);

        // Half of 3.80 and half of 2.40.
        Assert.Equal([Tax(21m, 157, 33), Tax(12m, 107, 13)], receipt.Payments[0].Taxes.Items);
        Assert.Equal(
            receipt.Taxes,
            TaxDays.Sum(receipt.Payments.Items.SelectMany(one => one.Taxes.Items))
        );
    }

    [Fact]
    public void A_refund_has_the_tax_of_what_it_is_for_and_says_of_which_receipt()
    {
        var day = WithTwoRates();
        var order = day.Confirmed("latte", "croissant");
        day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        var refund = Assert.Single(day.Order(order.OrderId).Payment.RefundsById.Values);

        Assert.Equal(
            (new Money(240), 2L, 1L),
            (refund.Amount, refund.ReceiptNumber!.Value, refund.OfReceipt!.Value)
        );
        Assert.Equal([Tax(12m, 214, 26)], refund.Taxes!.Value.Items);
    }

    [Fact]
    public void Given_receipts_stay_and_all_are_the_tax_of_the_bill() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9_999])
            .Array[3, 20]
            .Sample(
                steps =>
                {
                    var day = WithTwoRates(new(10m, TaxClassId: "drinks"));
                    var billId = day.Billed("latte", "croissant", "mocha").BillId!;
                    EquatableList<ReceiptOfPayment> given = [];
                    foreach (var (kind, choice) in steps)
                    {
                        if (day.Cafe.Bills.Contains(billId))
                        {
                            Step(day, billId, kind, choice);
                        }

                        var payments = Receipt(day, billId).Payments;
                        Assert.Equal(
                            given.Items.ToArray(),
                            payments.Items.Take(given.Count).ToArray()
                        );
                        given = payments;
                    }

                    if (!day.Cafe.Bills.Contains(billId))
                    {
                        return;
                    }

                    PayRest(day, billId);
                    var receipt = Receipt(day, billId);
                    Assert.All(
                        receipt.Payments.Items,
                        one => Assert.Equal(one.Amount, OrderTax.Total(one.Taxes))
                    );
                    if (receipt.Refunded == Money.Zero)
                    {
                        Assert.Equal(
                            receipt.Taxes,
                            TaxDays.Sum(receipt.Payments.Items.SelectMany(one => one.Taxes.Items))
                        );
                    }
                },
                iter: 300
            );

    private static void Step(Day day, string billId, int kind, int choice)
    {
        var bill = day.Cafe.Bills.Items[billId];
        var orders = bill.OrderIds.Items.Select(day.Order).ToList();
        var order = orders[choice % orders.Count];
        var line = order.Lines[choice % order.Lines.Count].LineId;
        switch (kind)
        {
            // More would fill the counter.
            case 0 when orders.Count < 4:
                day.Billed(choice % 2 == 0 ? ["latte"] : ["croissant", "latte", "croissant"]);
                break;
            case 1:
                day.Try(Day.Maya, new UpdateOrderItem(order.OrderId, line, LineStatus.Voided));
                break;
            case 2:
                day.Try(
                    Day.Maya,
                    new ApplyDiscount(order.OrderId, new(Percent: 100m, Reason: "cold"), line)
                );
                break;
            case 3:
                day.Try(Day.Anna, new SplitBill(billId, Parts: [new([line])]));
                var part = day.Cafe.Bills.Items[billId].Parts.Items.FirstOrDefault();
                day.Try(
                    Day.Anna,
                    new PayBill(
                        billId,
                        PaymentMethod.Cash,
                        part?.Amount ?? Money.Zero,
                        PartId: part?.PartId
                    )
                );
                break;
            default:
                day.Try(
                    Day.Anna,
                    new PayBill(billId, PaymentMethod.Cash, new Money(1 + choice % 500))
                );
                break;
        }
    }
}
