using CsCheck;
using TableTap.Server.Probing;

namespace TableTap.Server.Tests.Probing;

/// <summary>A probe proves that numbers come one after the other.</summary>
public sealed class ProbeSequenceTests
{
    [Theory]
    [InlineData("7 8 9", "")]
    [InlineData("7 9", "Lost")]
    [InlineData("7 9 8", "Lost Reordered")]
    [InlineData("7 9 8 8", "Lost Reordered Doubled")]
    [InlineData("7 7 8", "Doubled")]
    [InlineData("7 8 7", "Doubled")]
    [InlineData("7 11 9 12", "Lost Reordered")]
    public void Each_number_is_the_next_or_says_what_is_wrong(string numbers, string wrong) =>
        Assert.Equal(
            wrong.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Wrong(numbers.Split(' ').Select(long.Parse)).Select(one => $"{one}")
        );

    [Fact]
    public void After_a_page_of_history_the_next_number_is_due_and_no_other()
    {
        var sequence = new ProbeSequence();
        sequence.Take(3);
        sequence.GoOnAfter(9);

        Assert.Null(sequence.Take(10));
        Assert.Equal(ProbeFailure.Doubled, sequence.Take(9));
        Assert.Equal(ProbeFailure.Lost, sequence.Take(12));
    }

    [Fact]
    public void A_leap_over_any_number_of_numbers_costs_no_memory()
    {
        var sequence = new ProbeSequence();
        sequence.Take(1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(ProbeFailure.Lost, sequence.Take(long.MaxValue));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    /// <summary>Whatever is left out, sent twice and exchanged: it is found where there is something, and nowhere else.</summary>
    [Fact]
    public void Numbers_are_told_as_wrong_exactly_where_a_list_says_so() =>
        Gen.Long[1, 12]
            .List[1, 30]
            .Sample(numbers =>
            {
                var seen = new HashSet<long> { numbers[0] };
                var highest = numbers[0];
                var expected = new List<ProbeFailure>();
                foreach (var number in numbers.Skip(1))
                {
                    if (number > highest + 1)
                    {
                        expected.Add(ProbeFailure.Lost);
                    }
                    else if (number <= highest)
                    {
                        expected.Add(
                            seen.Contains(number) || number < numbers[0]
                                ? ProbeFailure.Doubled
                                : ProbeFailure.Reordered
                        );
                    }

                    seen.Add(number);
                    highest = Math.Max(highest, number);
                }

                Assert.Equal(expected, Wrong(numbers));
            });

    private static List<ProbeFailure> Wrong(IEnumerable<long> numbers)
    {
        var sequence = new ProbeSequence();
        return [.. numbers.Select(sequence.Take).OfType<ProbeFailure>()];
    }
}
