using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Loop;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests.Loop;

/// <summary>Alerts are looked at when something touches them, and nothing of a batch that did not count is forgotten.</summary>
public sealed class AlertWatchTests
{
    private readonly Day _day = new();
    private readonly FakeTimeProvider _time = new(Day.Morning);
    private readonly AlertWatch _watch = new();

    [Fact]
    public void An_alert_of_a_round_that_was_dropped_fires_in_the_next()
    {
        InCash();
        Wait(TimeSpan.FromMinutes(4));
        var dropped = Looked(_day.Cafe);
        Assert.NotEmpty(Unconfirmed(dropped.Cafe));

        var next = Looked(_day.Cafe);

        Assert.NotEmpty(Unconfirmed(next.Cafe));
    }

    [Fact]
    public void The_time_of_an_order_comes_though_nothing_happens_to_it()
    {
        InCash();
        var before = Looked(_day.Cafe);
        Assert.Empty(Unconfirmed(before.Cafe));
        Assert.True(_watch.NextLook <= _time.GetUtcNow().AddMinutes(3));
        Wait(TimeSpan.FromMinutes(3));

        var after = Looked(before.Cafe);

        Assert.NotEmpty(Unconfirmed(after.Cafe));
    }

    [Fact]
    public void However_many_are_due_at_once_each_has_its_turn()
    {
        const int Orders = 1_100;
        var template = InCash();
        var orders = _day.Cafe.OpenOrders;
        for (var number = 0; number < Orders; number++)
        {
            var order = template with { OrderId = $"many-{number:D4}" };
            orders = orders.Set(order.OrderId, order);
        }

        var batch = Looked(_day.Cafe with { OpenOrders = orders });
        Wait(TimeSpan.FromMinutes(4));
        var batches = 0;
        while (Unconfirmed(batch.Cafe).Count() <= Orders && batches < 10)
        {
            Assert.True(batches == 0 || _watch.NextLook <= _time.GetUtcNow());
            batch = Looked(batch.Cafe);
            batches++;
        }

        Assert.Equal(Orders + 1, Unconfirmed(batch.Cafe).Count());
        Assert.Equal(3, batches);
    }

    [Fact]
    public void Where_another_server_looks_nothing_is_due_and_all_is_looked_at_once_it_does_not()
    {
        InCash();
        Looked(_day.Cafe);
        Assert.NotNull(_watch.NextLook);

        _watch.Rest();

        Assert.Null(_watch.NextLook);
        Wait(TimeSpan.FromMinutes(4));
        Assert.NotEmpty(Unconfirmed(Looked(_day.Cafe).Cafe));
    }

    private static IEnumerable<ActiveAlert> Unconfirmed(Cafe cafe) =>
        cafe.Alerts.Firing.Values.Where(alert => alert.Category == AlertCategory.OrderUnconfirmed);

    private Order InCash() =>
        _day.Place(Day.Guest, Day.Takeaway("latte") with { PaymentMethod = PaymentMethod.Cash });

    private void Wait(TimeSpan time)
    {
        _day.Now += time;
        _time.Advance(time);
    }

    private DecisionBatch Looked(Cafe cafe)
    {
        var batch = new DecisionBatch(
            cafe,
            new LoopServices(
                new MemoryJournal(),
                _time,
                new IdGenerator(_time),
                new CafeLinks(),
                _ => false,
                _ => { },
                NullLogger.Instance
            )
        );
        _watch.Look(batch, _time.GetUtcNow());
        return batch;
    }
}
