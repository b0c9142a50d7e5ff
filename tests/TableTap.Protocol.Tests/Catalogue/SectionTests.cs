using System.Text.RegularExpressions;
using System.Xml.Linq;
using TableTap.Protocol.Catalogue;

namespace TableTap.Protocol.Tests.Catalogue;

/// <summary>The documentation of a payload leads to the section of docs/protocol.md that the catalogue names.</summary>
public sealed partial class SectionTests
{
    private static readonly Dictionary<string, string> Summaries = XDocument
        .Load(Path.ChangeExtension(typeof(MessageCatalogue).Assembly.Location, ".xml"))
        .Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(
            member => member.Attribute("name")!.Value,
            member => member.Element("summary")!.Value
        );

    public static TheoryData<string> Types => [.. MessageCatalogue.All.Select(row => row.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_payloads_summary_names_its_message_and_the_section_of_its_row(string type)
    {
        var row = MessageCatalogue.Find(type)!;
        var summary = Summaries[$"T:{row.Data.Type.FullName}"];

        Assert.Contains(type, summary, StringComparison.Ordinal);
        Assert.Equal(
            [row.Section],
            Numbered().Matches(summary).Select(match => int.Parse(match.Groups["number"].Value))
        );
    }

    [GeneratedRegex(@"section\s+(?<number>\d+)")]
    private static partial Regex Numbered();
}
