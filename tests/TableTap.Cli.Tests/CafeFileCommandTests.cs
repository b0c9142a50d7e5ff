using System.Diagnostics;
using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

public sealed class CafeFileCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Without_a_server_a_café_is_imported_changed_and_exported()
    {
        var file = await WriteAsync("corner.yaml", Example.Yaml);

        var first = await RunAsync("import", file, "--data", Data);
        Assert.Equal(
            (ExitCode.Done, "Café 'corner' is new: 4 items, 2 counters, 6 tables, 3 people.\n", ""),
            first
        );

        Assert.Equal(
            (ExitCode.Done, "Café 'corner' is as the file says; nothing changed.\n", ""),
            await RunAsync("import", file, "--data", Data)
        );

        var dearer = await WriteAsync(
            "corner.yaml",
            Example.Yaml.Replace("3.60", "3.80", StringComparison.Ordinal)
        );
        Assert.Equal(
            (
                ExitCode.Done,
                "Café 'corner' changed:\n  ~ menu corner-cappuccino: price 3.60 -> 3.80\n",
                ""
            ),
            await RunAsync("import", dearer, "--data", Data)
        );

        var exported = await RunAsync("export", "corner", "--data", Data);
        var json = await RunAsync("export", "corner", "--json", "--data", Data);
        Assert.Equal(
            CafeFile
                .Read(
                    await File.ReadAllBytesAsync(dearer, TestContext.Current.CancellationToken),
                    FileFormat.Yaml
                )
                .Profile,
            CafeFile.Read(Encoding.UTF8.GetBytes(exported.Output), FileFormat.Yaml).Profile
        );
        Assert.Equal(
            (ExitCode.Done, "Café 'corner' is as the file says; nothing changed.\n", ""),
            await RunAsync("import", await WriteAsync("corner.json", json.Output), "--data", Data)
        );
    }

    [Fact]
    public async Task A_wrong_file_is_told_with_its_places_and_nothing_is_imported()
    {
        var file = await WriteAsync("wrong.yaml", "id: corner\nname: Corner\ncolour: red\n");

        var run = await RunAsync("import", file, "--data", Data);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(
            $"{file}:3:1: \"colour\" is no field of a café; allowed: id, name,",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Contains($"{file}:1:1: menu: is needed\n", run.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "tabletap: 6 problems; nothing was imported.\n",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Check_imports_nothing()
    {
        var file = await WriteAsync("corner.yaml", Example.Yaml);

        Assert.Equal(
            (ExitCode.Done, $"{file} is valid: 4 items, 2 counters, 6 tables, 3 people.\n", ""),
            await RunAsync("import", file, "--check", "--data", Data)
        );
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData(
        "",
        0,
        "Café 'corner' is new: 4 items, 2 counters, 6 tables, 3 people.\n",
        "standard input:"
    )]
    [InlineData(
        "colour: red\n",
        1,
        "",
        "standard input:1:1: \"colour\" is no field of a café; allowed: id, name,"
    )]
    public async Task What_is_piped_is_imported_as_a_file_is(
        string before,
        int exitCode,
        string output,
        string error
    )
    {
        var info = ServerProgram.Command(
            ServerProgram.Server,
            "cafe",
            "import",
            StandardInput.Path,
            "--data",
            Data
        );
        info.RedirectStandardInput = true;
        using var process = Process.Start(info)!;
        await process.StandardInput.BaseStream.WriteAsync(
            Encoding.UTF8.GetBytes(before + Example.Yaml),
            TestContext.Current.CancellationToken
        );
        process.StandardInput.Close();
        var told = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            output,
            await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal(
            exitCode != ExitCode.Done,
            (await told).Contains(error, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Of_what_is_piped_no_more_is_read_than_shows_that_it_is_too_long()
    {
        await using var piped = new MemoryStream(new byte[4 * CafeFile.MaxBytes]);

        var read = await StandardInput.ReadAsync(
            piped,
            CafeFile.MaxBytes,
            TestContext.Current.CancellationToken
        );

        Assert.InRange(read.Length, CafeFile.MaxBytes + 1, 2 * CafeFile.MaxBytes);
        var problem = Assert.Single(CafeFile.Read(read, CafeFile.FormatOf(read)).Problems);
        Assert.Equal("the file is larger than 1024 KiB", problem.What);
    }

    [Fact]
    public async Task The_example_of_the_package_is_a_café_with_all_that_one_needs()
    {
        var file = Path.Combine(Repository.Root, "deploy", "examples", "corner.yaml");

        Assert.Equal(
            (ExitCode.Done, $"{file} is valid: 6 items, 2 counters, 4 tables, 2 people.\n", ""),
            await RunAsync("import", file, "--check", "--data", Data)
        );
    }

    [Fact]
    public async Task A_cut_off_within_the_opening_hours_is_told()
    {
        var file = await WriteAsync(
            "bar.yaml",
            Example.Without("openingHours") + "\nopeningHours:\n  friday: 18:00-06:00\n"
        );

        var run = await RunAsync("import", file, "--data", Data);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains(
            $"{file}: limits.dayCutOff 04:00 lies within the opening hours: on such a day it comes when the café closes.",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        Assert.Equal(
            (ExitCode.Failed, "", "tabletap: There is no café 'nowhere'.\n"),
            await RunAsync("export", "nowhere", "--data", Data)
        );
        Assert.Equal(
            ExitCode.Usage,
            (await RunAsync("export", "no where", "--data", Data)).ExitCode
        );
        Assert.Equal(
            ExitCode.Usage,
            (await RunAsync("import", Path.Combine(Data, "none.yaml"), "--data", Data)).ExitCode
        );
    }

    [Fact]
    public async Task An_id_that_another_café_holds_is_refused()
    {
        await RunAsync("import", await WriteAsync("corner.yaml", Example.Yaml), "--data", Data);
        var twin = await WriteAsync(
            "twin.yaml",
            Example.Yaml.Replace("id: corner ", "id: twin ", StringComparison.Ordinal)
        );

        Assert.Equal(
            (ExitCode.Failed, "", "tabletap: Another café holds the id 'corner-bar'\n"),
            await RunAsync("import", twin, "--data", Data)
        );
    }

    [Fact]
    public async Task A_running_server_imports_and_exports_by_the_key_of_its_directory()
    {
        await using var server = await TestServer.StartAsync(("Demo:Enabled", "false"));
        string[] reach = ["--url", $"{server.Url}", "--data", server.DataDirectory];
        var file = await WriteAsync("corner.yaml", Example.Yaml);

        Assert.Equal(
            (ExitCode.Done, "Café 'corner' is new: 4 items, 2 counters, 6 tables, 3 people.\n", ""),
            await RunAsync(["import", file, .. reach])
        );
        var exported = await RunAsync(["export", "corner", .. reach]);
        Assert.Equal(
            Example.Profile,
            CafeFile.Read(Encoding.UTF8.GetBytes(exported.Output), FileFormat.Yaml).Profile
        );
        Assert.Equal(
            (ExitCode.Failed, "", "tabletap: There is no café 'nowhere'.\n"),
            await RunAsync(["export", "nowhere", .. reach])
        );
    }

    [Fact]
    public async Task Without_an_address_the_server_that_uses_the_directory_is_asked()
    {
        await using var server = await TestServer.StartAsync();
        var settings = await WriteAsync(
            "settings.json",
            $$"""{ "Server": { "Urls": "{{server.Url.ToString().TrimEnd('/')}}" } }"""
        );

        var run = await RunAsync(
            "export",
            "demo",
            "--data",
            server.DataDirectory,
            "--config",
            settings
        );

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            DemoCafe.Planned,
            CafeFile.Read(Encoding.UTF8.GetBytes(run.Output), FileFormat.Yaml).Profile
        );
    }

    [Fact]
    public async Task A_server_with_another_key_is_told_apart()
    {
        await using var server = await TestServer.StartAsync(("Demo:Enabled", "false"));
        await RunAsync("import", await WriteAsync("corner.yaml", Example.Yaml), "--data", Data);

        var run = await RunAsync("export", "corner", "--url", $"{server.Url}", "--data", Data);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("it does not use this data directory", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_is_said()
    {
        await RunAsync("import", await WriteAsync("corner.yaml", Example.Yaml), "--data", Data);

        var run = await RunAsync("export", "corner", "--url", "http://127.0.0.1:9", "--data", Data);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("http://127.0.0.1:9/ does not answer", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_directory.Path, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        params string[] arguments
    )
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(
            ["cafe", .. arguments],
            output,
            error,
            TestContext.Current.CancellationToken
        );
        return (exitCode, output.ToString(), error.ToString());
    }
}
