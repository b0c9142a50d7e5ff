using System.Text.Json;

namespace TableTap.Cafes.CafeFiles.Formats;

/// <summary>Why a text is not JSON, in the words of somebody who writes it by hand. Pure.</summary>
public static class BrokenJson
{
    /// <summary>Says what is wrong at the place where the reader gave up.</summary>
    /// <param name="bytes">The text, UTF-8.</param>
    /// <param name="broken">Where the reader gave up.</param>
    public static string Words(ReadOnlySpan<byte> bytes, JsonException broken)
    {
        var at = Index(bytes, broken.LineNumber ?? 0, broken.BytePositionInLine ?? 0);
        var rest = bytes[at..].Trim(" \t\r\n"u8);
        var before = bytes[..at].TrimEnd(" \t\r\n"u8);
        return bytes.Trim(" \t\r\n"u8).IsEmpty ? "the file is empty"
            : rest.IsEmpty ? "it ends too early: a bracket or a quotation mark is not closed"
            : rest[0] is (byte)'}' or (byte)']' && before.EndsWith(","u8)
                ? "the comma before this bracket is one too many: take it away"
            : rest[0] is (byte)'}' or (byte)']' && before.EndsWith(":"u8)
                ? "a value is missing after the colon"
            : rest[0] == (byte)'#' ? "a comment begins with //, not with #"
            : rest[0] == (byte)'/' ? "a comment is // to the end of its line, or between /* and */"
            : rest[0] == (byte)'\'' ? "texts stand in double quotation marks"
            : rest[0] is (byte)'"' or (byte)'{' or (byte)'['
            && !before.IsEmpty
            && before[^1] is not ((byte)',' or (byte)':' or (byte)'[' or (byte)'{')
                ? "a comma or a colon is missing before this"
            : "something here does not belong: look at the quotation marks, commas and brackets just before it";
    }

    private static int Index(ReadOnlySpan<byte> bytes, long line, long byteOfLine)
    {
        var start = 0;
        for (; line > 0 && bytes[start..].IndexOf((byte)'\n') is >= 0 and var end; line--)
        {
            start += end + 1;
        }

        return (int)Math.Min(start + byteOfLine, bytes.Length);
    }
}
