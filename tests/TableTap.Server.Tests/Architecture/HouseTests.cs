using System.Xml.Linq;

namespace TableTap.Server.Tests.Architecture;

/// <summary>The house as docs/architecture.md draws it.</summary>
public sealed class HouseTests
{
    /// <summary>Who may know whom; everything else is forbidden.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["TableTap.Protocol"] = [],
        ["TableTap.Ordering"] = [],
        ["TableTap.Realtime"] = ["TableTap.Protocol"],
        ["TableTap.Storage"] = ["TableTap.Realtime"],
        ["TableTap.Client"] = ["TableTap.Protocol"],
        ["TableTap.Server"] =
        [
            "TableTap.Client",
            "TableTap.Ordering",
            "TableTap.Protocol",
            "TableTap.Realtime",
            "TableTap.Storage",
        ],
    };

    /// <summary>Packages that would let a room do what is not its affair.</summary>
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["TableTap.Protocol"] = [],
        ["TableTap.Ordering"] = [],
        ["TableTap.Realtime"] = ["Microsoft.Extensions.Logging.Abstractions"],
    };

    public static TheoryData<string> Projects =>
        [
            .. SourceTree
                .Projects("src")
                .Select(project => Path.GetFileNameWithoutExtension(project))
                .Order(),
        ];

    [Fact]
    public void There_are_six_projects() =>
        Assert.Equal(Arrows.Keys.Order(), Projects.Select(row => row.Data).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_knows_only_whom_it_may(string project)
    {
        var file = XDocument.Load(FileOf(project));
        var known = file.Descendants("ProjectReference")
            .Select(reference =>
                Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)
            );

        Assert.Equal(Arrows[project].Order(), known.Order());
        if (Packages.TryGetValue(project, out var packages))
        {
            Assert.Equal(
                packages,
                file.Descendants("PackageReference")
                    .Select(package => package.Attribute("Include")!.Value)
            );
            Assert.Empty(file.Descendants("FrameworkReference"));
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_do_not_need_each_other_in_circles(string project)
    {
        var tree = SourceTree.Of(Path.GetDirectoryName(FileOf(project))!);

        Assert.Empty(tree.Circles);
        Assert.True(tree.ArrowCount > 0);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_file_is_over_400_lines(string project) =>
        Assert.DoesNotContain(
            SourceTree.Files(Path.GetDirectoryName(FileOf(project))!),
            file => File.ReadLines(file).Count() > 400
        );

    [Theory]
    [MemberData(nameof(Projects))]
    public void Public_surface_must_be_documented(string project)
    {
        var shared = XDocument.Load(Path.Combine(SourceTree.Root, "src", "Directory.Build.props"));
        var file = XDocument.Load(FileOf(project));

        Assert.Equal("true", Assert.Single(shared.Descendants("GenerateDocumentationFile")).Value);
        Assert.DoesNotContain(
            file.Descendants("NoWarn").Concat(file.Descendants("GenerateDocumentationFile")),
            element =>
                element.Value.Contains("CS1591", StringComparison.Ordinal)
                || element.Value == "false"
        );
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Names_say_what_things_are(string project)
    {
        string[] empty =
        [
            "Manager.cs",
            "Helper.cs",
            "Helpers.cs",
            "Util.cs",
            "Utils.cs",
            "Impl.cs",
        ];

        Assert.DoesNotContain(
            SourceTree.Files(Path.GetDirectoryName(FileOf(project))!),
            file => empty.Any(word => file.EndsWith(word, StringComparison.Ordinal))
        );
    }

    private static string FileOf(string project) =>
        Path.Combine(SourceTree.Root, "src", project, $"{project}.csproj");
}
