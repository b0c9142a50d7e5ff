using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Money moves in whole minor units of the café's currency by ISO 4217: none, two or three decimals (docs/protocol.md §2).</summary>
public class CurrencyTests
{
    private static readonly Money Fils = Money.OfThousandths(1);

    private static Day In(string currency, long latte) => new(Profile(currency, latte));

    /// <summary>The demo in another currency: a latte costs so many thousandths, everything else one unit.</summary>
    internal static CafeProfile Profile(string currency, long latte) =>
        DemoCafe.Profile with
        {
            Currency = currency,
            Groups = [],
            Menu =
            [
                .. DemoCafe.Profile.Menu.Items.Select(item =>
                    item with
                    {
                        Price = Money.OfThousandths(item.ItemId == "latte" ? latte : 1_000),
                        Prices = [],
                        Groups = [],
                    }
                ),
            ],
            Customizations =
            [
                .. DemoCafe.Profile.Customizations.Items.Select(custom =>
                    custom with
                    {
                        PriceDelta = Money.OfThousandths(1_000),
                    }
                ),
            ],
        };

    [Theory]
    [InlineData("KWD")]
    [InlineData("BHD")]
    [InlineData("JOD")]
    [InlineData("OMR")]
    [InlineData("TND")]
    public void A_thousandth_is_ordered_paid_tipped_and_given_back(string currency)
    {
        var day = In(currency, 1_255);
        var order = day.Place(Day.Guest, Day.Takeaway(new NewOrderLine("latte", 3)));
        Assert.Equal(Money.OfThousandths(3_765), order.Total);

        day.Do(Day.Bank, day.Success(order) with { Tip = Fils });
        day.Do(Day.Maya, new IssueRefund(order.OrderId, Fils, "sorry"));

        var payment = day.Order(order.OrderId).Payment;
        Assert.Equal(
            (Money.OfThousandths(3_765), Fils, Fils, Money.OfThousandths(3_764)),
            (payment.Captured, payment.Tip, payment.Refunded, payment.Kept)
        );
        Assert.Equal(Money.OfThousandths(3_764), day.Cafe.Figures.Hour.Revenue);
    }

    [Theory]
    [InlineData("EUR", "EUR has at most two decimals", 1)]
    [InlineData("JPY", "JPY has no decimals", 1)]
    [InlineData("JPY", "JPY has no decimals", 500)]
    public void What_a_currency_does_not_have_is_refused_everywhere(
        string currency,
        string problem,
        long thousandths
    )
    {
        var day = In(currency, 4_000);
        var odd = Money.OfThousandths(thousandths);
        var pending = day.Pending("latte");
        var paid = day.Confirmed("latte");
        var commands = new (Actor By, CafeCommand Command)[]
        {
            (Day.Bank, day.Success(pending) with { Tip = odd }),
            (Day.Bank, day.Success(pending) with { Amount = pending.Total + odd }),
            (Day.Bank, new ReportProviderEvent(Paid(pending.OrderId, pending.Total + odd))),
            (
                Day.Bank,
                new ReportProviderEvent(Paid(pending.OrderId, pending.Total) with { Tip = odd })
            ),
            (Day.Anna, new RecordPayment(pending.OrderId, PaymentMethod.Cash, pending.Total, odd)),
            (Day.Maya, new IssueRefund(paid.OrderId, odd, "sorry")),
            (Day.Maya, new CancelOrder(paid.OrderId, CancelReason.Other, RefundAmount: odd)),
            (
                Actor.System,
                new ConfigureCafe(
                    day.Cafe.Profile with
                    {
                        Menu =
                        [
                            .. day.Cafe.Profile.Menu.Items.Select(item =>
                                item with
                                {
                                    Price = item.Price + odd,
                                }
                            ),
                        ],
                    }
                )
            ),
            (
                Actor.System,
                new ConfigureCafe(
                    day.Cafe.Profile with
                    {
                        Customizations = [new Customization("Odd", -odd)],
                    }
                )
            ),
        };

        RefuseAll(day, problem, commands);
    }

