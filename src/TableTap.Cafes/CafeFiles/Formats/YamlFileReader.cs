using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TableTap.Cafes.CafeFiles.Formats;

/// <summary>
/// Reads YAML into <see cref="FileNode"/>s from the parser's events, so that each value knows its place and none is guessed
/// to be something else: <c>07:00</c> and <c>no</c> stay what they are. Anchors and tags are refused: nothing is repeated
/// or made that is not written there.
/// </summary>
internal static class YamlFileReader
{
    private const int MostDepth = 16;

    /// <summary>Reads a whole YAML document and returns its root.</summary>
    /// <param name="text">The file.</param>
    /// <exception cref="BrokenFileException">It is not YAML, or not YAML of this kind.</exception>
    public static FileNode Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out var empty))
            {
                throw Broken(empty.Start, "the file is empty");
            }

            parser.Consume<DocumentStart>();
            var node = Read(parser, 0);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _)
                ? node
                : throw Broken(parser.Current!.Start, "a file holds one café: no second document");
        }
        catch (YamlException broken)
        {
            throw Broken(broken.End, $"this is not YAML: {Words(broken)}");
        }
        catch (Exception lost) when (lost is InvalidOperationException or ArgumentException)
        {
            // The parser gives up on some broken files without words of its own.
            throw Broken(parser.Current?.End ?? Mark.Empty, "this is not YAML from here on");
        }
    }

    private static FileNode Read(IParser parser, int depth)
    {
        var start = parser.Current!.Start;
        if (depth > MostDepth)
        {
            throw Broken(start, $"nested deeper than {MostDepth}");
        }

        if (parser.Current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
        {
            throw Broken(
                start,
                "anchors (&), aliases (*) and tags (!) are not used here: write it out"
            );
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new FileText(At(start), scalar.Value, scalar.Style != ScalarStyle.Plain);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<FileNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Read(parser, depth + 1));
            }

            return new FileList(At(start), items);
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            var fields = new List<FileField>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var name = Read(parser, depth + 1) as FileText;
                fields.Add(
                    name is null
                        ? throw Broken(start, "the name of a field is a word")
                        : new(name.Mark, name.Text, Read(parser, depth + 1))
                );
            }

            return new FileMap(At(start), fields);
        }

        throw Broken(
            start,
            "anchors (&), aliases (*) and tags (!) are not used here: write it out"
        );
    }

    /// <summary>The parser's own words begin with where; that is told already.</summary>
    private static string Words(YamlException broken)
    {
        var words = broken.Message;
        var end = words.LastIndexOf("): ", StringComparison.Ordinal);
        return (end < 0 ? words : words[(end + 3)..]).TrimEnd('.');
    }

    private static FileMark At(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static BrokenFileException Broken(Mark mark, string what) =>
        new(new FileProblem(At(mark), "", what));
}
