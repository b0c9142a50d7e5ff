using System.Globalization;
using System.IO.Compression;
using System.Text;
using ExcelDataReader;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>The first sheet of a workbook (<c>.xlsx</c>) that is shown, as its program would save it as CSV. Pure.</summary>
/// <param name="Sheet">Its rows.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Others">How many other sheets the workbook shows, which are not read.</param>
internal sealed record Workbook(Sheet Sheet, string Name, int Others)
{
    /// <summary>The most that a workbook may hold once it is unpacked, in bytes.</summary>
    private const int MaxUnpackedBytes = 64 * 1024 * 1024;

    /// <summary>Whether a file is a workbook, by its first bytes.</summary>
    /// <param name="bytes">The file.</param>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Reads the first sheet of a workbook that is shown.</summary>
    /// <param name="bytes">The file.</param>
    /// <exception cref="BrokenFileException">It is no workbook, or it is too large.</exception>
    public static Workbook Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > SheetText.MaxBytes)
        {
            throw Broken(1, 1, $"the file is larger than {SheetText.MaxBytes / 1024 / 1024} MiB");
        }

        using var file = new MemoryStream(bytes.ToArray(), writable: false);
        try
        {
            CheckSize(file);
            file.Position = 0;
            // The reader asks for the letters of old workbooks, though it is given none.
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(file);
            return Shown(reader);
        }
        catch (Exception exception)
            when (exception is not (BrokenFileException or OutOfMemoryException))
        {
            // The reader says what it does not understand in as many ways as there are parts of a workbook.
            throw Broken(
                1,
                1,
                "the workbook cannot be read: save it as .xlsx again, without a password, or the sheet as CSV (UTF-8)"
            );
        }
    }

    /// <summary>What is packed may say that it is small: it is counted while it is unpacked.</summary>
    private static void CheckSize(MemoryStream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        Span<byte> part = stackalloc byte[8192];
        long unpacked = 0;
        foreach (var entry in archive.Entries)
        {
            using var content = entry.Open();
            while (content.Read(part) is > 0 and var read)
            {
                unpacked += read;
                if (unpacked > MaxUnpackedBytes)
                {
                    throw Broken(
                        1,
                        1,
                        $"the workbook holds more than {MaxUnpackedBytes / 1024 / 1024} MiB once it is unpacked"
                    );
                }
            }
        }
    }

    private static Workbook Shown(IExcelDataReader reader)
    {
        Workbook? shown = null;
        do
        {
            if (reader.VisibleState != "visible")
            {
                continue;
            }

            shown = shown is null
                ? new(SheetReader.Of(Rows(reader)), reader.Name, 0)
                : shown with
                {
                    Others = shown.Others + 1,
                };
        } while (reader.NextResult());

        return shown ?? throw Broken(1, 1, "the workbook shows no sheet");
    }

    private static IEnumerable<SheetRow> Rows(IExcelDataReader reader)
    {
        while (reader.Read())
        {
            var line = reader.Depth + 1;
            var cells = new SheetCell[Math.Min(reader.FieldCount, SheetReader.MostColumns + 1)];
            for (var place = 0; place < cells.Length; place++)
            {
                cells[place] = new(new(line, place + 1), Text(reader, place));
            }

            yield return new(line, cells);
        }
    }

    /// <summary>
    /// What a cell shows, as far as a menu needs it: numbers by their value, a percentage with its sign; nothing for an error.
    /// </summary>
    private static string Text(IExcelDataReader reader, int place) =>
        reader.GetValue(place) switch
        {
            null => "",
            double number when IsPercentage(reader, place) => $"{Number(number * 100)}%",
            double number => Number(number),
            bool truth => truth ? "true" : "false",
            TimeSpan time => time.ToString(@"hh\:mm", CultureInfo.InvariantCulture),
            DateTime date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var other => SheetReader.Plain(
                (Convert.ToString(other, CultureInfo.InvariantCulture) ?? "").Trim()
            ),
        };

    private static bool IsPercentage(IExcelDataReader reader, int place) =>
        reader.GetNumberFormatString(place)?.Contains('%', StringComparison.Ordinal) == true;

    /// <summary>A number with the digits that a spreadsheet program has of it, so that no sum shows a rest of the processor's own.</summary>
    private static string Number(double number) =>
        ((decimal)number).ToString("0.#############", CultureInfo.InvariantCulture);

    private static BrokenFileException Broken(int line, int column, string what) =>
        new(new(new FileMark(line, column), "", what));
}
