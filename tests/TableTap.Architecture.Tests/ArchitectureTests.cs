using System.Xml.Linq;

namespace TableTap.Architecture.Tests;

/// <summary>The projects, folders and files as docs/architecture.md draws them.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Who may know whom; everything else is forbidden.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["TableTap.Terms"] = [],
        ["TableTap.Protocol"] = ["TableTap.Terms"],
        ["TableTap.Ordering"] = ["TableTap.Terms"],
        ["TableTap.Realtime"] = ["TableTap.Protocol"],
        ["TableTap.Storage"] = ["TableTap.Realtime"],
        ["TableTap.Backplane"] = ["TableTap.Realtime"],
        ["TableTap.Cafes"] = ["TableTap.Ordering", "TableTap.Realtime"],
        ["TableTap.Server"] =
        [
            "TableTap.Backplane",
            "TableTap.Cafes",
            "TableTap.Client",
            "TableTap.Storage",
        ],
        ["TableTap.Client"] = ["TableTap.Protocol"],
        ["TableTap.Load"] = ["TableTap.Protocol"],
        ["TableTap.Simulation"] = ["TableTap.Cafes", "TableTap.Client", "TableTap.Ordering"],
        ["TableTap.Cli"] =
        [
            "TableTap.Cafes",
            "TableTap.Client",
            "TableTap.Load",
            "TableTap.Ordering",
            "TableTap.Protocol",
            "TableTap.Realtime",
            "TableTap.Server",
            "TableTap.Simulation",
            "TableTap.Storage",
            "TableTap.Terms",
        ],
    };

    /// <summary>The only packages of the projects that must not be able to do more than their own affair.</summary>
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["TableTap.Terms"] = [],
        ["TableTap.Protocol"] = [],
        ["TableTap.Ordering"] = [],
        ["TableTap.Realtime"] = ["Microsoft.Extensions.Logging.Abstractions"],
        ["TableTap.Cafes"] =
        [
            "ExcelDataReader",
            "Microsoft.Extensions.Logging.Abstractions",
            "Sep",
            "YamlDotNet",
        ],
        ["TableTap.Client"] = ["Microsoft.Extensions.Logging.Abstractions"],
    };

    private static readonly string[] EmptyWords =
    [
        "Manager",
        "Helper",
        "Helpers",
        "Util",
        "Utils",
        "Impl",
    ];

    private static readonly Lazy<ArrowGraph> Files = new(() =>
        ArrowGraph.OfFiles(SourceCode.OfRepository)
    );

    public static TheoryData<string> Projects =>
        [.. SourceProject.All.Select(project => project.Name)];

    [Fact]
    public void The_projects_are_those_that_are_drawn() =>
        Assert.Equal(
            Arrows.Keys.Order(),
            SourceProject.All.Select(project => project.Name).Order()
        );

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_those_that_it_may_know(string name)
    {
        var project = Find(name);

        Findings.AssertNone(project.References.Except(Below(name)));
        if (Packages.TryGetValue(name, out var packages))
        {
            Findings.AssertNone(project.Packages.Except(packages));
            Assert.False(project.IsWeb);
            Assert.Empty(Document(project).Descendants("FrameworkReference"));
        }
    }

    [Fact]
    public void Nearly_every_name_of_the_source_is_bound_so_that_no_arrow_is_overlooked()
    {
        var graph = Files.Value;

        Assert.True(graph.Bound > 50_000, $"Only {graph.Bound} names are bound.");
        Assert.True(
            graph.Unbound.Count < graph.Bound / 50,
            $"{graph.Unbound.Count} of {graph.Bound} are not bound: {string.Join("; ", graph.Unbound.Take(20))}"
        );
    }

    [Fact]
    public void Projects_use_only_names_of_those_that_they_may_know()
    {
        var forbidden = Files
            .Value.Grouped(ProjectOf)
            .Arrows.Where(arrow => !Below(arrow.From).Contains(arrow.To))
            .Select(arrow => $"{arrow.From} -> {arrow.To}");

        Findings.AssertNone(forbidden);
    }

    /// <summary>What is shipped sees of another project what everybody sees: only tests and benchmarks look inside.</summary>
    [Fact]
    public void Only_tests_and_benchmarks_see_what_is_internal()
    {
        var outside = new[] { "tests", "bench" }
            .SelectMany(folder =>
                Directory.EnumerateDirectories(Path.Combine(SourceProject.Root, folder))
            )
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Select(file => Path.GetFileNameWithoutExtension(file));

        Findings.AssertNone(
            SourceProject.All.SelectMany(project => project.Friends).Except(outside)
        );
    }

    [Fact]
    public void Folders_do_not_need_each_other_in_circles() =>
        Findings.AssertNone(Files.Value.Grouped(FolderOf).Circles);

    [Fact]
    public void Files_do_not_need_each_other_in_circles() =>
        Findings.AssertNone(Files.Value.Circles);

    [Fact]
    public void A_namespace_is_named_as_its_folder()
    {
        var wrong = Declarations
            .NamespacesOf(SourceCode.OfRepository)
            .Where(found =>
                found.Namespace != FolderOf(found.Path)["src/".Length..].Replace('/', '.')
            )
            .Select(found => $"{found.Path}: {found.Namespace}");

        Findings.AssertNone(wrong);
    }

    [Fact]
    public void No_two_types_have_the_same_name()
    {
        var twice = Declarations
            .TypesOf(SourceCode.OfRepository)
            // A generic type may have a companion that makes it, as the framework's do.
            .GroupBy(type => type.MetadataName, StringComparer.Ordinal)
            .Select(group => group.DistinctBy(type => type.ToDisplayString()).ToList())
            .Where(group => group.Count > 1)
            .Select(group =>
                string.Join(", ", group.Select(type => type.ToDisplayString()).Order())
            );

        Findings.AssertNone(twice);
    }

    [Fact]
    public void No_type_is_called_by_a_word_that_says_nothing()
    {
        var named = Declarations
            .TypesOf(SourceCode.OfRepository)
            .Where(type =>
                EmptyWords.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal))
            )
            .Select(type => type.ToDisplayString());

        Findings.AssertNone(named);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_file_is_over_400_lines(string project) =>
        Assert.DoesNotContain(Find(project).Files, file => File.ReadLines(file).Count() > 400);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Public_members_must_be_documented(string project)
    {
        var shared = XDocument.Load(
            Path.Combine(SourceProject.Root, "src", "Directory.Build.props")
        );

        Assert.Equal("true", Assert.Single(shared.Descendants("GenerateDocumentationFile")).Value);
        Assert.DoesNotContain(
            Document(Find(project)).Descendants("NoWarn"),
            element => element.Value.Contains("CS1591", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            Document(Find(project)).Descendants("GenerateDocumentationFile"),
            element => element.Value == "false"
        );
    }

    private static SourceProject Find(string name) =>
        SourceProject.All.Single(project => project.Name == name);

    private static XDocument Document(SourceProject project) =>
        XDocument.Load(Path.Combine(project.Folder, $"{project.Name}.csproj"));

    private static string FolderOf(string path) => path[..path.LastIndexOf('/')];

    private static string ProjectOf(string path) => path.Split('/')[1];

    /// <summary>A project may also know what those below it know: the cafés speak of messages of the protocol, for example.</summary>
    private static HashSet<string> Below(string project)
    {
        var direct = Arrows.GetValueOrDefault(project, []);
        var below = new HashSet<string>(direct, StringComparer.Ordinal);
        foreach (var next in direct)
        {
            below.UnionWith(Below(next));
        }

        return below;
    }
}
