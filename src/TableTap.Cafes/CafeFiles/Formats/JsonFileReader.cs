using System.Text;
using System.Text.Json;

namespace TableTap.Cafes.CafeFiles.Formats;

/// <summary>Reads JSON into <see cref="FileNode"/>s with their places. Comments are allowed, as people write them into settings.</summary>
internal static class JsonFileReader
{
    private const int MostDepth = 16;

    /// <summary>Reads a whole JSON document and returns its root.</summary>
    /// <param name="text">The file.</param>
    /// <exception cref="BrokenFileException">It is not JSON.</exception>
    public static FileNode Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var places = new Places(bytes);
        var reader = new Utf8JsonReader(
            bytes,
            new() { CommentHandling = JsonCommentHandling.Skip, MaxDepth = MostDepth }
        );
        try
        {
            reader.Read();
            var node = Read(ref reader, places);
            // What follows the value is no JSON: the reader says so.
            reader.Read();
            return node;
        }
        catch (JsonException broken)
        {
            throw new BrokenFileException(
                new(
                    places.At((int)(broken.LineNumber ?? 0), (int)(broken.BytePositionInLine ?? 0)),
                    "",
                    $"this is not JSON: {BrokenJson.Words(bytes, broken)}"
                )
            );
        }
        catch (InvalidOperationException)
        {
            // An escape that stands for half a character.
            throw new BrokenFileException(
                new(
                    places.At(reader.TokenStartIndex),
                    "",
                    "this text has an escape that is no character"
                )
            );
        }
    }

    private static FileNode Read(ref Utf8JsonReader reader, Places places)
    {
        var mark = places.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var fields = new List<FileField>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (place, name) = (places.At(reader.TokenStartIndex), reader.GetString()!);
                    reader.Read();
                    fields.Add(new(place, name, Read(ref reader, places)));
                }

                return new FileMap(mark, fields);
            case JsonTokenType.StartArray:
                var items = new List<FileNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, places));
                }

                return new FileList(mark, items);
            case JsonTokenType.String:
                return new FileText(mark, reader.GetString()!, IsText: true);
            default:
                return new FileText(mark, Encoding.UTF8.GetString(reader.ValueSpan), IsText: false);
        }
    }

    /// <summary>Lines and columns of bytes, asked in rising order or anew.</summary>
    private sealed class Places(byte[] bytes)
    {
        private int _line = 1;
        private int _lineStart;
        private int _read;

        /// <summary>The place of a byte.</summary>
        public FileMark At(long index)
        {
            for (; _read < index; _read++)
            {
                if (bytes[_read] == '\n')
                {
                    _line++;
                    _lineStart = _read + 1;
                }
            }

            return new(
                _line,
                1 + Encoding.UTF8.GetCharCount(bytes, _lineStart, (int)index - _lineStart)
            );
        }

        /// <summary>The place of a byte of a line, both counted from 0.</summary>
        public FileMark At(int line, int byteOfLine)
        {
            var start = 0;
            for (var i = 0; i < line; i++)
            {
                start = Array.IndexOf(bytes, (byte)'\n', start) + 1;
            }

            var length = Math.Min(byteOfLine, bytes.Length - start);
            return new(line + 1, 1 + Encoding.UTF8.GetCharCount(bytes, start, length));
        }
    }
}
