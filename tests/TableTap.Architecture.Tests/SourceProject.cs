using System.Xml.Linq;

namespace TableTap.Architecture.Tests;

/// <summary>A project below <c>src</c>, as its project file describes it.</summary>
/// <param name="Name">The name of the project, which is the name of its folder.</param>
/// <param name="Folder">The full path of its folder.</param>
/// <param name="IsWeb">Whether it is built with ASP.NET Core.</param>
/// <param name="References">The names of the projects it refers to.</param>
/// <param name="Packages">The names of the packages it refers to.</param>
/// <param name="Friends">The names of the assemblies that may see its internals.</param>
/// <param name="Usings">The namespaces that the project file uses everywhere.</param>
internal sealed record SourceProject(
    string Name,
    string Folder,
    bool IsWeb,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> Friends,
    IReadOnlyList<string> Usings
)
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All projects below <c>src</c>, in the order of their names.</summary>
    public static IReadOnlyList<SourceProject> All { get; } =
    [
        .. Directory
            .GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    /// <summary>The full paths of the project's source files.</summary>
    public IEnumerable<string> Files =>
        Directory
            .EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal);

    private static SourceProject Read(string path)
    {
        var file = XDocument.Load(path);
        return new(
            Path.GetFileNameWithoutExtension(path),
            Path.GetDirectoryName(path)!,
            file.Root!.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web",
            [
                .. Included(file, "ProjectReference")
                    .Select(name => Path.GetFileNameWithoutExtension(name)),
            ],
            [.. Included(file, "PackageReference")],
            [.. Included(file, "InternalsVisibleTo")],
            [.. Included(file, "Using")]
        );
    }

    private static IEnumerable<string> Included(XDocument file, string item) =>
        file.Descendants(item)
            .Select(element => element.Attribute("Include")?.Value)
            .OfType<string>();

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (
            directory is not null && !File.Exists(Path.Combine(directory.FullName, "TableTap.slnx"))
        )
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException(
                "TableTap.slnx is above no directory of this test."
            );
    }
}
