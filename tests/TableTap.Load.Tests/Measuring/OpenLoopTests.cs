using Microsoft.Extensions.Time.Testing;
using TableTap.Load.Measuring;

namespace TableTap.Load.Tests.Measuring;

public sealed class OpenLoopTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_operation_that_begins_late_keeps_the_moment_at_which_it_was_due()
    {
        var began = _time.GetTimestamp();
        var due = new List<double>();
        var latency = new LatencyHistogram(_time);
        var loop = new OpenLoop(_time, rate: 10);
        var running = loop.RunAsync(
            TimeSpan.FromSeconds(1),
            moment =>
            {
                due.Add(_time.GetElapsedTime(began, moment).TotalMilliseconds);
                latency.Record(moment);
                if (due.Count == 1)
                {
                    // The machine stands still while the first operation is started.
                    _time.Advance(TimeSpan.FromSeconds(0.95));
                }
            },
            TestContext.Current.CancellationToken
        );

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await running;

        Assert.Equal([0, 100, 200, 300, 400, 500, 600, 700, 800, 900], due);
        Assert.Equal(10, loop.Offered);
        Assert.InRange(latency.Figures().Max!.Value, 845, 855);
        Assert.InRange(loop.Lag.Figures().P50!.Value, 345, 360);
    }

    [Fact]
    public async Task It_ends_at_once_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        var loop = new OpenLoop(_time, rate: 1);
        var running = loop.RunAsync(TimeSpan.FromHours(1), _ => { }, stop.Token);

        await stop.CancelAsync();
        await running;

        Assert.Equal(1, loop.Offered);
    }

    [Fact]
    public void Nothing_that_was_measured_is_no_figure() =>
        Assert.Equal(
            new LatencyFigures(null, null, null, null, null),
            new LatencyHistogram(_time).Figures()
        );
}
