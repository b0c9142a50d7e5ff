using CsCheck;
using TableTap.Realtime.Peers;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>Which numbers of commands are new.</summary>
public sealed class SeenNumbersTests
{
    [Fact]
    public void Each_number_is_new_once_whatever_their_order_and_never_when_it_is_too_old() =>
        Gen.Long[1, 4L * SeenNumbers.Window]
            .List[1, 400]
            .Sample(numbers =>
            {
                var seen = new SeenNumbers();
                var (before, highest) = (new HashSet<long>(), 0L);
                foreach (var number in numbers)
                {
                    var isNew = number > highest - SeenNumbers.Window && before.Add(number);
                    Assert.Equal(isNew, seen.TryAdd("one", number));
                    highest = Math.Max(highest, number);
                }
            });

    [Fact]
    public void Peers_have_numbers_of_their_own_and_none_below_one()
    {
        var seen = new SeenNumbers();

        Assert.True(seen.TryAdd("one", 1));
        Assert.True(seen.TryAdd("two", 1));
        Assert.False(seen.TryAdd("one", 1));
        Assert.False(seen.TryAdd("one", 0));
        Assert.False(seen.TryAdd("one", -1));
        Assert.True(seen.TryAdd("one", long.MaxValue));
        Assert.False(seen.TryAdd("one", 2));
    }
}
