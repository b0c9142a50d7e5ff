using TableTap.Testing;

namespace TableTap.Storage.Tests;

/// <summary>How old a store is where more than one counts.</summary>
public sealed class AgeClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly OddClock _time = new(Batch.Noon);

    [Fact]
    public void Who_counted_longer_is_right_and_what_is_owed_comes_with_it()
    {
        var early = new AgeClock(_time, TimeSpan.Zero, 60 * Second, Batch.Noon);
        _time.Pass(10 * Second);
        var late = new AgeClock(_time, TimeSpan.Zero, TimeSpan.Zero, _time.GetUtcNow());

        late.AtLeast(early.Now, early.Owed, early.Wall);

        Assert.Equal((20 * Second, 50 * Second), (late.Now, late.Owed));
    }

    [Fact]
    public void What_another_one_was_owed_before_the_clock_was_set_back_is_not_taken_over()
    {
        _time.Set(TimeSpan.FromDays(3));
        var writes = new AgeClock(_time, TimeSpan.Zero, TimeSpan.Zero, Batch.Noon);
        var trims = new AgeClock(_time, TimeSpan.Zero, TimeSpan.Zero, Batch.Noon);
        _time.Pass(39 * Second);
        var (age, owed, noted) = (writes.Now, writes.Owed, writes.Wall);
        _time.Set(TimeSpan.Zero);
        _time.Pass(21 * Second);

        trims.AtLeast(age, owed, noted);

        Assert.Equal((78 * Second, TimeSpan.Zero), (trims.Now, trims.Owed));
    }
}
