using System.Text.Json.Nodes;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>
/// What the package says of the work of others in it: <c>deploy/third-party</c> makes its list and its texts of the lock file of the program and
/// of <c>deploy/licences</c>, so each package needs a line there, and each licence a text.
/// </summary>
public sealed class ThirdPartyTests
{
    /// <summary>What stands in the place of a licence where a package is needed to build and is not inside.</summary>
    private const string NotInside = "-";

    /// <summary>What is linked in or lies among the pages and is no package of the project.</summary>
    private static readonly string[] NoPackages =
    [
        "Microsoft.AspNetCore.App.Runtime.@RUNTIME@",
        "Microsoft.NETCore.App.Runtime.NativeAOT.@RUNTIME@",
        "sqlite3",
        "uplot",
    ];

    private static readonly string Licences = Path.Combine(Repository.Root, "deploy", "licences");

    private static readonly string[][] Lines =
    [
        .. File.ReadLines(Path.Combine(Licences, "inside.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(" | ")),
    ];

    [Fact]
    public void Every_package_of_the_program_has_a_line_and_nothing_else_has_one()
    {
        Assert.All(Lines, line => Assert.Equal(3, line.Length));
        Assert.Equal(
            Packages().Concat(NoPackages).Order(StringComparer.Ordinal),
            Lines.Select(line => line[0]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_licence_that_is_named_has_its_text_and_every_line_says_whose_it_is_or_why_not()
    {
        Assert.All(Lines, line => Assert.NotEmpty(line[2].Trim()));
        Assert.Equal(
            Lines
                .Select(line => line[1])
                .Where(licence => licence != NotInside)
                .Append("inside")
                .Distinct()
                .Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(Licences)
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<string> Packages() =>
        JsonNode.Parse(
            File.ReadAllText(
                Path.Combine(Repository.Root, "src", "TableTap.Cli", "packages.lock.json")
            )
        )!["dependencies"]!
            .AsObject()
            .SelectMany(framework => framework.Value!.AsObject())
            .Where(package => (string?)package.Value!["type"] != "Project")
            .Select(package => package.Key)
            .Distinct();
}
