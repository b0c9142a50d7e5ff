using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>An order in cash waits for somebody, and not for ever (docs/protocol.md §5 and §6).</summary>
public class UnconfirmedOrderTests
{
    private readonly Day _day = new();

    private static Order Cash(Day day) =>
        day.Place(Day.Guest, Day.Takeaway("latte") with { PaymentMethod = PaymentMethod.Cash });

    private static CafeProfile Open(double from, double to) =>
        DemoCafe.Profile with
        {
            TimeZone = "UTC",
            OpeningHours = Enum.GetValues<DayOfWeek>()
                .Select(day => new OpeningHours(
                    day,
                    TimeSpan.FromHours(from),
                    TimeSpan.FromHours(to)
                ))
                .ToEquatableList(),
        };

    [Fact]
    public void Nobody_confirms_it_for_two_hours()
    {
        var order = Cash(_day);

        _day.Live(119);
        Assert.Equal(OrderStatus.Pending, _day.Order(order.OrderId).Status);
        _day.Live(1);

        var cancelled = Assert.Single(_day.Facts.OfType<OrderCancelledFact>());
        Assert.Equal(
            (CancelReason.NotConfirmed, CancelReason.NotConfirmed.GuestText, "system"),
            (cancelled.Reason, cancelled.Message, cancelled.By)
        );
    }

    [Theory]
    [InlineData(8, 9.5, 30)]
    [InlineData(8, 11.5, 120)]
    [InlineData(0, 24, 120)]
    public void Or_until_the_café_closes(double opens, double closes, double minutes)
    {
        var day = new Day(Open(opens, closes));

        var order = Cash(day);

        Assert.Equal(Day.Morning.AddMinutes(minutes), order.Payment.ExpiresAt);
    }

    [Fact]
    public void A_card_still_has_its_quarter_of_an_hour()
    {
        var order = _day.Pending("latte");

        _day.Live(15);

        Assert.Equal(
            CancelReason.PaymentFailed,
            Assert.Single(_day.Facts.OfType<OrderCancelledFact>()).Reason
        );
        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_manager_is_told_after_three_minutes_and_urgently_after_eight()
    {
        var order = Cash(_day);
        var seen = new List<(double, AlertSeverity?)>();
        foreach (var minutes in new[] { 2.9, 0.1, 4.9, 0.1 })
        {
            _day.Wait(minutes);
            _day.Do(Actor.System, new ReviewAlerts());
            seen.Add((minutes, Alert()?.Severity));
        }

        Assert.Equal(
            [null, AlertSeverity.Warning, AlertSeverity.Warning, AlertSeverity.Critical],
            seen.Select(one => one.Item2)
        );
        Assert.Equal(order.OrderId, Alert()!.OrderId);

        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Confirmed));
        _day.Do(Actor.System, new ReviewAlerts());

        Assert.Null(Alert());
    }

    [Fact]
    public void Nobody_has_to_confirm_an_order_by_card()
    {
        _day.Pending("latte");
        _day.Wait(10);
        _day.Do(Actor.System, new ReviewAlerts());

        Assert.Null(Alert());
    }

    private ActiveAlert? Alert() =>
        _day.Cafe.Alerts.Firing.Values.SingleOrDefault(alert =>
            alert.Category == AlertCategory.OrderUnconfirmed
        );
}
