using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Who may move money: each row of docs/protocol.md §4 and §5 that speaks of it, and who may not.</summary>
public class MoneyTableTests
{
    private readonly Day _day = new();

    public static TheoryData<string, RefusalCode?> Cash =>
        new()
        {
            { "anna", null },
            { "maya", null },
            { "ada", null },
            { "guest", RefusalCode.InsufficientPermissions },
            { "other", RefusalCode.NotFound },
            { "bank", RefusalCode.InsufficientPermissions },
        };

    public static TheoryData<string, RefusalCode?> Card =>
        new()
        {
            { "bank", null },
            { "anna", RefusalCode.InsufficientPermissions },
            { "maya", RefusalCode.InsufficientPermissions },
            { "ada", RefusalCode.InsufficientPermissions },
            { "guest", RefusalCode.InsufficientPermissions },
            { "other", RefusalCode.NotFound },
        };

    public static TheoryData<string, RefusalCode?> Managers =>
        new()
        {
            { "maya", null },
            { "ada", null },
            { "anna", RefusalCode.InsufficientPermissions },
            { "guest", RefusalCode.InsufficientPermissions },
            { "other", RefusalCode.NotFound },
            { "bank", RefusalCode.InsufficientPermissions },
        };

    public static TheoryData<string, RefusalCode?> CancelConfirmed =>
        new()
        {
            { "guest", null },
            { "anna", null },
            { "maya", null },
            { "ada", null },
            { "other", RefusalCode.NotFound },
            { "bank", RefusalCode.InsufficientPermissions },
        };

    [Theory]
    [MemberData(nameof(Cash))]
    public void Payment_record_of_cash_by_an_employee(string who, RefusalCode? refused)
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway("latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );

        Says(refused, who, new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total));
    }

    [Theory]
    [MemberData(nameof(Card))]
    public void Payment_record_of_a_gateways_result_by_a_service(
        string who,
        RefusalCode? refused
    ) => Says(refused, who, _day.Success(_day.Pending("latte")));

    [Theory]
    [MemberData(nameof(Managers))]
    public void Refund_issue_by_a_manager(string who, RefusalCode? refused) =>
        Says(
            refused,
            who,
            new IssueRefund(_day.Confirmed("latte").OrderId, new Money(100), "late")
        );

    [Theory]
    [MemberData(nameof(CancelConfirmed))]
    public void Order_cancel_of_a_confirmed_order_gives_everything_back(
        string who,
        RefusalCode? refused
    )
    {
        var order = _day.Confirmed("latte");

        Says(refused, who, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        Assert.Equal(
            refused is null ? order.Total : Money.Zero,
            _day.Order(order.OrderId).Payment.Refunded
        );
    }

    [Theory]
    [InlineData("maya", null)]
    [InlineData("ada", null)]
    [InlineData("anna", RefusalCode.InsufficientPermissions)]
    [InlineData("guest", RefusalCode.InsufficientPermissions)]
    [InlineData("bank", RefusalCode.InsufficientPermissions)]
    public void Order_cancel_of_a_started_order_with_a_refund_that_a_manager_sets(
        string who,
        RefusalCode? refused
    )
    {
        var order = _day.Preparing("latte");

        Says(
            refused,
            who,
            new CancelOrder(order.OrderId, CancelReason.Other, RefundAmount: new Money(80))
        );

        Assert.Equal(
            refused is null ? new Money(80) : Money.Zero,
            _day.Order(order.OrderId).Payment.Refunded
        );
    }

    [Theory]
    [InlineData("anna", CancelReason.ItemUnavailable, null)]
    [InlineData("anna", CancelReason.Other, RefusalCode.InsufficientPermissions)]
    [InlineData("maya", CancelReason.ItemUnavailable, null)]
    [InlineData("guest", CancelReason.ItemUnavailable, RefusalCode.InsufficientPermissions)]
    public void Order_cancel_of_a_started_order_that_is_the_cafés_fault_gives_everything_back(
        string who,
        CancelReason reason,
        RefusalCode? refused
    )
    {
        var order = _day.Preparing("latte");

        Says(refused, who, new CancelOrder(order.OrderId, reason));

        Assert.Equal(
            refused is null ? order.Total : Money.Zero,
            _day.Order(order.OrderId).Payment.Refunded
        );
    }

    [Theory]
    [InlineData("maya", null)]
    [InlineData("anna", RefusalCode.InsufficientPermissions)]
    [InlineData("guest", RefusalCode.InsufficientPermissions)]
    public void Order_cancel_of_an_uncollected_order_gives_back_what_the_manager_says(
        string who,
        RefusalCode? refused
    )
    {
        var order = _day.ReadyOrder("latte");

        Says(refused, who, new CancelOrder(order.OrderId, CancelReason.Other));

        Assert.Equal(Money.Zero, _day.Order(order.OrderId).Payment.Refunded);
    }

    private void Says(RefusalCode? refused, string who, CafeCommand command)
    {
        if (refused is { } code)
        {
            _day.Refuse(code, Day.Named(who), command);
        }
        else
        {
            _day.Do(Day.Named(who), command);
        }
    }
}
