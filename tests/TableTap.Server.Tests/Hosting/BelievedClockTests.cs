using TableTap.Server.Hosting;
using TableTap.Testing;

namespace TableTap.Server.Tests.Hosting;

/// <summary>A wall clock that jumps by seconds, hours or days, both ways.</summary>
public sealed class BelievedClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly OddClock _system = new(Batch.Noon);
    private readonly BelievedClock _clock;

    public BelievedClockTests() => _clock = new(_system);

    public static TheoryData<double> Seconds =>
        [-34_560_000, -86_400, -3600, -5, 5, 3600, 86_400, 34_560_000];

    [Theory]
    [MemberData(nameof(Seconds))]
    public void A_jump_that_lasts_some_seconds_is_never_seen(double seconds)
    {
        _system.Set(TimeSpan.FromSeconds(seconds));
        for (var second = 1; second <= 30; second++)
        {
            _system.Pass(Second);
            Assert.Equal(Batch.Noon + (second * Second), _clock.GetUtcNow());
        }

        _system.Set(TimeSpan.Zero);
        _system.Pass(Second);
        Assert.Equal(Batch.Noon + (31 * Second), _clock.GetUtcNow());
    }

    [Theory]
    [MemberData(nameof(Seconds))]
    public void A_jump_that_stands_for_a_minute_is_believed(double seconds)
    {
        var jump = TimeSpan.FromSeconds(seconds);
        _system.Set(jump);
        _clock.GetUtcNow();
        _system.Pass(59 * Second);
        Assert.Equal(Batch.Noon + (59 * Second), _clock.GetUtcNow());

        _system.Pass(Second);
        Assert.Equal(Batch.Noon + (60 * Second) + jump, _clock.GetUtcNow());
    }

    [Fact]
    public void A_clock_that_flaps_is_not_believed()
    {
        for (var second = 1; second <= 300; second++)
        {
            _system.Set(TimeSpan.FromDays(second % 2));
            _system.Pass(Second);
            var off = (_clock.GetUtcNow() - Batch.Noon - (second * Second)).Duration();
            Assert.True(off <= BelievedClock.Tolerance, $"{off} at {second}");
        }
    }

    [Fact]
    public void Small_corrections_are_followed()
    {
        _system.Set(0.9 * Second);
        _system.Pass(Second);

        Assert.Equal(Batch.Noon + (1.9 * Second), _clock.GetUtcNow());
    }
}
