using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TableTap.Architecture.Tests;

/// <summary>Finds the summaries that say too little: those that are no whole sentence.</summary>
internal static class Summaries
{
    /// <summary>The fewest words with which something can be said in a whole sentence.</summary>
    public const int LeastWords = 4;

    /// <summary>The summaries of fewer than <see cref="LeastWords"/> words or without an end, with their places.</summary>
    public static IEnumerable<string> TooShort(SourceCode source) =>
        from file in source.Files
        from node in file.Tree.GetRoot().DescendantNodes(descendIntoTrivia: true)
        where node is XmlElementSyntax
        let element = (XmlElementSyntax)node
        where element.StartTag.Name.ToString() == "summary"
        let words = WordsOf(element)
        where words.Count < LeastWords || !EndsAsSentence(words[^1])
        let line = file.Tree.GetLineSpan(element.Span).StartLinePosition.Line + 1
        orderby file.Tree.FilePath, line
        select $"{file.Tree.FilePath}:{line} {string.Join(' ', words)}";

    private static bool EndsAsSentence(string word) =>
        word.TrimEnd('"', ')', '”')[^1..] is "." or "?" or "!";

    private static List<string> WordsOf(XmlElementSyntax element)
    {
        var text = string.Concat(element.Content.Select(TextOf));
        return
        [
            .. text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries),
        ];
    }

    private static string TextOf(XmlNodeSyntax node) =>
        node switch
        {
            XmlTextSyntax text => string.Concat(
                text.TextTokens.Select(token =>
                    token.Text is "\n" or "\r\n" ? " " : token.ValueText
                )
            ),
            XmlElementSyntax inner => string.Concat(inner.Content.Select(TextOf)),
            // <see cref="X"/>, <paramref name="x"/>: one word.
            XmlEmptyElementSyntax => "X",
            _ => " ",
        };
}
