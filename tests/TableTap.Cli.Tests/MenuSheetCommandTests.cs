using TableTap.Server.Testing;

namespace TableTap.Cli.Tests;

/// <summary>Menus as sheets on the command line (docs/menus.md).</summary>
public sealed class MenuSheetCommandTests : IDisposable
{
    private const string Sheet = """
        name;category;price:Small;price:Large;tag;allergens
        Flat white;Coffee;3,20 €;3,90 €;;milk
        Ristretto;Coffee;2,40 €;;;none

        """;

    private readonly TemporaryDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_sheet_is_shown_imported_into_a_café_exported_and_imported_again()
    {
        var cafe = await WriteAsync("corner.yaml", Example.Yaml);
        var sheet = await WriteAsync("menu.csv", Sheet);
        await RunAsync("import", cafe, "--data", Data);

        var shown = await RunAsync("import", sheet, "--into", cafe, "--dry-run");
        Assert.Equal(ExitCode.Done, shown.Code);
        Assert.Contains("Flat white", shown.Output, StringComparison.Ordinal);
        Assert.Contains("3.20–3.90", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Size: Small 3.20, Large 3.90", shown.Output, StringComparison.Ordinal);
        Assert.Contains("none of the 14", shown.Output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was imported.\n", shown.Output, StringComparison.Ordinal);

        var imported = await RunAsync("import", sheet, "--into", cafe, "--data", Data);
        Assert.Equal(ExitCode.Done, imported.Code);
        Assert.StartsWith("Café 'corner' changed:\n", imported.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("counter", imported.Output, StringComparison.Ordinal);

        var exported = await RunAsync("export", "corner", "--csv", "--data", Data);
        var whole = await RunAsync("export", "corner", "--data", Data);
        Assert.Equal(
            (ExitCode.Done, "Café 'corner' is as the file says; nothing changed.\n", ""),
            await RunAsync(
                "import",
                await WriteAsync("again.csv", exported.Output),
                "--into",
                await WriteAsync("whole.yaml", whole.Output),
                "--data",
                Data
            )
        );
    }

    [Fact]
    public async Task A_sheet_alone_is_shown_and_is_no_café()
    {
        var sheet = await WriteAsync("menu.csv", Sheet);
        Assert.Equal(ExitCode.Done, (await RunAsync("import", sheet, "--dry-run")).Code);
        var (code, _, error) = await RunAsync("import", sheet, "--data", Data);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--into", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_line_and_cell_and_what_is_alike_once()
    {
        var rows = string.Concat(
            Enumerable.Range(1, 20).Select(number => $"Tea {number},two {number}\n")
        );
        var sheet = await WriteAsync("menu.csv", $"name,price\n{rows}");
        var (code, _, error) = await RunAsync("import", sheet, "--dry-run");
        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith($"{sheet}:2:2: menu[0].price: expected", error, StringComparison.Ordinal);
        Assert.Contains("17 more problems like the one before", error, StringComparison.Ordinal);
        Assert.Contains("20 problems; nothing was imported", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_sheet_it_is_can_be_said_and_has_to_be_known()
    {
        var sheet = await WriteAsync("menu.txt", Sheet);
        Assert.Equal(
            ExitCode.Done,
            (await RunAsync("import", sheet, "--from", "csv", "--dry-run")).Code
        );
        var (code, _, error) = await RunAsync("import", sheet, "--from", "excel", "--dry-run");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("csv, square, loyverse, woocommerce", error, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_directory.Path, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        params string[] arguments
    )
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(
            ["cafe", .. arguments],
            output,
            error,
            TestContext.Current.CancellationToken
        );
        return (code, output.ToString(), error.ToString());
    }
}
