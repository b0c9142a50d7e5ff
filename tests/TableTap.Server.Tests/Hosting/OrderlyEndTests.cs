using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Hosting;

public sealed class OrderlyEndTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogCapture _logs = new();
    private readonly ConcurrentQueue<string> _ended = new();

    private IEnumerable<string> Ended => _ended;

    [Fact]
    public async Task A_part_that_hangs_has_its_time_and_the_next_one_follows()
    {
        var end = new OrderlyEnd(_time, _logs.CreateLogger("TableTap"));
        var never = new TaskCompletionSource();
        await end.EndAsync("first", () => EndedAsync("first"));

        var hanging = end.EndAsync("endless", () => never.Task);
        await Patience.UntilAsync(
            () => hanging.IsCompleted,
            () => _time.Advance(TimeSpan.FromSeconds(1))
        );
        await hanging;
        await end.EndAsync("last", () => EndedAsync("last"));

        Assert.Equal(["first", "last"], Ended);
        Assert.False(end.IsComplete);
        var line = Assert.Single(_logs.Lines);
        Assert.Contains("Warning TableTap[128]", line, StringComparison.Ordinal);
        Assert.Contains("endless", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_hangs_has_no_less_than_its_time()
    {
        var end = new OrderlyEnd(_time, _logs.CreateLogger("TableTap"));
        var slow = new TaskCompletionSource();
        var ending = end.EndAsync("slow", () => slow.Task);

        _time.Advance(OrderlyEnd.Patience - TimeSpan.FromMilliseconds(1));
        slow.SetResult();
        await ending.Soon();

        Assert.True(end.IsComplete);
        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public async Task A_part_that_fails_has_ended_and_is_told()
    {
        var end = new OrderlyEnd(_time, _logs.CreateLogger("TableTap"));

        await end.EndAsync("failing", () => throw new InvalidOperationException("It is gone."));
        await end.EndAsync("late", () => throw new TimeoutException("It gave up."));
        await end.EndAsync("last", () => EndedAsync("last"));

        Assert.Equal(["last"], Ended);
        Assert.True(end.IsComplete);
        Assert.Collection(
            _logs.Lines,
            line => Assert.Contains("It is gone.", line, StringComparison.Ordinal),
            line => Assert.Contains("It gave up.", line, StringComparison.Ordinal)
        );
        Assert.All(
            _logs.Lines,
            line => Assert.Contains("Error TableTap[109]", line, StringComparison.Ordinal)
        );
    }

    private Task EndedAsync(string part)
    {
        _ended.Enqueue(part);
        return Task.CompletedTask;
    }
}
