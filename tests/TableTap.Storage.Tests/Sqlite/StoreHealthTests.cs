using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Storage.Sqlite;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>Who is slow: the disk, or this process.</summary>
public sealed class StoreHealthTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly StoreHealth _health;

    public StoreHealthTests() =>
        _health = new(new() { Path = "journal.db" }, _time, NullLogger.Instance);

    [Theory]
    [InlineData(6)]
    [InlineData(80)]
    [InlineData(100_000)]
    public void A_process_that_stood_still_does_not_call_the_disk_slow(int seconds)
    {
        _health.Begin();
        _time.Advance(Second * seconds);

        Assert.Null(_health.Now.Trouble);
        _health.Refresh();
        Assert.Null(_health.Now.Trouble);
        Watch(2);
        Assert.Null(_health.Now.Trouble);
    }

    [Fact]
    public void A_write_that_takes_long_while_the_process_looks_is_told()
    {
        _health.Begin();
        Watch(4);
        Assert.Null(_health.Now.Trouble);

        Watch(1);
        Assert.Contains("has taken 5 s", _health.Now.Trouble, StringComparison.Ordinal);
        _health.Works();
        Assert.Null(_health.Now.Trouble);
    }

    private void Watch(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(Second);
            _health.Refresh();
        }
    }
}
