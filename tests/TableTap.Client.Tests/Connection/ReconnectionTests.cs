using TableTap.Client.Connection;
using TableTap.Client.Contract;
using TableTap.Client.Socket;

namespace TableTap.Client.Tests.Connection;

public sealed class ReconnectionTests
{
    private static readonly TableTapClientOptions Options = new()
    {
        Url = new("ws://localhost/v1"),
        Token = _ => new("t"),
        Random = new Random(3),
    };

    [Fact]
    public void Waits_double_to_the_longest_and_half_of_each_is_random()
    {
        var reconnection = new Reconnection(Options);
        var whole = 250.0;
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var wait = reconnection.After(new("down")).Delay.TotalMilliseconds;
            Assert.InRange(wait, whole / 2, whole);
            whole = Math.Min(30_000, whole * 2);
        }
    }

    [Fact]
    public void Waits_differ_between_clients()
    {
        var waits = Enumerable
            .Range(0, 50)
            .Select(seed =>
                new Reconnection(Options with { Random = new Random(seed) })
                    .After(new("down"))
                    .Delay
            )
            .Distinct();
        Assert.True(waits.Count() > 40);
    }

    [Fact]
    public void Session_that_lasted_begins_the_doubling_anew()
    {
        var reconnection = new Reconnection(Options);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            reconnection.After(new("down"));
        }

        var end = new SessionEnd("reset", Lived: TimeSpan.FromMinutes(1));
        Assert.InRange(reconnection.After(end).Delay.TotalMilliseconds, 125, 250);
    }

    [Fact]
    public void Sessions_that_die_at_once_are_failures()
    {
        var reconnection = new Reconnection(Options);
        var end = new SessionEnd("reset", Lived: TimeSpan.FromMilliseconds(5));
        for (var attempt = 0; attempt < 10; attempt++)
        {
            reconnection.After(end);
        }

        Assert.True(reconnection.After(end).Delay > TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Token_refusals_count_only_in_a_row()
    {
        var reconnection = new Reconnection(Options);
        var refused = new SessionEnd("expired", 4401);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(reconnection.After(refused).Stop);
            Assert.Null(reconnection.After(refused).Stop);
            Assert.Null(reconnection.After(new("reset", Lived: TimeSpan.FromSeconds(1))).Stop);
        }
    }
}
