using CsCheck;
using TableTap.Ordering.State;
using TableTap.Server.Push;
using TableTap.Terms;

namespace TableTap.Server.Tests.Push;

/// <summary>Section 10, "A locked phone": when a phone is told, and until when its subscription is kept.</summary>
public sealed class PushPlanTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(OrderStatus.Pending, nameof(PushStep.Wait))]
    [InlineData(OrderStatus.Scheduled, nameof(PushStep.Wait))]
    [InlineData(OrderStatus.Confirmed, nameof(PushStep.Wait))]
    [InlineData(OrderStatus.Preparing, nameof(PushStep.Wait))]
    [InlineData(OrderStatus.Ready, nameof(PushStep.Tell))]
    [InlineData(OrderStatus.Completed, nameof(PushStep.Forget))]
    [InlineData(OrderStatus.Cancelled, nameof(PushStep.Forget))]
    public void A_phone_is_told_of_what_is_ready_and_forgotten_with_the_order(
        OrderStatus status,
        string step
    ) => Assert.Equal(step, PushPlan.Of(Held(), Ordered(status), Now).ToString());

    [Fact]
    public void It_is_told_once_for_each_time_that_the_order_is_ready()
    {
        var told = Held() with { Kept = Kept() with { ToldOf = PushPlan.Moment(Now) } };

        Assert.Equal(PushStep.Wait, PushPlan.Of(told, Ordered(OrderStatus.Ready), Now));
        Assert.Equal(
            PushStep.Tell,
            PushPlan.Of(
                told,
                Ordered(OrderStatus.Ready) with
                {
                    ReadyAt = Now + TimeSpan.FromMinutes(1),
                },
                Now + TimeSpan.FromMinutes(1)
            )
        );
    }

    [Fact]
    public void Nobody_is_told_of_what_was_ready_long_ago()
    {
        var order = Ordered(OrderStatus.Ready);

        Assert.Equal(PushStep.Tell, PushPlan.Of(Held(), order, Now + PushPlan.Stale / 2));
        Assert.Equal(PushStep.Wait, PushPlan.Of(Held(), order, Now + PushPlan.Stale));
    }

    [Fact]
    public void A_push_service_keeps_nothing_for_longer_than_it_is_worth()
    {
        Assert.Equal(PushPlan.Stale, PushPlan.Left(Now, Now));
        Assert.Equal(TimeSpan.FromMinutes(10), PushPlan.Left(Now, Now + TimeSpan.FromMinutes(20)));
        Assert.Equal(TimeSpan.Zero, PushPlan.Left(Now, Now + TimeSpan.FromHours(1)));
        // A wall clock that was set back makes it no longer.
        Assert.Equal(PushPlan.Stale, PushPlan.Left(Now, Now - TimeSpan.FromDays(1)));
    }

    [Fact]
    public void Another_server_steps_in_only_when_the_one_that_was_asked_does_nothing()
    {
        var others = Held() with { IsOwn = false };
        var order = Ordered(OrderStatus.Ready);

        Assert.Equal(PushStep.Wait, PushPlan.Of(others, order, Now));
        Assert.Equal(PushStep.Tell, PushPlan.Of(others, order, Now + PushPlan.StepIn));
    }

    [Fact]
    public void A_try_is_due_at_its_time_and_no_clock_that_was_set_back_puts_it_off()
    {
        var order = Ordered(OrderStatus.Ready);
        var tried = Held() with
        {
            Kept = Kept() with { Attempts = 1, NextAttemptAt = Now + TimeSpan.FromMinutes(1) },
        };

        Assert.Equal(PushStep.Wait, PushPlan.Of(tried, order, Now));
        Assert.Equal(PushStep.Tell, PushPlan.Of(tried, order, Now + TimeSpan.FromMinutes(1)));
        Assert.Equal(PushStep.Tell, PushPlan.Of(tried, order, Now - TimeSpan.FromDays(1)));
    }

    /// <summary>Another server may have the order already; one that ended long ago has left the memory.</summary>
    [Fact]
    public void An_order_that_is_not_known_may_still_come_and_later_has_been()
    {
        Assert.Equal(PushStep.Wait, PushPlan.Of(Held(), (Order?)null, Now));
        Assert.Equal(
            PushStep.Forget,
            PushPlan.Of(Held(), (Order?)null, Now + TimeSpan.FromHours(1))
        );
        Assert.Equal(PushStep.Wait, PushPlan.Of(Held(), (Cafe?)null, Now + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Pauses_grow_hold_to_what_is_wanted_and_have_an_end() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[-100, 100_000])
            .Sample(
                (attempts, seconds) =>
                {
                    var wanted = TimeSpan.FromSeconds(seconds);
                    var usual = PushPlan.Pause(attempts, null);
                    var asked = PushPlan.Pause(attempts, wanted);
                    var most = TimeSpan.FromMinutes(5);
                    return usual >= TimeSpan.FromSeconds(2)
                        && usual <= PushPlan.Pause(attempts + 1, null)
                        && usual <= most
                        && asked
                            == (
                                wanted > most ? most
                                : wanted > usual ? wanted
                                : usual
                            );
                }
            );

    private static HeldSubscription Held() => new(Kept(), 1, IsOwn: true);

    private static KeptSubscription Kept() =>
        new("order", "demo", "john", "https://fcm.googleapis.com/x", "key", "secret", Now);

    private static Order Ordered(OrderStatus status) =>
        new(
            "order",
            "ORD-000001",
            OrderType.Takeaway,
            null,
            "john",
            null,
            "john",
            Now,
            default,
            null,
            new(PaymentMethod.Cash, PaymentStatus.Pending, Now)
        )
        {
            Status = status,
            ReadyAt = status == OrderStatus.Ready ? Now : null,
        };
}
