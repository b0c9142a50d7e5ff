using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>docs/protocol.md tells of everything there is, where the catalogue says it does.</summary>
public sealed class ProtocolPageTests
{
    private static readonly Document Page = Document.Of("docs/protocol.md");

    public static TheoryData<string> Types => [.. MessageCatalogue.All.Select(row => row.Type)];

    public static TheoryData<string> Codes => [.. Words.Of<ErrorCode>()];

    public static TheoryData<int> CloseCodes =>
        [
            .. Enum.GetValues<CloseCode>()
                .Where(code => code != CloseCode.Normal)
                .Select(code => (int)code),
        ];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_has_a_heading_in_its_section(string type)
    {
        var heading = Assert.Single(Page.Headings, heading => heading.Anchor == type);

        Assert.Equal(MessageCatalogue.Find(type)!.Section, heading.Section);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_messages_sample_is_its_fixture(string type)
    {
        var sample = Assert.Single(Page.BlocksUnder(type), block => block.Language == "json");

        Assert.Empty(FrameSchema.Validate(System.Text.Encoding.UTF8.GetBytes(sample.Text)));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(Fixture.Of(type).Frame.Span),
                JsonNode.Parse(sample.Text)
            ),
            $"The sample of {type} is not protocol/fixtures/{type}.json."
        );
    }

    [Fact]
    public void A_ticket_that_left_its_counter_has_a_sample_of_its_own()
    {
        var sample = Assert.Single(
            Page.BlocksUnder("order_item_updated"),
            block => block.Language == "json left"
        );

        Assert.Empty(FrameSchema.Validate(System.Text.Encoding.UTF8.GetBytes(sample.Text)));
        var frame = JsonNode.Parse(sample.Text)!;
        Assert.NotEqual(
            (string?)frame["channel"],
            $"counter:{(string?)frame["data"]!["counterId"]}:orders"
        );
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_messages_way_is_told(string type)
    {
        var row = MessageCatalogue.Find(type)!;
        // Prose is wrapped: a sentence may go on in the next line.
        var text = Page.TextUnder(type).ReplaceLineEndings(" ");

        Assert.Contains(row.Summary, text, StringComparison.Ordinal);
        Assert.Contains(
            row.FromClient ? "Client to server" : "Server to",
            text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_error_code_has_a_heading(string code)
    {
        var heading = Assert.Single(Page.Headings, heading => heading.Text == code);

        Assert.Equal(2, heading.Section);
    }

    [Theory]
    [MemberData(nameof(CloseCodes))]
    public void A_close_code_is_told(int code) =>
        Assert.Contains($"\n| {code} |", Page.TextUnder("close-codes"), StringComparison.Ordinal);

    [Fact]
    public void No_anchor_stands_twice() =>
        Assert.Distinct(Page.Headings.Select(heading => heading.Anchor));
}
