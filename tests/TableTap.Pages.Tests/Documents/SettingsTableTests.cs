using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TableTap.Server.Tests.EndToEnd;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>The table of settings in docs/operations.md is the one of the program.</summary>
public sealed partial class SettingsTableTests
{
    private static readonly IReadOnlyDictionary<string, string> Told = Row()
        .Matches(Document.Of("docs/operations.md").Prose)
        .ToDictionary(row => row.Groups["key"].Value, row => row.Groups["value"].Value);

    [Fact]
    public void Every_setting_is_told_and_none_besides()
    {
        var read = Directory
            .EnumerateFiles(
                Path.Combine(Repository.Root, "src/TableTap.Server/Configuration"),
                "*Options.cs"
            )
            .SelectMany(file =>
                Reading()
                    .Matches(File.ReadAllText(file))
                    .Select(match =>
                        $"{SectionOf(Path.GetFileNameWithoutExtension(file))}:{match.Groups["key"].Value}"
                    )
            );

        Assert.Equal(read.Order(StringComparer.Ordinal), Told.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_server_starts_with_every_default_written_out()
    {
        var file = Path.GetTempFileName();
        try
        {
            var sections = new JsonObject();
            foreach (var (key, value) in Told.Where(pair => pair.Value.Length > 0))
            {
                var (section, name) = key.Split(':') is [var first, var second]
                    ? (first, second)
                    : default;
                sections[section] ??= new JsonObject();
                sections[section]![name!] = value;
            }

            await File.WriteAllTextAsync(
                file,
                sections.ToJsonString(new JsonSerializerOptions()),
                TestContext.Current.CancellationToken
            );
            await using var server = await ServerProcess.StartAsync("--config", file);
            await using var guest = await server.ConnectAsync("ada", "customer");

            Assert.Equal(30, guest.Established.Data().Number("heartbeatInterval"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string SectionOf(string type) =>
        type switch
        {
            "LimitOptions" => "Limits",
            "LinkOptions" => "Links",
            _ => type[..^"Options".Length],
        };

    [GeneratedRegex(
        @"^\| `(?<key>[A-Z]\w+:\w+)` \| (?:`(?<value>[^`]*)`)? ?\|",
        RegexOptions.Multiline
    )]
    private static partial Regex Row();

    [GeneratedRegex(
        @"(?:section\s*\.(?:Count|Duration|Bytes|Text|List|Flag)|= Address)\(\s*""(?<key>\w+)"""
    )]
    private static partial Regex Reading();
}
