using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TableTap.Architecture.Tests;

/// <summary>What a source declares.</summary>
internal static class Declarations
{
    /// <summary>Every namespace that a file opens, by the file's path.</summary>
    public static IEnumerable<(string Path, string Namespace)> NamespacesOf(SourceCode source) =>
        from file in source.Files
        from declared in file
            .Tree.GetRoot()
            .DescendantNodes()
            .OfType<BaseNamespaceDeclarationSyntax>()
        select (file.Tree.FilePath, declared.Name.ToString());

    /// <summary>Every type, also those within others.</summary>
    public static IEnumerable<INamedTypeSymbol> TypesOf(SourceCode source) =>
        from file in source.Files
        let model = file.Compilation.GetSemanticModel(file.Tree)
        from declared in file.Tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
        where declared is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        let symbol = model.GetDeclaredSymbol(declared) as INamedTypeSymbol
        where symbol is { IsExtension: false }
        select symbol;
}
