using System.Diagnostics;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Samples;

/// <summary>The guest's page in thirty lines (<c>clients/typescript/samples/guest.html</c>), in a browser and against the real server.</summary>
public sealed class SamplePageTests(Browser browser)
{
    private static readonly string Client = Path.Combine(Repository.Root, "clients/typescript");

    [Fact]
    public async Task A_guest_orders_pays_and_is_called_on_the_sample_page_although_the_server_is_killed()
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Client, "node_modules/esbuild")),
            "esbuild is not installed: run 'npm ci' in clients/typescript."
        );
        await using var server = await ServerProcess.StartAsync();
        await using var context = await browser.NewContextAsync();
        using var api = new DemoApi(server);
        var built = Directory.CreateTempSubdirectory("tabletap-sample-").FullName;
        try
        {
            await BuildAsync(built);
            var page = await OpenAsync(context, server, built);
            await Expect(page.Locator("#freshness")).ToHaveTextAsync("live");
            await page.GetByRole(AriaRole.Button).ClickAsync();
            var status = page.GetByRole(AriaRole.Status);
            await Expect(status).ToContainTextAsync("please pay 3.5.");

            await server.KillAsync();
            await Expect(page.Locator("#freshness")).ToHaveTextAsync("connecting");
            await server.StartAgainAsync();
            await Expect(page.Locator("#freshness")).ToHaveTextAsync("live");
            var order = (await api.OrdersAsync())[0].GetProperty("orderId").GetString();
            await api.DoAsync(
                "employee",
                "anna",
                "payment_record",
                $$"""{"orderId":"{{order}}","method":"cash","amount":3.50}"""
            );
            foreach (var step in (string[])["preparing", "ready"])
            {
                await api.DoAsync(
                    "employee",
                    "anna",
                    "order_status_update",
                    $$"""{"orderId":"{{order}}","status":"{{step}}"}"""
                );
            }

            await Expect(status)
                .ToHaveTextAsync(
                    new System.Text.RegularExpressions.Regex(@"^Ready\. Your code is \d{4}\.$")
                );
        }
        finally
        {
            Directory.Delete(built, recursive: true);
        }
    }

    private static async Task BuildAsync(string folder)
    {
        var info = new ProcessStartInfo("node", ["scripts/build.mjs", folder])
        {
            WorkingDirectory = Client,
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var build = Process.Start(info)!;
        var said = await build.StandardError.ReadToEndAsync().Soon();
        await build.WaitForExitAsync().Soon();
        Assert.True(build.ExitCode == 0, said);
    }

    /// <summary>Opens the page as if the server had it, which is what its user will do.</summary>
    private static async Task<IPage> OpenAsync(
        IBrowserContext context,
        ServerProcess server,
        string built
    )
    {
        var page = await context.NewPageAsync();
        await page.RouteAsync(
            "**/sample/client/*",
            route =>
                route.FulfillAsync(
                    new() { Path = Path.Combine(built, Path.GetFileName(route.Request.Url)) }
                )
        );
        await page.RouteAsync(
            "**/sample/guest.html",
            route => route.FulfillAsync(new() { Path = Path.Combine(Client, "samples/guest.html") })
        );
        await page.GotoAsync(new Uri(server.Http, "/sample/guest.html").ToString());
        return page;
    }
}