    [Theory]
    [InlineData("EUR", "EUR has at most two decimals", 1)]
    [InlineData("JPY", "JPY has no decimals", 1)]
    [InlineData("JPY", "JPY has no decimals", 500)]
    public void What_a_currency_does_not_have_pays_no_bill_and_lies_in_no_drawer(
        string currency,
        string problem,
        long thousandths
    )
    {
        var day = new Day(Profile(currency, 4_000) with { Vouchers = "gifts", Closing = new() });
        var odd = Money.OfThousandths(thousandths);
        var pending = day.Pending("latte");
        var billed = day.Billed("latte");
        var (bill, total) = (billed.BillId!, billed.Total);
        RefuseAll(
            day,
            problem,
            (Day.Anna, new PayBill(bill, PaymentMethod.Cash, total - odd)),
            (Day.Anna, new PayBill(bill, PaymentMethod.Card, total - odd, Reference: "T1-1")),
            (Day.Anna, new PayBill(bill, PaymentMethod.Cash, total, odd)),
            (Day.Anna, new PayBill(bill, PaymentMethod.Cash, total, Tendered: total + odd)),
            (Day.Anna, new PayByVoucher("v1", null, bill, total - odd, "1234")),
            (Day.Guest, new PayByVoucher("v2", pending.OrderId, null, total + odd, "1234")),
            (Day.Maya, new CloseDay(odd)),
            (Actor.System, new ConfigureCafe(day.Cafe.Profile with { Closing = new(odd) }))
        );
    }

    [Fact]
    public void An_amount_of_another_currency_is_held_against_that_currency()
    {
        var day = In("JPY", 400_000);
        var order = day.Pending("latte");

        day.Do(
            Day.Bank,
            new ReportProviderEvent(
                Paid(order.OrderId, Money.OfThousandths(1_505)) with
                {
                    Currency = "KWD",
                }
            )
        );

        Assert.Equal(
            MoneyConcernKind.WrongCurrency,
            Assert.Single(day.Cafe.MoneyConcerns.Values).Kind
        );
    }

    [Fact]
    public void Whatever_is_paid_is_kept_given_back_or_a_tip_to_the_last_thousandth() =>
        Gen.Select(Gen.Long[1, 50_000], Gen.Int[1, 5], Gen.Long[0, 5_000], Gen.Long[1, 300_000])
            .Sample(
                (price, quantity, tip, back) =>
                {
                    var day = In("KWD", price);
                    var order = day.Place(
                        Day.Guest,
                        Day.Takeaway(new NewOrderLine("latte", quantity))
                    );
                    day.Do(Day.Bank, day.Success(order) with { Tip = Money.OfThousandths(tip) });
                    day.Try(
                        Day.Maya,
                        new IssueRefund(order.OrderId, Money.OfThousandths(back), "sorry")
                    );

                    var payment = day.Order(order.OrderId).Payment;
                    Assert.Equal(price * quantity, payment.Captured.Thousandths);
                    Assert.Equal(
                        price * quantity + tip,
                        (payment.Refunded + payment.Refundable).Thousandths
                    );
                    Assert.Equal(
                        back <= price * quantity + tip ? back : 0,
                        payment.Refunded.Thousandths
                    );
                },
                iter: 50
            );

    private static void RefuseAll(
        Day day,
        string problem,
        params (Actor By, CafeCommand Command)[] commands
    )
    {
        foreach (var (by, command) in commands)
        {
            var refusal = day.Refuse(RefusalCode.ValidationFailed, by, command);
            Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        }
    }

    private static ProviderEvent Paid(string orderId, Money amount) =>
        new(
            $"stripe:{orderId}-{amount}",
            orderId,
            ProviderEventKind.PaymentSucceeded,
            amount,
            Provider: "stripe"
        );
}
