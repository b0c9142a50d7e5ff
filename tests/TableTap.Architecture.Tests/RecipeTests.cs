using System.Text.RegularExpressions;
using TableTap.Testing;

namespace TableTap.Architecture.Tests;

/// <summary>docs/recipes: what a change touches is what the recipe says, and no more than is allowed.</summary>
public sealed partial class RecipeTests
{
    [Theory]
    [InlineData("A command", 6)]
    [InlineData("A command that answers with something", 8)]
    [InlineData("A message", 5)]
    [InlineData("A field of a message", 3)]
    [InlineData("A fact", 4)]
    [InlineData("Something that ends by itself", 4)]
    [InlineData("A part of the café's state", 3)]
    [InlineData("A field of a state over HTTP", 2)]
    [InlineData("A state over HTTP", 3)]
    [InlineData("A number of the café", 4)]
    [InlineData("A setting that a rule asks", 5)]
    [InlineData("A migration", 2)]
    [InlineData("An option", 2)]
    [InlineData("An option of the cafés", 2)]
    [InlineData("An HTTP address", 2)]
    public void Recipe_names_every_file_of_its_example(string recipe, int most)
    {
        var text = Section(recipe);
        var names = Code()
            .Matches(Example().Match(text).Value)
            .Select(one => one.Groups["name"].Value);
        var any = new Regex(
            $@"\b({string.Join('|', names.Select(Regex.Escape))})\b",
            RegexOptions.None,
            TimeSpan.FromSeconds(10)
        );
        var found = Directory
            .EnumerateFiles(
                Path.Combine(Repository.Root, "src"),
                "*.cs",
                SearchOption.AllDirectories
            )
            .Where(file => any.IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            // It plays guests and staff, who send what there is to send.
            .Where(file => !file.StartsWith("src/TableTap.Simulation/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(
            Steps()
                .Matches(text)
                .Select(step => step.Groups["name"].Value)
                .Order(StringComparer.Ordinal),
            found
        );
        Assert.InRange(found.Count, 1, most);
    }

    [Theory]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/recipes/README.md")]
    [InlineData("docs/testing.md")]
    public void A_class_of_tests_that_a_document_names_is_there(string document)
    {
        var classes = Directory
            .EnumerateFiles(
                Path.Combine(Repository.Root, "tests"),
                "*Tests.cs",
                SearchOption.AllDirectories
            )
            .Select(Path.GetFileNameWithoutExtension);
        var named = TestClass()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, document)))
            .Select(match => match.Value)
            .ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(classes));
    }

    [Fact]
    public void A_recipe_names_the_project_that_its_classes_of_tests_are_in()
    {
        var named =
            from tests in Tests()
                .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/recipes/README.md")))
            from project in Project().Matches(tests.Value)
            from one in TestClass().Matches(project.Groups["classes"].Value)
            select $"tests/TableTap.{project.Groups["name"].Value}.Tests/**/{one.Value}.cs";
        var missing = named.Where(path =>
            !Directory
                .EnumerateFiles(
                    Path.Combine(Repository.Root, path.Split("/**/")[0]),
                    path.Split("/**/")[1],
                    SearchOption.AllDirectories
                )
                .Any()
        );

        Assert.NotEmpty(named);
        Assert.Empty(missing);
    }

    /// <summary>What docs/testing.md has written anew by a command, whoever follows a recipe or the guide is told to write anew.</summary>
    [Fact]
    public void Every_generated_file_has_its_command_in_the_recipes()
    {
        var commands = Section("Generated files and baselines", "docs/testing.md")
            .Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => Code().Match(line.Split('|')[^2]))
            .Where(match => match.Success)
            .Select(match => match.Groups["name"].Value)
            // Scores are no fact about the source: a run keeps them where they have become better.
            .Where(command => !command.StartsWith("tests/mutation", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        var recipes = Section("What is generated");
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));

        Assert.Contains("npm run generate", commands);
        Assert.All(
            commands,
            command =>
            {
                Assert.Contains($"`{command}`", recipes, StringComparison.Ordinal);
                Assert.Contains($"`{command}`", guide, StringComparison.Ordinal);
            }
        );
    }

    /// <summary>The text below a heading, up to the next.</summary>
    private static string Section(string heading, string document = "docs/recipes/README.md") =>
        File.ReadAllText(Path.Combine(Repository.Root, document))
            .Split("\n## ")
            .Single(part => part.StartsWith(heading + "\n", StringComparison.Ordinal));

    [GeneratedRegex("^Example: .+$", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+Tests\b")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"^Tests: [^.]+\.", RegexOptions.Multiline)]
    private static partial Regex Tests();

    [GeneratedRegex(@"(?<name>[A-Z]\w+)\s\((?<classes>[^)]+)\)")]
    private static partial Regex Project();

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\d+\. `(?<name>[^`]+)`", RegexOptions.Multiline)]
    private static partial Regex Steps();
}
