using Microsoft.Playwright;
using TableTap.Cli;
using TableTap.Pages.Tests.Explorer;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Samples;

/// <summary>
/// The line of the pages (<c>web/session.js</c>) is a client of the protocol like the two SDKs, and is held to the same rules: it plays
/// the conformance kit in a browser.
/// </summary>
public sealed class SessionConformanceTests(Browser browser)
{
    private static readonly string Web = Path.Combine(Repository.Root, "web");

    private static readonly string Driver = Path.Combine(
        Repository.Root,
        "tests/TableTap.Pages.Tests/Samples/session-driver.js"
    );

    [Fact]
    public async Task The_line_of_the_pages_passes_every_scenario()
    {
        await using var context = await browser.NewContextAsync(
            new() { Permissions = ["local-network-access"] }
        );
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        using var words = new KitWords();
        var kit = CommandLine.RunAsync(
            ["conformance", "--timeout", "60"],
            words,
            TextWriter.Null,
            end.Token
        );
        try
        {
            var first = await words.FirstLine.Soon();
            await PlayAsync(context, new(first["Conformance kit: ".Length..]), words);

            await Task.WhenAny(kit, Task.Delay(Patience.Bound, end.Token));
            Assert.True(kit.IsCompleted, $"The kit has not ended: {words}");
            Assert.True(await kit == ExitCode.Done, words.ToString());
        }
        finally
        {
            await end.CancelAsync();
            await ((Task)kit).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing
                    | ConfigureAwaitOptions.ContinueOnCapturedContext
            );
        }
    }

    /// <summary>Opens the driver as if the kit had it, with the files of the pages beside it.</summary>
    private static async Task PlayAsync(IBrowserContext context, Uri kit, TextWriter words)
    {
        var page = await context.NewPageAsync();
        page.Console += (_, line) => words.WriteLine($"the browser: {line.Text}");
        page.PageError += (_, error) => words.WriteLine($"the browser: {error}");
        await page.RouteAsync(
            "**/*.js",
            route =>
                route.FulfillAsync(
                    new() { Path = Path.Combine(Web, Path.GetFileName(route.Request.Url)) }
                )
        );
        await page.RouteAsync(
            "**/session-driver.js",
            route => route.FulfillAsync(new() { Path = Driver })
        );
        await page.RouteAsync(
            "**/driver.html",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "text/html",
                        Body =
                            """<!doctype html><script type="module" src="session-driver.js"></script>""",
                    }
                )
        );
        await page.GotoAsync(
            new Uri(kit, "/driver.html").ToString(),
            new() { WaitUntil = WaitUntilState.Commit }
        );
    }

    /// <summary>Takes what the kit says to people, and gives its first line as soon as it is there.</summary>
    private sealed class KitWords : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public Task<string> FirstLine => _first.Task;

        public override Task WriteLineAsync(string? value)
        {
            _first.TrySetResult(value ?? "");
            return base.WriteLineAsync(value);
        }
    }
}
