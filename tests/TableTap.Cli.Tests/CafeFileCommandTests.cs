using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering;
using TableTap.Server.Testing;

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
