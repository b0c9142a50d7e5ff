using System.Globalization;
using System.IO.Compression;
using System.Text;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles.Sheets;

/// <summary>Menus as workbooks: what a spreadsheet program keeps is what it would save as CSV (docs/menus.md).</summary>
public class WorkbookTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workbook_and_its_sheet_are_the_same_menu()
    {
        var sheet = MenuSheet.Write(DemoCafe.Profile);
        var rows = SheetReader.Read(sheet);

        var read = MenuSheet.Read(
            await BookAsync([
                rows.Header.Cells.Select(cell => Typed(cell.Text)),
                .. rows.Rows.Select(row => row.Cells.Select(cell => Typed(cell.Text))),
            ]),
            null,
            DemoCafe.Profile
        );

        Assert.Empty(read.Problems);
        Assert.Equal(DemoCafe.Profile, read.Profile);
    }

    [Fact]
    public async Task Numbers_are_what_they_show_and_an_empty_row_is_passed_over()
    {
        var read = MenuSheet.Read(
            await BookAsync([
                [new("name"), new("price"), new("category")],
                [],
                [new("Tea"), new(0.1 + 0.2), new(12)],
                [new("Scone"), new(3), new(true)],
            ]),
            null,
            MenuSheet.StandIn
        );

        Assert.Empty(read.Problems);
        Assert.Equal(
            [("Tea", new Money(30), "12"), ("Scone", new Money(300), "true")],
            read.Profile!.Menu.Items.Select(item => (item.Name, item.Price, item.Category))
        );
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_line_and_column()
    {
        var read = MenuSheet.Read(
            await BookAsync([
                [new("name"), new("price")],
                [],
                [new("Tea"), new("cheap")],
            ]),
            null,
            MenuSheet.StandIn
        );

        Assert.Equal(
            (3, 2),
            (read.Problems[0].Mark!.Value.Line, read.Problems[0].Mark!.Value.Column)
        );
    }

    [Fact]
    public async Task The_first_sheet_that_is_shown_is_read_and_the_others_are_told_of()
    {
        using var file = new MemoryStream();
        await using (var book = await Spreadsheet.CreateNewAsync(file, cancellationToken: Stop))
        {
            foreach (
                var (name, item) in new[] { ("Notes", "No"), ("Menu", "Tea"), ("Old", "Milk") }
            )
            {
                await book.StartWorksheetAsync(
                    name,
                    new WorksheetOptions
                    {
                        Visibility =
                            name == "Notes"
                                ? WorksheetVisibility.Hidden
                                : WorksheetVisibility.Visible,
                    },
                    Stop
                );
                await book.AddRowAsync([new Cell("name"), new Cell("price")], Stop);
                await book.AddRowAsync([new Cell(item), new Cell(2)], Stop);
            }

            await book.FinishAsync(Stop);
        }

        var read = MenuSheet.Read(file.ToArray(), null, MenuSheet.StandIn);

        Assert.Equal("Tea", Assert.Single(read.Profile!.Menu.Items).Name);
        Assert.Equal(
            "only the sheet 'Menu' is read, and not 1 other sheet of the workbook",
            Assert.Single(read.Notes)
        );
    }

    [Fact]
    public async Task A_percentage_has_its_sign()
    {
        using var file = new MemoryStream();
        await using (var book = await Spreadsheet.CreateNewAsync(file, cancellationToken: Stop))
        {
            var percent = book.AddStyle(new Style { Format = NumberFormat.Custom("0%") });
            await book.StartWorksheetAsync("Menu", token: Stop);
            await book.AddRowAsync([new Cell("rate", null), new Cell(0.21, percent)], Stop);
            await book.FinishAsync(Stop);
        }

        Assert.Equal("21%", Workbook.Read(file.ToArray()).Sheet.Header[1].Text);
    }

    [Fact]
    public void A_price_that_shows_an_error_is_missing()
    {
        var read = MenuSheet.Read(
            Raw(
                """<row r="1"><c r="A1" t="str"><v>name</v></c><c r="B1" t="str"><v>price</v></c></row><row r="4"><c r="A4" t="str"><v>Tea</v></c><c r="B4" t="e"><v>#REF!</v></c></row>"""
            ),
            null,
            MenuSheet.StandIn
        );

        Assert.Null(read.Profile);
        Assert.Equal(4, Assert.Single(read.Problems).Mark!.Value.Line);
    }

    [Fact]
    public void What_unpacks_to_too_much_is_refused_before_it_is_read()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = archive.CreateEntry("xl/sharedStrings.xml").Open();
            var zeros = new byte[1024 * 1024];
            for (var count = 0; count < 65; count++)
            {
                content.Write(zeros);
            }
        }

        Assert.InRange(file.Length, 1, SheetText.MaxBytes);
        Assert.Contains(
            "more than 64 MiB",
            Assert.Single(MenuSheet.Read(file.ToArray(), null, MenuSheet.StandIn).Problems).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_damaged_workbook_is_told_in_words()
    {
        Assert.Contains(
            "cannot be read",
            Assert
                .Single(
                    MenuSheet.Read([.. "PK\u0003\u0004rest"u8], null, MenuSheet.StandIn).Problems
                )
                .What,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "an old form or with a password",
            Assert
                .Single(
                    MenuSheet.Read([0xD0, 0xCF, 0x11, 0xE0, 1, 2], null, MenuSheet.StandIn).Problems
                )
                .What,
            StringComparison.Ordinal
        );

        var whole = await BookAsync([
            [new("name"), new("price")],
            [new("Tea"), new(2.5)],
        ]);
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var damaged = whole.ToArray();
            for (var count = random.Next(1, 6); count > 0; count--)
            {
                damaged[random.Next(4, damaged.Length)] = (byte)random.Next(256);
            }

            var read = MenuSheet.Read(damaged, null, MenuSheet.StandIn);
            Assert.True(read.Problems.Count > 0 || read.Profile is not null);
        }
    }

    private static Cell Typed(string text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
        && number.ToString(CultureInfo.InvariantCulture) == text
            ? new((double)number)
            : new(text);

    private static async Task<byte[]> BookAsync(IEnumerable<IEnumerable<Cell>> rows)
    {
        using var file = new MemoryStream();
        await using (var book = await Spreadsheet.CreateNewAsync(file, cancellationToken: Stop))
        {
            await book.StartWorksheetAsync("Menu", token: Stop);
            foreach (var row in rows)
            {
                await book.AddRowAsync(row.ToArray(), Stop);
            }

            await book.FinishAsync(Stop);
        }

        return file.ToArray();
    }

    /// <summary>A workbook of one sheet with these rows, as they are kept.</summary>
    private static byte[] Raw(string rows)
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string relations =
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string package = "http://schemas.openxmlformats.org/package/2006/relationships";
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, string text)
            {
                using var writer = new StreamWriter(
                    archive.CreateEntry(name).Open(),
                    Encoding.UTF8
                );
                writer.Write(text);
            }

            Add(
                "_rels/.rels",
                $"""<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
            );
            Add(
                "xl/workbook.xml",
                $"""<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="Menu" sheetId="1" r:id="r1"/></sheets></workbook>"""
            );
            Add(
                "xl/_rels/workbook.xml.rels",
                $"""<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""
            );
            Add(
                "xl/worksheets/sheet1.xml",
                $"""<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"""
            );
        }

        return file.ToArray();
    }
}
