using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests;

/// <summary>Names and texts of people, in Unicode.</summary>
public class TextTests
{
    private const string Emoji = "\U0001F600";
    private readonly Day _day = new();

    private static string Of(int length) => string.Concat(Enumerable.Repeat(Emoji, length));

    private static CreateOrder Latte => Day.Takeaway(new NewOrderLine("latte", 1));

    [Theory]
    [InlineData("Zoë Smith", "Zoë S.")]
    [InlineData("Zoë \U0001F600mile", "Zoë \U0001F600.")]
    [InlineData("Zoë e\u0301clair", "Zoë E\u0301.")]
    [InlineData("\U0001F600", "\U0001F600")]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    public void An_initial_is_a_whole_character(string? name, string? shown) =>
        Assert.Equal(shown, GuestName.ForStaff(name));

    [Fact]
    public void Lengths_are_counted_in_characters()
    {
        _day.Place(
            Day.Guest,
            Latte with
            {
                SpecialInstructions = Of(TextLimits.Sentence),
                CustomerName = Of(TextLimits.Name),
            }
        );

        foreach (
            var (field, order) in new[]
            {
                (
                    "specialInstructions",
                    Latte with
                    {
                        SpecialInstructions = Of(TextLimits.Sentence + 1),
                    }
                ),
                ("customerName", Latte with { CustomerName = Of(TextLimits.Name + 1) }),
            }
        )
        {
            Assert.Equal(
                field,
                _day.Refuse(RefusalCode.ValidationFailed, Day.Guest, order).Details[0].Path
            );
        }
    }

    [Fact]
    public void What_turns_the_direction_of_others_does_not_reach_a_ticket()
    {
        var order = _day.Place(
            Day.Guest,
            Latte with
            {
                SpecialInstructions = "no \u202Eragus\u202C, \u2067שלום\u2069",
                CustomerName = "\u202EJohn Doe",
            }
        );

        Assert.Equal(
            ("no ragus, שלום", "John Doe"),
            (order.SpecialInstructions, order.CustomerName)
        );
    }
}
