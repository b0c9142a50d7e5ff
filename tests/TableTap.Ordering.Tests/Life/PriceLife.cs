using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// Orders that are on no bill: something is taken off them and put on again, they are paid by voucher, and what is left over is ended at
/// once.
/// </summary>
internal sealed class PriceLife(CafeLife life)
{
    // Of its own: a day without it is the same day.
    private readonly Random _random = new(life.Plan.Seed ^ 0xd15c0);
    private readonly Actor[] _staff = [Day.Anna, Day.Ben, Day.Maya];

    /// <summary>It happens now and then over the day.</summary>
    public void Open(int times)
    {
        for (var number = 0; number < times; number++)
        {
            After(12, 200, Change);
        }

        After(60, 220, () => Settle(Day.Anna, OrderStatus.Completed));
        After(60, 220, () => Settle(Day.Maya, OrderStatus.Completed));
        After(60, 220, () => Settle(Day.Maya, OrderStatus.Cancelled));
    }

    private void Settle(Actor who, OrderStatus status) =>
        life.Try(who, new SettleOrders(status, "left over"));

    private void Change()
    {
        var orders = life
            .Cafe.OpenOrders.Values.Concat(life.Cafe.ClosedOrders.ById.Values)
            .Where(order => order.BillId is null)
            .ToList();
        if (orders.Count == 0)
        {
            return;
        }

        var order = orders[_random.Next(orders.Count)];
        switch (_random.Next(4))
        {
            case 0:
                life.Try(Day.Maya, new RemoveServiceCharge(order.OrderId, "slow"));
                break;
            case 1 when order.Due.IsPositive:
                new VoucherLife(life, _random).Offer(
                    _staff,
                    voucherId => new(voucherId, order.OrderId, null, order.Due, "1234")
                );
                break;
            default:
                TakeOff(order);
                break;
        }
    }

    private void TakeOff(Order order)
    {
        var line = order.Lines[_random.Next(order.Lines.Count)];
        var decision = life.Try(
            _staff[_random.Next(3)],
            new ApplyDiscount(
                order.OrderId,
                _random.Next(4) switch
                {
                    0 => new(Percent: 100m, Reason: "cold"),
                    1 => new("happy"),
                    2 => new(Percent: 1 + _random.Next(60), Reason: "waited"),
                    _ => new(Amount: new Money(1 + _random.Next(400)), Reason: "waited"),
                },
                _random.Next(2) == 0 ? line.LineId : null
            )
        );
        if (decision.Result is GivenDiscount given && _random.Next(3) == 0)
        {
            After(
                1,
                5,
                () =>
                    life.Try(
                        _staff[_random.Next(3)],
                        new RemoveDiscount(order.OrderId, given.AppliedId, "a mistake")
                    )
            );
        }
    }

    private void After(int least, int most, Action happens) =>
        life.In(TimeSpan.FromSeconds(_random.Next(least * 60, most * 60)), happens);
}
