using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Tests.Sessions;

public sealed class SignalTests
{
    private Signal _signal;

    [Fact]
    public async Task Who_waits_before_it_happens_is_told()
    {
        var (first, second) = (_signal.Task, _signal.Task);
        Assert.False(first.IsCompleted);
        _signal.Set();
        _signal.Set();
        await first.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await second.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Who_comes_later_does_not_wait()
    {
        _signal.Set();
        Assert.True(_signal.Task.IsCompletedSuccessfully);
    }
}
