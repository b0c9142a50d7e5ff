using TableTap.Realtime.Journal;
using TableTap.Storage.Sqlite;

namespace TableTap.Storage.Tests.Sqlite;

/// <summary>The filter of answers may be wrong in one direction only.</summary>
public sealed class AnswerFilterTests
{
    [Fact]
    public void Before_all_keys_are_read_every_answer_may_be_stored()
    {
        var filter = new AnswerFilter();
        Assert.Null(filter.Wanted);
        Assert.True(filter.MayHold(Key(1)));

        filter.Distrust();

        Assert.True(filter.MayHold(Key(1)));
        filter.Complete(filter.Wanted!.Value);
        Assert.False(filter.MayHold(Key(1)));
        Assert.Null(filter.Wanted);
    }

    [Fact]
    public void What_was_added_is_always_found_and_little_else()
    {
        var filter = Whole();
        const int keys = 200_000;
        for (var i = 0; i < keys; i++)
        {
            filter.Add(Key(i));
        }

        Assert.All(Enumerable.Range(0, keys), i => Assert.True(filter.MayHold(Key(i))));
        var wrong = Enumerable.Range(keys, keys).Count(i => filter.MayHold(Key(i)));
        Assert.InRange(wrong, 0, keys / 50);
    }

    [Fact]
    public void A_reading_that_was_overtaken_does_not_count()
    {
        var filter = new AnswerFilter();
        filter.Distrust();
        var reading = filter.Wanted!.Value;

        filter.Distrust();
        filter.Complete(reading);

        Assert.True(filter.MayHold(Key(1)));
        Assert.NotEqual(reading, filter.Wanted);
    }

    [Fact]
    public void When_most_of_it_is_gone_all_is_read_anew()
    {
        var filter = Whole();
        for (var i = 0; i < 200_000; i++)
        {
            filter.Add(Key(i));
        }

        filter.Lose(100_000);
        Assert.Null(filter.Wanted);
        filter.Lose(1);

        Assert.NotNull(filter.Wanted);
        Assert.True(filter.MayHold(Key(-1)));
    }

    private static AnswerFilter Whole()
    {
        var filter = new AnswerFilter();
        filter.Distrust();
        filter.Complete(filter.Wanted!.Value);
        return filter;
    }

    private static AnswerKey Key(int number) => new("issuer", $"guest-{number % 7}", $"m-{number}");
}
