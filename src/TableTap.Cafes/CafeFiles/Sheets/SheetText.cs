using System.Text;
using TableTap.Cafes.CafeFiles.Formats;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>
/// The text of a sheet as spreadsheet programs save it: UTF-8 or UTF-16 with or without a mark, else Windows-1252, which is what older ones
/// mean by CSV. Pure.
/// </summary>
internal static class SheetText
{
    /// <summary>The size of the largest sheet that is read, in bytes.</summary>
    /// <value>8 MiB.</value>
    public const int MaxBytes = 8 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>Reads the text of a file, whatever it is encoded in.</summary>
    /// <param name="bytes">The file.</param>
    /// <exception cref="BrokenFileException">It is no text, or too large.</exception>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            throw Broken($"the file is larger than {MaxBytes / 1024 / 1024} MiB");
        }

        if (bytes.StartsWith((byte[])[0xD0, 0xCF, 0x11, 0xE0]))
        {
            throw Broken(
                "this is a workbook of an old form or with a password: save it as .xlsx without one, or the sheet as CSV (UTF-8)"
            );
        }

        var text = Decoded(bytes);
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw Broken("the file is no text; save the sheet as CSV (UTF-8)")
            : text.TrimStart('\ufeff');
    }

    private static string Decoded(ReadOnlySpan<byte> bytes)
    {
        if (Utf16(bytes) is { } utf16)
        {
            return utf16.GetString(bytes);
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
        }
    }

    /// <summary>UTF-16 by its mark, or by a header of Latin letters.</summary>
    private static UnicodeEncoding? Utf16(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xFF, 0xFE, ..] => new(bigEndian: false, byteOrderMark: true),
            [0xFE, 0xFF, ..] => new(bigEndian: true, byteOrderMark: true),
            [not 0, 0, not 0, 0, ..] => new(bigEndian: false, byteOrderMark: false),
            [0, not 0, 0, not 0, ..] => new(bigEndian: true, byteOrderMark: false),
            _ => null,
        };

    private static BrokenFileException Broken(string what) => new(new(null, "", what));
}
