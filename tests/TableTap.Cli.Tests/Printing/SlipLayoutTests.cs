using System.Text;
using CsCheck;
using TableTap.Cli.Printing;
using TableTap.Terms;

namespace TableTap.Cli.Tests.Printing;

public sealed class SlipLayoutTests
{
    private static readonly CodePages Pages = CodePages.Read(CodePages.Usual)!;

    [Fact]
    public void A_ticket_says_all_and_what_the_guest_cannot_eat_first()
    {
        var line = Orders.Line("a", quantity: 2, priority: OrderPriority.High) with
        {
            Customizations = ["Extra shot", "Oat milk"],
            Note = "Not too hot",
            Allergies = [Allergen.Nuts, Allergen.Peanuts],
            MinAge = 18,
        };
        var order = Orders.Paper(line) with
        {
            OrderType = OrderType.Takeaway,
            Instructions = "Extra hot",
        };

        Assert.Equal(
            """
            btw. |ORD-001234|
            btwr | High |
            bt.. |Take away|
            .... |10:30 John D.|
            .... |--------------------------------|
            btwr | ALLERGY: |
            btwr | PEANUTS, NUTS |
            bt.. |2 x Cappuccino|
            .... |    Extra shot|
            .... |    Oat milk|
            b... |    > Not too hot|
            bt.r |     ALLERGY: PEANUTS, NUTS |
            b... |    From 18 years|
            .... |--------------------------------|
            bt.. |"Extra hot"|
            """,
            Print(new(SlipKind.Ticket, order, [line], Orders.At))
        );
    }

    [Fact]
    public void Courses_stand_in_their_order_with_a_heading()
    {
        var lines = new[]
        {
            Orders.Line("b", "Steak", course: 2),
            Orders.Line("c", "Water"),
            Orders.Line("a", "Soup", course: 1),
        };

        Assert.Equal(
            """
            btwr | ADDED |
            btw. |ORD-001234|
            bt.. |Tisch 12|
            .... |10:30 John D.|
            .... |--------------------------------|
            bt.. |1 x Water|
            b... |Gang 1|
            bt.. |1 x Soup|
            b... |Gang 2|
            bt.. |1 x Steak|
            """.Replace("ADDED", "DAZU", StringComparison.Ordinal),
            Print(new(SlipKind.Added, Orders.Paper(lines), lines, Orders.At), "de")
        );
    }

    [Fact]
    public void A_void_cannot_be_taken_for_a_ticket()
    {
        var line = Orders.Line("a");

        Assert.Equal(
            """
            btwr | VOID |
            btw. |ORD-001234|
            bt.. |Table 12|
            .... |10:30 John D.|
            .... |--------------------------------|
            bt.. |- 1 x Cappuccino|
            """,
            Print(new(SlipKind.Void, Orders.Paper(line), [line], Orders.At))
        );
    }

    [Theory]
    [InlineData(SlipMark.Copy, "btwr | COPY |")]
    [InlineData(SlipMark.PossibleCopy, "btwr | POSSIBLE COPY |")]
    public void A_copy_says_so_before_all_else(object mark, string first)
    {
        var slip = new Slip(SlipKind.Ticket, Orders.Paper(), [], Orders.At, (SlipMark)mark);

        Assert.StartsWith(first, Print(slip), StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_that_the_printer_lacks_are_told_and_the_item_is_named_by_its_id()
    {
        var line = Orders.Line("a", "شاي") with { Note = "بدون سكر" };

        var printed = Print(new(SlipKind.Ticket, Orders.Paper(line), [line], Orders.At));

        Assert.Contains("bt.. |1 x ???|\nbt.. |[cappuccino]|", printed, StringComparison.Ordinal);
        // Once below the name, once below the note.
        Assert.Equal(3, printed.Split("LETTERS MISSING").Length);
    }

    [Fact]
    public void Greek_and_Cyrillic_names_are_printed_as_they_are()
    {
        var lines = new[] { Orders.Line("a", "Γύρος"), Orders.Line("b", "Борщ") };

        var printed = Print(new(SlipKind.Ticket, Orders.Paper(lines), lines, Orders.At));

        Assert.Contains("|1 x Γύρος|", printed, StringComparison.Ordinal);
        Assert.Contains("|1 x Борщ|", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("MISSING", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_language_has_a_word_for_everything()
    {
        Assert.All(
            SlipWords.ByLanguage.Values,
            words =>
            {
                Assert.Equal(Enum.GetValues<SlipKind>().Length, words.Kinds.Count);
                Assert.Equal(Enum.GetValues<OrderPriority>().Length, words.Priorities.Count);
                Assert.Equal(Enum.GetValues<Allergen>().Length, words.Allergens.Count);
                Assert.All(
                    [
                        .. words.Kinds,
                        .. words.Priorities,
                        .. words.Allergens,
                        words.Takeaway,
                        words.Unprintable,
                        words.Copy,
                        words.PossibleCopy,
                    ],
                    word => Assert.True(Pages.Printable(word.ToUpperInvariant()).IsWhole, word)
                );
            }
        );
    }

    [Fact]
    public void No_line_is_wider_than_the_paper_however_long_a_text_is() =>
        Gen.Select(Gen.String[Gen.Char, 0, 120], Gen.Int[24, 64])
            .Sample(
                (text, columns) =>
                {
                    var line = Orders.Line("a", text) with { Note = text, Customizations = [text] };
                    var slip = new Slip(
                        SlipKind.Ticket,
                        Orders.Paper(line) with
                        {
                            Instructions = text,
                            CustomerName = text,
                        },
                        [line],
                        Orders.At
                    );
                    var lines = Layout("fr", columns).Lines(slip);
                    return lines.All(printed =>
                            printed.Text.Length * (printed.Style.HasFlag(PrintStyle.Wide) ? 2 : 1)
                            <= columns
                        )
                        // And no letter of a guest is a sequence of the printer's.
                        && lines.All(printed => !printed.Text.Any(char.IsControl));
                }
            );

    private static string Print(Slip slip, string language = "en") =>
        string.Join('\n', Layout(language, 32).Lines(slip).Select(Show));

    private static SlipLayout Layout(string language, int columns) =>
        new(columns, SlipWords.ByLanguage[language], Pages, TimeZoneInfo.Utc);

    private static string Show(PrintLine line)
    {
        var look = new StringBuilder();
        look.Append(line.Style.HasFlag(PrintStyle.Bold) ? 'b' : '.');
        look.Append(line.Style.HasFlag(PrintStyle.Tall) ? 't' : '.');
        look.Append(line.Style.HasFlag(PrintStyle.Wide) ? 'w' : '.');
        look.Append(line.Style.HasFlag(PrintStyle.Reversed) ? 'r' : '.');
        return look.Append(" |").Append(line.Text).Append('|').ToString();
    }
}
