using Microsoft.CodeAnalysis;

namespace TableTap.Architecture.Tests;

/// <summary>
/// What a project offers to others, one line for each type and member. What the compiler adds to a record by itself is left
/// out: it follows from the line of the record's constructor.
/// </summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat Format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeModifiers
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeType,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
    );

    private static readonly SymbolDisplayFormat Heading = Format.WithKindOptions(
        SymbolDisplayKindOptions.IncludeTypeKeyword
    );

    /// <summary>The public types and members of a project, in the order of their namespaces and names.</summary>
    public static IReadOnlyList<string> Of(Compilation compilation) =>
        [.. TypesIn(compilation.Assembly.GlobalNamespace).SelectMany(LinesOf)];

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceSymbol space) =>
        space
            .GetTypeMembers()
            .Where(IsOffered)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Concat(
                space
                    .GetNamespaceMembers()
                    .OrderBy(inner => inner.Name, StringComparer.Ordinal)
                    .SelectMany(TypesIn)
            );

    private static IEnumerable<string> LinesOf(INamedTypeSymbol type)
    {
        string[] bases =
        [
            .. type.BaseType is { SpecialType: SpecialType.None } above
                ? [above.ToDisplayString(Format)]
                : Array.Empty<string>(),
            .. type
                .Interfaces.Select(contract => contract.ToDisplayString(Format))
                .Order(StringComparer.Ordinal),
        ];
        var modifier = type switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true, TypeKind: TypeKind.Class } => "abstract ",
            { IsSealed: true, TypeKind: TypeKind.Class } => "sealed ",
            _ => "",
        };
        yield return $"{modifier}{type.ToDisplayString(Heading)}{(bases.Length > 0 ? $" : {string.Join(", ", bases)}" : "")} [{type.ContainingNamespace}]";

        var members = type.GetMembers()
            .Where(member => IsOffered(member) && !member.IsImplicitlyDeclared)
            .Where(member =>
                member is not (INamedTypeSymbol or IMethodSymbol { AssociatedSymbol: not null })
            )
            .Select(member => $"  {member.ToDisplayString(Format)}");
        foreach (var member in members.Order(StringComparer.Ordinal))
        {
            yield return member;
        }

        foreach (
            var line in type.GetTypeMembers()
                .Where(IsOffered)
                .OrderBy(inner => inner.Name, StringComparer.Ordinal)
                .SelectMany(LinesOf)
        )
        {
            yield return line;
        }
    }

    /// <summary>Whether another project can use a symbol of a type that it can use.</summary>
    private static bool IsOffered(ISymbol symbol) =>
        symbol.DeclaredAccessibility
            is Accessibility.Public
                or Accessibility.Protected
                or Accessibility.ProtectedOrInternal;
}
