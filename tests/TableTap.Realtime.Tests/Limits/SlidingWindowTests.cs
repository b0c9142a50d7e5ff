using CsCheck;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Limits;

namespace TableTap.Realtime.Tests.Limits;

public sealed class SlidingWindowTests
{
    [Fact]
    public void No_minute_holds_more_than_the_limit_and_no_refusal_was_needless() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 30_000].Array[0, 60])
            .Sample(
                (limit, steps) =>
                {
                    var clock = new FakeTimeProvider();
                    var window = new SlidingWindow(clock, limit);
                    var taken = new List<DateTimeOffset>();
                    foreach (var step in steps)
                    {
                        clock.Advance(TimeSpan.FromMilliseconds(step));
                        var now = clock.GetUtcNow();
                        var inside = taken.Count(at => now - at < TimeSpan.FromSeconds(60));
                        Assert.Equal(inside < limit, window.TryTake());
                        if (inside < limit)
                        {
                            taken.Add(now);
                        }
                    }
                }
            );

    [Fact]
    public void Waiting_as_long_as_told_is_enough_and_a_second_less_is_not()
    {
        var clock = new FakeTimeProvider();
        var window = new SlidingWindow(clock, 2);
        Assert.True(window.TryTake());
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(window.TryTake());
        Assert.False(window.TryTake());
        Assert.Equal(50, window.RetryAfter());
        clock.Advance(TimeSpan.FromSeconds(49));
        Assert.False(window.TryTake());
        Assert.Equal(1, window.RetryAfter());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(window.TryTake());
    }

    [Fact]
    public void Where_fewer_may_be_in_it_now_as_many_have_to_leave()
    {
        var clock = new FakeTimeProvider();
        var window = new SlidingWindow(clock, 2);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(window.TryTake(5));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        // At 50 s: those of 0, 10, 20 and 30 s have to be gone.
        Assert.False(window.TryTake(2));
        Assert.Equal(40, window.RetryAfter(2));
        Assert.Equal(10, window.RetryAfter(5));
        clock.Advance(TimeSpan.FromSeconds(39));
        Assert.False(window.TryTake(2));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(window.TryTake(2));
    }

    [Fact]
    public void Each_user_is_told_the_limit_that_is_theirs()
    {
        var clock = new FakeTimeProvider();
        var raised = new RaisedLimits(clock);
        var allowance = new RequestAllowance(3, clock, raised);
        raised.Set(RaisableLimit.MessagesPerMinute, "anna", 9, TimeSpan.FromMinutes(1));
        Assert.Equal(9, allowance.LimitOf("anna"));
        Assert.Equal(3, allowance.LimitOf("ben"));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, allowance.LimitOf("anna"));
        Assert.Equal(3, new RequestAllowance(3, clock).LimitOf("anna"));
    }

    [Fact]
    public void Another_limit_counts_from_the_next_request_on_and_forgets_none()
    {
        var clock = new FakeTimeProvider();
        var allowance = new RequestAllowance(2, clock);
        Assert.True(allowance.TryTake("anna", out _));
        Assert.True(allowance.TryTake("anna", out _));
        Assert.True(allowance.IsSpent("anna"));

        allowance.Limit = 3;
        Assert.False(allowance.IsSpent("anna"));
        Assert.True(allowance.TryTake("anna", out _));
        Assert.False(allowance.TryTake("anna", out _));

        allowance.Limit = 1;
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(allowance.TryTake("anna", out _));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(allowance.TryTake("anna", out _));
    }

    [Fact]
    public void A_window_forgets_what_is_over()
    {
        var clock = new FakeTimeProvider();
        var window = new SlidingWindow(clock, 2);
        window.TryTake();
        Assert.False(window.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void Commands_over_http_share_one_window_per_user()
    {
        var clock = new FakeTimeProvider();
        var allowance = new RequestAllowance(3, clock);
        Assert.Equal(3, allowance.Limit);
        Assert.Equal(60, RequestAllowance.Window);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(allowance.TryTake("anna", out _));
        }

        Assert.False(allowance.TryTake("anna", out var retryAfter));
        Assert.Equal(60, retryAfter);
        Assert.True(allowance.TryTake("ben", out _));
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True(allowance.TryTake("anna", out retryAfter));
        Assert.Equal(0, retryAfter);
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData(null, "", true)]
    public void A_network_of_IPv6_counts_as_one_address(string? one, string other, bool same) =>
        Assert.Equal(same, AddressKey.Of(one) == AddressKey.Of(other));
}
