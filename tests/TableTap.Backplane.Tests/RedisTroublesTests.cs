using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace TableTap.Backplane.Tests;

/// <summary>What is wrong at one address is not over because another one works, nor for ever because nobody is there any more.</summary>
public sealed class RedisTroublesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RedisTroubles _troubles;

    public RedisTroublesTests() => _troubles = new("redis:6379", _time, NullLogger.Instance);

    [Fact]
    public void What_gets_through_at_one_address_says_nothing_of_another()
    {
        _troubles.Add("one", "It is away.");
        _troubles.Remove("two");

        Assert.Equal("Redis at redis:6379: It is away.", _troubles.Words);
        Assert.True(_troubles.IsAt("one"));
        Assert.False(_troubles.IsAt("two"));
        _troubles.Remove("one");
        Assert.Null(_troubles.Words);
    }

    [Fact]
    public void Trouble_everywhere_is_at_each_address_until_something_gets_through()
    {
        _troubles.Add(RedisTroubles.Everywhere, "No connection.");
        _time.Advance(RedisTroubles.Lasting * 10);

        Assert.True(_troubles.IsAt("one"));
        _troubles.Remove("two");
        Assert.False(_troubles.IsAt("one"));
        Assert.Null(_troubles.Words);
    }

    [Fact]
    public void Trouble_at_an_address_that_nobody_sends_to_any_more_is_forgotten()
    {
        _troubles.Add("gone", "It is away.");
        _time.Advance(RedisTroubles.Lasting / 2);
        _troubles.Add("here", "It is away.");
        Assert.True(_troubles.IsAt("gone"));

        _time.Advance(RedisTroubles.Lasting / 2);

        Assert.False(_troubles.IsAt("gone"));
        Assert.NotNull(_troubles.Words);
        _time.Advance(RedisTroubles.Lasting / 2);
        Assert.Null(_troubles.Words);
    }
}
