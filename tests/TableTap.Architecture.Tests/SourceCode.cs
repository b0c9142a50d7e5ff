using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TableTap.Architecture.Tests;

/// <summary>The source of several projects, compiled one after the other so that every name is bound to its symbol.</summary>
internal sealed class SourceCode
{
    private const string CommonUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string WebUsings = """
        global using System.Net.Http.Json;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly Lazy<SourceCode> Repository = new(() => Compile(SourceProject.All));

    private static readonly CSharpParseOptions Parsing = new(
        LanguageVersion.Preview,
        DocumentationMode.Parse
    );

    private SourceCode(IReadOnlyList<CSharpCompilation> compilations) =>
        Compilations = compilations;

    /// <summary>The source below <c>src</c>.</summary>
    public static SourceCode OfRepository => Repository.Value;

    /// <summary>One compilation for each project.</summary>
    public IReadOnlyList<CSharpCompilation> Compilations { get; }

    /// <summary>The syntax of every file, with the compilation that binds it.</summary>
    public IEnumerable<(SyntaxTree Tree, CSharpCompilation Compilation)> Files =>
        from compilation in Compilations
        from tree in compilation.SyntaxTrees
        where tree.FilePath.Length > 0
        select (tree, compilation);

    /// <summary>Compiles a few files as one project, for tests of the checks themselves.</summary>
    public static SourceCode Of(params (string Path, string Text)[] files) =>
        new([
            CSharpCompilation.Create(
                "Sample",
                [Parse("", CommonUsings), .. files.Select(file => Parse(file.Path, file.Text))],
                Platform(),
                Options()
            ),
        ]);

    private static SourceCode Compile(IReadOnlyList<SourceProject> projects)
    {
        var platform = Platform();
        var compiled = new Dictionary<string, CSharpCompilation>(StringComparer.Ordinal);
        foreach (var project in InOrder(projects))
        {
            compiled[project.Name] = CSharpCompilation.Create(
                project.Name,
                [
                    Parse("", Shared(project)),
                    .. project.Files.Select(file =>
                        Parse(
                            Path.GetRelativePath(SourceProject.Root, file).Replace('\\', '/'),
                            File.ReadAllText(file)
                        )
                    ),
                ],
                // Every project that is below: what a reference brings along is seen too.
                [.. platform, .. compiled.Values.Select(below => below.ToMetadataReference())],
                Options()
            );
        }

        return new([.. compiled.Values]);
    }

    /// <summary>Each project after those that it refers to.</summary>
    private static List<SourceProject> InOrder(IReadOnlyList<SourceProject> projects)
    {
        var sorted = new List<SourceProject>();
        foreach (var project in projects)
        {
            Visit(project);
        }

        return sorted;

        void Visit(SourceProject project)
        {
            if (sorted.Contains(project))
            {
                return;
            }

            foreach (var below in projects.Where(other => project.References.Contains(other.Name)))
            {
                Visit(below);
            }

            sorted.Add(project);
        }
    }

    /// <summary>What the build adds to a project: its global usings, and who may see its internals.</summary>
    private static string Shared(SourceProject project) =>
        string.Join(
            '\n',
            [
                CommonUsings,
                project.IsWeb ? WebUsings : "",
                .. project.Usings.Select(name => $"global using {name};"),
                .. project.Friends.Select(friend =>
                    $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]"
                ),
            ]
        );

    /// <summary>The framework and the packages: all that this test's own process could load, but nothing of ours.</summary>
    private static List<MetadataReference> Platform() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(path =>
                    !Path.GetFileName(path).StartsWith("TableTap.", StringComparison.Ordinal)
                    && Path.GetFileName(path) != "tabletap.dll"
                )
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];

    private static CSharpCompilationOptions Options() =>
        new(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            allowUnsafe: true
        );

    private static SyntaxTree Parse(string path, string text) =>
        CSharpSyntaxTree.ParseText(text, Parsing, path);
}
