using TableTap.Simulation.Verification;

namespace TableTap.Simulation.Tests;

public sealed class SequenceCheckTests
{
    private static readonly ReceivedSequence[] Journal = [.. Range(1, 20)];

    [Fact]
    public void Whole_channel_in_order_is_clean()
    {
        var tally = SequenceCheck.Compare(5, 15, Journal, Range(6, 15));
        Assert.Equal(new SequenceFindings(10, 10, 0, 0, 0), tally);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(15)]
    public void Lost_message_is_found_wherever_it_was(long lost)
    {
        var tally = SequenceCheck.Compare(
            5,
            15,
            Journal,
            Range(6, 15).Where(message => message.Sequence != lost)
        );
        Assert.Equal(new SequenceFindings(10, 9, 1, 0, 0), tally);
    }

    [Fact]
    public void Message_that_came_twice_is_found()
    {
        var tally = SequenceCheck.Compare(5, 15, Journal, [.. Range(6, 15), Of(9)]);
        Assert.Equal(new SequenceFindings(10, 11, 0, 1, 0), tally);
    }

    [Fact]
    public void Messages_that_changed_places_are_found()
    {
        var tally = SequenceCheck.Compare(
            5,
            15,
            Journal,
            [.. Range(6, 8), Of(10), Of(9), .. Range(11, 15)]
        );
        Assert.Equal(new SequenceFindings(10, 10, 0, 0, 1), tally);
    }

    [Fact]
    public void Another_message_under_the_same_number_is_missing()
    {
        var tally = SequenceCheck.Compare(
            5,
            15,
            Journal,
            [.. Range(6, 14), new ReceivedSequence(15, "somebody else's")]
        );
        Assert.Equal(1, tally.Missing);
    }

    [Fact]
    public void Message_that_the_journal_itself_lost_is_missing()
    {
        var tally = SequenceCheck.Compare(
            5,
            15,
            Journal.Where(message => message.Sequence != 12),
            Range(6, 15)
        );
        Assert.Equal(1, tally.Missing);
    }

    [Fact]
    public void What_lies_outside_the_stay_counts_neither_way()
    {
        var tally = SequenceCheck.Compare(5, 15, Journal, [Of(2), .. Range(6, 17), Of(17)]);
        Assert.Equal(new SequenceFindings(10, 10, 0, 0, 0), tally);
    }

    [Fact]
    public void Reader_that_heard_nothing_misses_everything()
    {
        Assert.Equal(
            new SequenceFindings(10, 0, 10, 0, 0),
            SequenceCheck.Compare(5, 15, Journal, [])
        );
    }

    private static IEnumerable<ReceivedSequence> Range(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(sequence => Of(sequence));

    private static ReceivedSequence Of(long sequence) => new(sequence, $"msg_{sequence}");
}
