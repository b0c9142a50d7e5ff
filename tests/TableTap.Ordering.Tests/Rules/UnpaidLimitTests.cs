using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>A guest has at most 3 unpaid open orders, a table 10 (docs/protocol.md §8).</summary>
public class UnpaidLimitTests
{
    private readonly Day _day = new();

    public UnpaidLimitTests() => Limit(new());

    [Fact]
    public void The_fourth_order_that_nobody_paid_is_refused_and_the_refusal_says_so()
    {
        Fill(3);
        var refusal = _day.Refuse(RefusalCode.TooMany, Day.Guest, Day.Takeaway("latte"));
        Assert.Equal(3, refusal.Limit);
        Assert.Contains("3 open orders to pay", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(_day.Cafe.Profile.Limits.ConfirmationExpiry, refusal.RetryAfter);
        _day.Do(Day.OtherGuest, Day.Takeaway("latte"));
    }

    [Fact]
    public void A_payment_a_cancellation_or_the_end_of_its_time_makes_room()
    {
        var orders = Fill(3);
        _day.Do(Day.Guest, new CancelOrder(orders[0], CancelReason.CustomerRequest));
        Fill(1);
        _day.Refuse(RefusalCode.TooMany, Day.Guest, Day.Takeaway("latte"));
        _day.Do(
            Day.Anna,
            new RecordPayment(orders[1], PaymentMethod.Cash, _day.Order(orders[1]).Total)
        );
        Fill(1);
        _day.Refuse(RefusalCode.TooMany, Day.Guest, Day.Takeaway("latte"));
        _day.Live(_day.Cafe.Profile.Limits.ConfirmationExpiry.TotalMinutes + 1);
        Fill(1);
    }

    [Fact]
    public void What_is_paid_at_the_end_counts_until_it_is_paid()
    {
        var orders = Fill(3);
        foreach (var order in orders)
        {
            _day.Do(Day.Anna, new UpdateOrderStatus(order, OrderStatus.Confirmed));
        }

        var refusal = _day.Refuse(RefusalCode.TooMany, Day.Guest, Day.Takeaway("latte"));

        Assert.Equal(_day.Cafe.Profile.Limits.ConfirmationExpiry, refusal.RetryAfter);
        _day.Do(
            Day.Anna,
            new RecordPayment(orders[1], PaymentMethod.Cash, _day.Order(orders[1]).Total)
        );
        Fill(1);
    }

    [Fact]
    public void A_table_has_its_own_limit_whoever_sits_there()
    {
        var table = _day.Cafe.Profile.Tables.Items[0];
        for (var guest = 0; guest < 10; guest++)
        {
            _day.Do(Guest(guest), Day.AtTable(table, "latte"));
        }

        Assert.Equal(
            10,
            _day.Refuse(RefusalCode.TooMany, Guest(11), Day.AtTable(table, "latte")).Limit
        );
        _day.Do(Guest(11), Day.AtTable(_day.Cafe.Profile.Tables.Items[1], "latte"));
        _day.Do(Guest(12), Day.Takeaway("latte"));
    }

    [Fact]
    public void The_staff_sees_who_sits_there_and_may_order_more()
    {
        Fill(3);
        _day.Do(Day.Anna, Day.Takeaway("latte") with { CustomerId = Day.Guest.UserId });
    }

    [Fact]
    public void A_cafe_sets_its_own_numbers()
    {
        Limit(new() { UnpaidOrdersPerGuest = 1 });
        Fill(1);
        Assert.Equal(1, _day.Refuse(RefusalCode.TooMany, Day.Guest, Day.Takeaway("latte")).Limit);
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Actor.System,
            new ConfigureCafe(
                _day.Cafe.Profile with
                {
                    Limits = new() { UnpaidOrdersPerTable = 0 },
                }
            )
        );
    }

    private static Actor Guest(int number) => new(Role.Customer, $"g-{number}", null, []);

    private void Limit(CafeLimits limits) =>
        _day.Do(Actor.System, new ConfigureCafe(_day.Cafe.Profile with { Limits = limits }));

    private List<string> Fill(int orders) =>
        [
            .. Enumerable
                .Range(0, orders)
                .Select(_ =>
                    _day.Place(
                        Day.Guest,
                        Day.Takeaway("latte") with
                        {
                            PaymentMethod = PaymentMethod.Cash,
                        }
                    ).OrderId
                ),
        ];
}
