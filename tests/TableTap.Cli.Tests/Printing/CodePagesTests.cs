using System.Text;
using TableTap.Cli.Printing;

namespace TableTap.Cli.Tests.Printing;

public sealed class CodePagesTests
{
    [Theory]
    [InlineData("858")]
    [InlineData("858,737=14, 866")]
    [InlineData("1252=40")]
    public void Pages_are_named_by_numbers(string text) => Assert.NotNull(CodePages.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("latin")]
    [InlineData("858,")]
    [InlineData("858=300")]
    [InlineData("864")]
    [InlineData("1255")]
    [InlineData("-858")]
    public void Others_are_refused(string text) => Assert.Null(CodePages.Read(text));

    [Theory]
    [InlineData("Crème brûlée à 3 €", 858)]
    [InlineData("Żurek, kiełbasa", 852)]
    [InlineData("Ψωμί και ελιές", 737)]
    [InlineData("Щи да каша", 866)]
    public void A_text_is_sent_in_the_page_that_has_its_letters(string text, int page)
    {
        var pages = CodePages.Read(CodePages.Usual)!;
        var (printable, isWhole) = pages.Printable(text);
        var read = new StringBuilder();
        var used = new HashSet<int>();
        foreach (var (piece, letters) in pages.Pieces(printable, null))
        {
            used.Add(piece.Name);
            read.Append(
                CodePagesEncodingProvider.Instance.GetEncoding(piece.Name)!.GetString(letters)
            );
        }

        Assert.True(isWhole);
        Assert.Equal(text, read.ToString());
        Assert.Contains(page, used);
    }

    [Fact]
    public void A_page_is_left_only_for_a_letter_that_it_lacks()
    {
        var pages = CodePages.Read("858,737")!;

        Assert.Equal(
            [737],
            pages.Pieces("abc", pages.Pieces("ω", null).Single().Page).Select(one => one.Page.Name)
        );
    }

    [Theory]
    [InlineData("“it’s” – …", "\"it's\" - ...")]
    [InlineData("a\u202Eb\u200Bc", "abc")]
    [InlineData("a\r\n\tb", "a   b")]
    public void Signs_may_be_others_and_what_has_no_look_is_left_out(string text, string printed) =>
        Assert.Equal((printed, true), CodePages.Read("858")!.Printable(text));

    [Theory]
    [InlineData("\u001B@\u0010\u0014\u0001", "  @   ")]
    [InlineData("☺►", "??")]
    [InlineData("茶🥜", "??")]
    public void No_text_becomes_a_sequence(string text, string printed)
    {
        var (printable, _) = CodePages.Read("437")!.Printable(text);

        Assert.Equal(printed.Trim(), printable.Trim());
        Assert.DoesNotContain(printable, char.IsControl);
    }
}
