using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TableTap.Testing;
using static TableTap.Pages.Tests.Documents.Deployed;

namespace TableTap.Pages.Tests.Documents;

/// <summary>The picture of the dashboard in the documents is one of the dashboard in <c>deploy/</c> as it is now.</summary>
public sealed partial class PictureTests
{
    [Fact]
    public void The_picture_of_the_dashboard_has_every_panel_with_its_title_and_its_legends()
    {
        var panels = Panels();
        var drawn = Drawn();

        var missing =
            from panel in panels.Index()
            let texts = drawn.ElementAtOrDefault(panel.Index) ?? []
            from text in Shown(panel.Item)
            where !texts.Any(each => Regex.IsMatch(each, text))
            select $"{(string)panel.Item["title"]!}: {text}";

        // To draw it anew: dotnet run --project bench/compare -c Release -- dashboard
        Assert.Empty(missing);
        Assert.Equal(panels.Count, drawn.Count);
    }

    /// <summary>The panels and the headings of rows, in the order of the dashboard's file.</summary>
    private static List<JsonNode> Panels()
    {
        var dashboard = JsonNode.Parse(
            File.ReadAllText(Path.Combine(Folder, "grafana", "tabletap.json"))
        )!;
        return [.. dashboard["panels"]!.AsArray().Select(panel => panel!)];
    }

    /// <summary>The texts of each panel of the picture, which has them in the same order, after its background.</summary>
    private static List<List<string>> Drawn() =>
        [
            .. XDocument
                .Load(Path.Combine(Repository.Root, "docs", "pictures", "dashboard.svg"))
                .Root!.Elements()
                .Skip(1)
                .Select(panel =>
                    panel
                        .DescendantsAndSelf()
                        .Where(element => element.Name.LocalName == "text")
                        .Select(element => element.Value.Trim())
                        .ToList()
                ),
        ];

    /// <summary>What a panel has to show, as patterns: its title, with or without a unit, and each of its legends, whatever its labels are.</summary>
    private static IEnumerable<string> Shown(JsonNode panel)
    {
        var title = Regex.Escape((string)panel["title"]!);
        yield return $"^{title}$|^{title}, ";
        foreach (var target in panel["targets"]?.AsArray() ?? [])
        {
            var legend = (string)target!["legendFormat"]!;
            if (legend.Length > 0)
            {
                yield return $"^{string.Join(".*", Label().Split(legend).Select(Regex.Escape))}$";
            }
        }
    }

    [GeneratedRegex(@"\{\{\s*\w+\s*\}\}")]
    private static partial Regex Label();
}
