using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TableTap.Architecture.Tests;

/// <summary>
/// Which file needs which other: an arrow stands for a name in one that the compiler binds to a symbol declared in the
/// other. Comments and using directives make no arrow.
/// </summary>
internal sealed class ArrowGraph
{
    private readonly SortedDictionary<string, SortedSet<string>> _targets = new(
        StringComparer.Ordinal
    );

    private ArrowGraph() { }

    /// <summary>How many names were bound to a symbol.</summary>
    public int Bound { get; private set; }

    /// <summary>The names that could not be bound: what source generators make, mostly.</summary>
    public List<string> Unbound { get; } = [];

    /// <summary>Every arrow, from the file or folder that needs to the one that is needed.</summary>
    public IEnumerable<(string From, string To)> Arrows =>
        from source in _targets
        from target in source.Value
        select (source.Key, target);

    /// <summary>The groups whose members all reach each other, as one line each.</summary>
    public IReadOnlyList<string> Circles
    {
        get
        {
            var reached = _targets.Keys.ToDictionary(
                start => start,
                Reached,
                StringComparer.Ordinal
            );
            return
            [
                .. reached
                    .Where(start => start.Value.Contains(start.Key))
                    .Select(start =>
                        start.Value.Where(other =>
                            reached.TryGetValue(other, out var back) && back.Contains(start.Key)
                        )
                    )
                    .Select(circle => string.Join(" <-> ", circle.Order(StringComparer.Ordinal)))
                    .Distinct(StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Reads the arrows between the files of a source.</summary>
    public static ArrowGraph OfFiles(SourceCode source)
    {
        var graph = new ArrowGraph();
        foreach (var (tree, compilation) in source.Files)
        {
            graph.Read(tree, compilation.GetSemanticModel(tree));
        }

        return graph;
    }

    /// <summary>The same arrows between what the files belong to, for example their folders.</summary>
    public ArrowGraph Grouped(Func<string, string> group)
    {
        var grouped = new ArrowGraph();
        foreach (var (from, to) in Arrows)
        {
            grouped.Add(group(from), group(to));
        }

        return grouped;
    }

    private void Read(SyntaxTree tree, SemanticModel model)
    {
        foreach (
            var node in tree.GetRoot().DescendantNodes(node => node is not UsingDirectiveSyntax)
        )
        {
            if (!IsUse(node))
            {
                continue;
            }

            var info = model.GetSymbolInfo(node);
            if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is { } symbol)
            {
                Bound++;
                var homes = HomesOf(symbol).ToList();
                if (!homes.Contains(tree.FilePath))
                {
                    homes.ForEach(home => Add(tree.FilePath, home));
                }
            }
            else if (node is SimpleNameSyntax name)
            {
                Unbound.Add($"{tree.FilePath}: {name.Identifier.Text}");
            }
        }
    }

    private static bool IsUse(SyntaxNode node) =>
        node
            is SimpleNameSyntax
                {
                    Identifier.Text: not ("var" or "nameof" or "_"),
                    Parent: not (
                        BaseNamespaceDeclarationSyntax
                        or QualifiedNameSyntax { Parent: BaseNamespaceDeclarationSyntax }
                    )
                }
                or ImplicitObjectCreationExpressionSyntax
                or ConstructorInitializerSyntax
                or ElementAccessExpressionSyntax;

    /// <summary>The files that declare a symbol; of what a generator or the compiler adds to a type, the files of the type.</summary>
    private static IEnumerable<string> HomesOf(ISymbol symbol)
    {
        var declared = symbol is IMethodSymbol { ReducedFrom: { } reduced }
            ? reduced
            : symbol.OriginalDefinition;
        if (
            declared
            is not (
                INamedTypeSymbol
                or IMethodSymbol
                or IPropertySymbol
                or IFieldSymbol
                or IEventSymbol
            )
        )
        {
            return [];
        }

        var places = declared.DeclaringSyntaxReferences;
        return (
            places.Length > 0 ? places : declared.ContainingType?.DeclaringSyntaxReferences ?? []
        )
            .Select(place => place.SyntaxTree.FilePath)
            .Where(path => path.Length > 0)
            .Distinct(StringComparer.Ordinal);
    }

    private void Add(string from, string to)
    {
        if (from == to)
        {
            return;
        }

        if (!_targets.TryGetValue(from, out var targets))
        {
            _targets[from] = targets = new(StringComparer.Ordinal);
        }

        targets.Add(to);
    }

    private HashSet<string> Reached(string start)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([start]);
        while (waiting.TryPop(out var next))
        {
            if (!_targets.TryGetValue(next, out var targets))
            {
                continue;
            }

            foreach (var target in targets.Where(seen.Add))
            {
                waiting.Push(target);
            }
        }

        return seen;
    }
}
