using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Observability;
using TableTap.Server.Observability;

namespace TableTap.Server.Tests.Observability;

/// <summary>The figures of the last minute, for who looks at the server.</summary>
public sealed class FigureWindowTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Meter _meter = new("TableTap.Tests");
    private readonly Histogram<double> _commit;
    private readonly Counter<long> _refused;
    private readonly FigureWindow _window;

    public FigureWindowTests()
    {
        _commit = _meter.CreateHistogram(
            "tabletap.commit",
            "s",
            "",
            tags: null,
            Instruments.Durations
        );
        _refused = Instruments.Refused(_meter);
        _window = new(_meter, _clock);
    }

    public void Dispose()
    {
        _window.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void It_listens_while_somebody_asks_and_lets_go_a_minute_later()
    {
        Assert.False(_commit.Enabled);
        Assert.Equal(0, _window.Read().Commit.Count);
        Assert.True(_commit.Enabled);
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            _window.Read();
        }

        Assert.True(_window.IsListening);
        _clock.Advance(TimeSpan.FromSeconds(66));
        Assert.False(_window.IsListening);
        Assert.False(_commit.Enabled);
        Assert.False(_refused.Enabled);
    }

    [Fact]
    public void It_tells_of_the_last_minute_and_of_nothing_before()
    {
        _refused.Add(5, new KeyValuePair<string, object?>("reason", "BEFORE"));
        _window.Read();
        _refused.Add(3, new KeyValuePair<string, object?>("reason", "NOT_FOUND"));
        _commit.Record(0.0015);
        _clock.Advance(TimeSpan.FromSeconds(30));
        var soon = _window.Read();
        Assert.Equal(TimeSpan.FromSeconds(30), soon.Span);
        Assert.Equal(3, soon.Counts[("tabletap.refused", "NOT_FOUND")]);
        Assert.Single(soon.Counts);
        Assert.Equal(1, soon.Commit.Count);

        for (var i = 0; i < 12; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            _window.Read();
        }

        var later = _window.Read();
        Assert.InRange(later.Span, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(65));
        Assert.Empty(later.Counts);
        Assert.Equal((0, null), (later.Commit.Count, later.Commit.P99));
    }

    [Fact]
    public void Percentiles_lie_within_the_step_that_their_values_are_in()
    {
        var counts = new BucketCounts([1, 2, 5, 10]);
        var before = counts.Read();
        for (var i = 0; i < 90; i++)
        {
            counts.Add(1.5);
        }

        for (var i = 0; i < 10; i++)
        {
            counts.Add(100);
        }

        var between = counts.Between(before, counts.Read());
        Assert.Equal(100, between.Count);
        Assert.InRange(between.P50!.Value, 1, 2);
        Assert.Equal(10, between.P95);
        Assert.Equal(10, between.P99);
        Assert.Null(counts.Between(counts.Read(), counts.Read()).P50);
    }
}
