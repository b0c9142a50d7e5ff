using System.Collections.Immutable;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Values;

public class ValuesTests
{
    [Fact]
    public void Money_is_counted_in_minor_units_and_never_rounded()
    {
        Assert.Equal("15.50", new Money(1550).ToString());
        Assert.Equal("-0.05", new Money(-5).ToString());
        Assert.Equal(new Money(30), new Money(10) + new Money(20));
        Assert.Equal(new Money(-10), new Money(10) - new Money(20));
        Assert.Equal(new Money(60), new Money(20) * 3);
        Assert.True(
            new Money(1) > Money.Zero
                && Money.Zero < new Money(1)
                && Money.Zero <= default(Money)
                && Money.Zero >= default(Money)
        );
        Assert.True(new Money(1).IsPositive && !Money.Zero.IsPositive);
        Assert.Equal([new Money(1), new Money(2)], new[] { new Money(2), new Money(1) }.Order());
        Assert.Throws<OverflowException>(() => Money.OfThousandths(long.MaxValue) + new Money(1));
    }

    [Fact]
    public void Lists_equal_by_what_they_hold()
    {
        EquatableList<string> list = ["a", "b"];

        Assert.Equal(list, ["a", "b"]);
        Assert.True(list == ImmutableArray.Create("a", "b"));
        Assert.True(list != ["b", "a"]);
        Assert.False(list.Equals("a"));
        Assert.True(list.Equals((object)list.Items.ToEquatableList()));
        Assert.Equal(list.GetHashCode(), new[] { "a", "b" }.ToEquatableList().GetHashCode());
        Assert.Equal("[a, b]", list.ToString());
        Assert.Equal((2, "b"), (list.Count, list[1]));
        Assert.Equal(["a", "b", "c"], list.Add("c").Items);
        var walked = new List<string>();
        foreach (var item in list)
        {
            walked.Add(item);
        }

        Assert.Equal(list.Items, walked);
    }

    [Fact]
    public void The_default_list_is_the_empty_one()
    {
        Assert.Equal(default(EquatableList<int>), []);
        Assert.Empty(default(EquatableList<int>).Items);
        Assert.Equal([1], default(EquatableList<int>).Add(1).Items);
    }

    [Fact]
    public void Maps_equal_by_their_entries_whatever_way_they_were_made()
    {
        var map = default(EquatableMap<int>).Set("b", 2).Set("B", 3).Set("a", 1);
        var other = default(EquatableMap<int>)
            .Set("a", 1)
            .Set("x", 0)
            .Set("B", 3)
            .Set("b", 2)
            .Remove("x");

        Assert.Equal(map, other);
        Assert.True(
            map == other
                && map.Equals((object)other)
                && map != other.Remove("a")
                && map != other.Set("a", 2)
        );
        Assert.False(map.Equals("a"));
        Assert.Equal(map.GetHashCode(), other.GetHashCode());
        Assert.Equal([3, 1, 2], map.Values);
        Assert.True(
            map.Contains("a")
                && !map.Contains("c")
                && !map.Contains(null)
                && !map.TryGet(null, out _)
        );
        Assert.Equal("{[a, 1]}", default(EquatableMap<int>).Set("a", 1).ToString());
        Assert.Equal(map, new EquatableMap<int> { Entries = map.Entries });
    }

    [Theory]
    [InlineData("John Doe", "John D.")]
    [InlineData("  Mary  Ann   van der berg ", "Mary B.")]
    [InlineData("Cher", "Cher")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Staff_sees_a_first_name_and_an_initial(string? name, string? shown) =>
        Assert.Equal(shown, GuestName.ForStaff(name));

    [Fact]
    public void Every_status_has_a_word_and_a_text()
    {
        Assert.Equal(
            ["pending", "scheduled", "confirmed", "preparing", "ready", "completed", "cancelled"],
            Enum.GetValues<OrderStatus>().Select(status => status.Word)
        );
        Assert.Equal("Your order is being prepared", OrderStatus.Confirmed.GuestText);
        Assert.Equal(
            7,
            Enum.GetValues<OrderStatus>().Select(status => status.GuestText).Distinct().Count()
        );
    }

    [Fact]
    public void A_map_is_written_down_by_its_entries_and_read_again()
    {
        var map = default(EquatableMap<int>).Set("b", 2).Set("a", 1);

        Assert.Equal([new("a", 1), new("b", 2)], map.Entries);
        Assert.Equal(map, new EquatableMap<int> { Entries = map.Entries });
        Assert.Equal(default, new EquatableMap<int> { Entries = [] });
    }
}
