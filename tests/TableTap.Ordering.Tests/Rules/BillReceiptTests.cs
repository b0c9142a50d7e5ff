using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Reports;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>The receipt of a bill and of each of its payments (docs/protocol.md §5, "Receipts of bills").</summary>
public class BillReceiptTests
{
    private static Day Taxed() =>
        new(DemoCafe.Profile with { Tax = new([new("all", "All", 21m, 6m)], Included: false) });

    private static BillReceipt Receipt(Day day, string billId)
    {
        var bill = day.Cafe.Bills.TryGet(billId, out var open)
            ? open
            : day.Cafe.ClosedBills.Items[billId];
        return BillReceipt.Of(bill, [.. bill.OrderIds.Items.Select(day.Order)], 2);
    }

    [Fact]
    public void It_has_all_rounds_their_tax_and_each_payment_with_what_it_was_for()
    {
        var day = Taxed();
        var first = day.Billed("latte", "croissant");
        var second = day.Billed("latte");
        day.Do(
            Day.Anna,
            new SplitBill(first.BillId!, Parts: [new([first.Lines[1].LineId], "Gus")])
        );
        var part = day.Cafe.Bills.Values.Single().Parts[0];
        day.Do(
            Day.Anna,
            new PayBill(
                first.BillId!,
                PaymentMethod.Card,
                part.Amount,
                new Money(20),
                part.PartId,
                "T-1"
            )
        );

        // What a payment was for stays, however the rest is divided afterwards.
        day.Do(Day.Anna, new SplitBill(first.BillId!, 2));

        var receipt = Receipt(day, first.BillId!);

        Assert.Equal(
            [first.OrderId, second.OrderId],
            receipt.Orders.Items.Select(order => order.OrderId)
        );
        Assert.Equal(first.Total + second.Total, receipt.Total);
        Assert.Equal(receipt.Total, OrderTax.Total(receipt.Taxes));
        Assert.Equal((part.Amount, receipt.Total - part.Amount), (receipt.Paid, receipt.Due));
        var paid = Assert.Single(receipt.Payments.Items);
        Assert.Equal(
            (Tender.Terminal, part.Amount, 1L, new Money(20)),
            (paid.Tender, paid.Amount, paid.ReceiptNumber!.Value, paid.Payment!.Tip)
        );
        Assert.Equal([first.Lines[1].LineId], paid.LineIds.Items);
        Assert.Equal(part.Amount, OrderTax.Total(paid.Taxes));
    }

    [Fact]
    public void What_was_paid_of_a_bill_before_it_was_merged_is_on_the_receipt_of_the_other()
    {
        var day = Taxed();
        var first = day.Billed("latte", "croissant");
        day.Do(Day.Anna, new PayBill(first.BillId!, PaymentMethod.Cash, new Money(100)));
        day.Wait(1);
        var second = day.Place(Day.Anna, Day.AtTable("4", "latte") with { OnBill = true });
        Assert.NotEqual(first.BillId, second.BillId);
        day.Do(
            Day.Anna,
            new PayBill(second.BillId!, PaymentMethod.Card, new Money(50), Reference: "T-1")
        );
        day.Wait(1);
        day.Do(Day.Anna, new UpdateBill(first.BillId!, MergeInto: second.BillId));
        var due = BillSums.Of(day.Cafe, day.Cafe.Bills.Items[second.BillId!]).Due;
        day.Do(Day.Anna, new PayBill(second.BillId!, PaymentMethod.Cash, due));

        var receipt = Receipt(day, second.BillId!);

        Assert.Equal(
            [new Money(100), new Money(50), due],
            receipt.Payments.Items.Select(one => one.Amount)
        );
        Assert.Equal(receipt.Total, receipt.Paid);
        Assert.Equal(
            receipt.Taxes,
            TaxDays.Sum(receipt.Payments.Items.SelectMany(one => one.Taxes.Items))
        );
    }

    [Fact]
    public void What_was_voided_or_cancelled_is_not_on_it()
    {
        var day = Taxed();
        var first = day.Billed("latte", "croissant");
        var second = day.Billed("latte");
        day.Do(
            Day.Maya,
            new UpdateOrderItem(first.OrderId, first.Lines[1].LineId, LineStatus.Voided)
        );
        day.Do(Day.Maya, new CancelOrder(second.OrderId, CancelReason.Other));

        var receipt = Receipt(day, first.BillId!);

        Assert.Equal(
            ["latte"],
            receipt.Orders.Items.SelectMany(one => one.LiveLines).Select(line => line.ItemId)
        );
        Assert.Equal(day.Order(first.OrderId).Total, receipt.Total);
    }

    [Fact]
    public void The_tax_of_all_parts_is_the_tax_of_the_bill_however_it_is_divided()
    {
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 4], Gen.Int)
            .Sample(
                (ways, rounds, seed) =>
                {
                    var (day, random) = (Taxed(), new Random(seed));
                    var billId = "";
                    for (var round = 0; round < rounds; round++)
                    {
                        billId = day.Billed(
                            random.Next(2) == 0 ? ["latte"] : ["latte", "croissant", "mocha"]
                        ).BillId!;
                    }

                    day.Do(Day.Anna, new SplitBill(billId, ways));
                    while (day.Cafe.Bills.TryGet(billId, out var bill))
                    {
                        var part = bill.Parts.Items.FirstOrDefault(one => !one.IsPaid);
                        var due = BillSums.Of(day.Cafe, bill).Due;
                        day.Do(
                            Day.Anna,
                            new PayBill(
                                billId,
                                PaymentMethod.Cash,
                                part is null ? due : part.Amount,
                                PartId: part?.PartId
                            )
                        );
                    }

                    var receipt = Receipt(day, billId);
                    Assert.Equal(receipt.Total, receipt.Paid);
                    Assert.Equal(
                        receipt.Taxes,
                        TaxDays.Sum(receipt.Payments.Items.SelectMany(one => one.Taxes.Items))
                    );
                    foreach (var payment in receipt.Payments)
                    {
                        Assert.Equal(payment.Amount, OrderTax.Total(payment.Taxes));
                    }
                },
                iter: 200
            );
    }
}
