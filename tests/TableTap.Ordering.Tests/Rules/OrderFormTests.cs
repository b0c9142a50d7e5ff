using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Orders that are filled in wrongly.</summary>
public class OrderFormTests
{
    private readonly Day _day = new();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(21)]
    [InlineData(int.MaxValue)]
    public void A_quantity_is_from_1_to_20(int quantity) =>
        Invalid("items[0].quantity", Day.Takeaway(new NewOrderLine("latte", quantity)));

    [Fact]
    public void At_most_20_of_an_item_over_all_lines()
    {
        Invalid(
            "items",
            Day.Takeaway(new NewOrderLine("latte", 11), new NewOrderLine("latte", 10, ["Decaf"]))
        );
        _day.Place(
            Day.Guest,
            Day.Takeaway(new NewOrderLine("latte", 10), new NewOrderLine("latte", 10, ["Decaf"]))
        );
        Invalid(
            "items",
            Day.Takeaway([.. Enumerable.Repeat(new NewOrderLine("latte", int.MaxValue), 3)]),
            Enumerable.Range(0, 3).Select(index => $"items[{index}].quantity")
        );
    }

    [Fact]
    public void At_most_50_lines_and_at_least_one()
    {
        Invalid("items", Day.Takeaway(Array.Empty<NewOrderLine>()));
        Invalid(
            "items",
            Day.Takeaway([
                .. Enumerable.Range(0, 51).Select(line => new NewOrderLine(Item(line), 1)),
            ])
        );
        _day.Place(
            Day.Guest,
            Day.Takeaway([
                .. Enumerable.Range(0, 50).Select(line => new NewOrderLine(Item(line), 1)),
            ])
        );

        static string Item(int line) => DemoCafe.Profile.Menu[line % 25].ItemId;
    }

    [Fact]
    public void At_most_10_customisations_that_go_with_the_item()
    {
        Invalid(
            "items[0].customizations",
            Day.Takeaway(new NewOrderLine("latte", 1, Many("Extra shot", 11)))
        );
        Invalid(
            "items[0].customizations[1]",
            Day.Takeaway(new NewOrderLine("latte", 1, ["Extra shot", "No onions"]))
        );
        Invalid(
            "items[0].customizations[0]",
            Day.Takeaway(new NewOrderLine("latte", 1, ["extra shot"]))
        );
        Assert.Equal(
            new Money(880),
            _day.Place(
                Day.Guest,
                Day.Takeaway(new NewOrderLine("latte", 1, Many("Extra shot", 10)))
            ).Total
        );

        static EquatableList<string> Many(string name, int count) =>
            Enumerable.Repeat(name, count).ToEquatableList();
    }

    [Fact]
    public void An_item_must_be_on_the_menu() =>
        Invalid("items[1].itemId", Day.Takeaway("latte", "unicorn"));

    [Fact]
    public void Dine_in_needs_a_table_that_exists()
    {
        Invalid("tableNumber", Day.AtTable("13", "latte"));
        Invalid("tableNumber", Day.AtTable("4", "latte") with { TableNumber = null });
        Assert.Equal("12", _day.Place(Day.Guest, Day.AtTable("12", "latte")).TableNumber);
    }

    [Fact]
    public void Texts_are_bounded_and_plain()
    {
        Invalid(
            "specialInstructions",
            Day.Takeaway("latte") with
            {
                SpecialInstructions = new string('x', 501),
            }
        );
        Invalid(
            "specialInstructions",
            Day.Takeaway("latte") with
            {
                SpecialInstructions = "bell \a",
            }
        );
        Invalid("customerName", Day.Takeaway("latte") with { CustomerName = new string('x', 81) });
        Assert.Equal(
            500,
            _day.Place(
                Day.Guest,
                Day.Takeaway("latte") with
                {
                    SpecialInstructions = new string('x', 500),
                }
            ).SpecialInstructions!.Length
        );
        Assert.Equal(
            "two\nlines",
            _day.Place(
                Day.Guest,
                Day.Takeaway("latte") with
                {
                    SpecialInstructions = "two\nlines",
                }
            ).SpecialInstructions
        );
        Assert.Null(
            _day.Place(
                Day.Guest,
                Day.Takeaway("latte") with
                {
                    SpecialInstructions = "  ",
                }
            ).SpecialInstructions
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void A_customer_id_is_an_id(string id)
    {
        var refusal = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            Day.Takeaway("latte") with
            {
                CustomerId = id,
            }
        );

        Assert.Equal("customerId", refusal.Details[0].Path);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var refusal = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Guest,
            Day.AtTable("99", "unicorn") with
            {
                Items = [new NewOrderLine("unicorn", 0), new NewOrderLine("latte", 99)],
            }
        );

        Assert.Equal(
            ["tableNumber", "items[0].quantity", "items[0].itemId", "items[1].quantity"],
            refusal.Details.Items.Select(problem => problem.Path)
        );
    }

    private void Invalid(string path, CreateOrder order, IEnumerable<string>? more = null)
    {
        var refusal = _day.Refuse(RefusalCode.ValidationFailed, Day.Guest, order);
        Assert.Equal([.. more ?? [], path], refusal.Details.Items.Select(problem => problem.Path));
    }
}
