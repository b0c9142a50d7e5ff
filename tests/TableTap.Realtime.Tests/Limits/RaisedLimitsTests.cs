using CsCheck;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Limits;

namespace TableTap.Realtime.Tests.Limits;

public sealed class RaisedLimitsTests
{
    [Fact]
    public void A_raise_is_of_one_limit_and_one_id_and_ends_by_itself()
    {
        var clock = new FakeTimeProvider();
        var raised = new RaisedLimits(clock);
        raised.Set(RaisableLimit.SocketsPerUser, "ada", 9, TimeSpan.FromMinutes(2));

        Assert.Equal(9, raised.Of(RaisableLimit.SocketsPerUser, "ada", 5));
        Assert.Equal(5, raised.Of(RaisableLimit.SocketsPerUser, "bob", 5));
        Assert.Equal(5, raised.Of(RaisableLimit.ConnectionsPerCafe, "ada", 5));
        // Settings that were raised above it hold.
        Assert.Equal(20, raised.Of(RaisableLimit.SocketsPerUser, "ada", 20));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(5, raised.Of(RaisableLimit.SocketsPerUser, "ada", 5));
    }

    [Fact]
    public void It_says_what_a_plain_list_of_raises_says()
    {
        var step = Gen.Select(
            Gen.Int[0, 3],
            Gen.Int[0, 1].Select(i => i == 0 ? "a" : "b"),
            Gen.Enum<RaisableLimit>(),
            Gen.Int[1, 30],
            Gen.Int[1, 60]
        );
        step.List[0, 40]
            .Sample(steps =>
            {
                var clock = new FakeTimeProvider();
                var raised = new RaisedLimits(clock);
                var (model, now) = (
                    new Dictionary<(RaisableLimit, string), (int Value, int End)>(),
                    0
                );
                foreach (var (kind, id, limit, value, seconds) in steps)
                {
                    switch (kind)
                    {
                        case 0:
                            raised.Set(limit, id, value, TimeSpan.FromSeconds(seconds));
                            model[(limit, id)] = (value, now + seconds);
                            break;
                        case 1:
                            raised.Lift(limit, id);
                            model.Remove((limit, id));
                            break;
                        default:
                            clock.Advance(TimeSpan.FromSeconds(seconds));
                            now += seconds;
                            break;
                    }

                    var expected =
                        model.TryGetValue((limit, id), out var raise) && raise.End > now
                            ? Math.Max(10, raise.Value)
                            : 10;
                    Assert.Equal(expected, raised.Of(limit, id, 10));
                }
            });
    }
}
