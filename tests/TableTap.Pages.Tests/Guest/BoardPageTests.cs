using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The pickup board on the wall: numbers as they become ready, and no doubt about whether they are fresh.</summary>
public sealed class BoardPageTests(Browser browser) : IAsyncLifetime
{
    private TestServer _server = null!;
    private Uri _site = null!;
    private DemoApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DemoServer.StartAsync();
        Visit(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Numbers_come_go_and_are_grey_while_nobody_knows()
    {
        await using var server = await ServerProcess.StartAsync();
        Visit(server.Http);
        await OrderAsync("anna");
        await using var context = await browser.NewContextAsync(Wall(ColorScheme.Dark));
        var page = await OpenAsync(context);
        await OrderAsync("ben");
        var (preparing, ready) = (Numbers(page, "preparing"), Numbers(page, "ready"));
        await Expect(preparing).ToHaveTextAsync(["2", "1"]);
        await Expect(ready).ToHaveCountAsync(0);

        await StatusAsync("ready", 1);
        await Expect(preparing).ToHaveTextAsync(["2"]);
        await Expect(ready).ToHaveTextAsync(["1"]);
        await Expect(page.Locator("#ready small")).ToHaveTextAsync("Espresso Bar");
        await PictureAsync(page, "board");

        await StatusAsync("completed", 1);
        await Expect(ready).ToHaveCountAsync(0);
        Assert.False(await IsStaleAsync(page));

        await server.KillAsync();
        await Expect(page.Locator("body.stale")).ToHaveCountAsync(1);
        await Expect(preparing).ToHaveTextAsync(["2"]);
        await Expect(page.Locator("#board-line .as-of")).ToContainTextAsync("as of ");
        await PictureAsync(page, "board-stale");
    }

    [Fact]
    public async Task It_keeps_the_rules_of_accessibility_and_shows_no_names()
    {
        Accessibility.SkipUnlessInstalled();
        await OrderAsync("anna");
        await OrderAsync("ben");
        await StatusAsync("ready", 1);
        await using var context = await browser.NewContextAsync(Wall(ColorScheme.Light));
        var page = await OpenAsync(context);
        await Expect(Numbers(page, "ready")).ToHaveCountAsync(1);
        await Accessibility.CheckLightAndDarkAsync(page);
        Assert.DoesNotContain("Jane", await page.InnerTextAsync("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_of_a_real_café_keeps_the_code_that_it_was_set_up_with()
    {
        await using var context = await browser.NewContextAsync(Wall(ColorScheme.Light));
        var page = await OpenAsync(context, await _api.TableLinkAsync("3", "b"));
        Assert.DoesNotContain("t=", page.Url, StringComparison.Ordinal);
        // Its sign-in is over, as after a night.
        var kept = await page.EvaluateAsync<string>(
            """
            () => {
              const key = 'tabletap.board.demo';
              const { code } = JSON.parse(localStorage.getItem(key));
              localStorage.setItem(key, JSON.stringify({ code, refreshToken: 'over' }));
              return code;
            }
            """
        );
        Assert.NotEmpty(kept);
        await page.ReloadAsync();
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
    }

    private static BrowserNewContextOptions Wall(ColorScheme scheme) =>
        new()
        {
            Locale = "en-GB",
            ColorScheme = scheme,
            BypassCSP = true,
            ViewportSize = new() { Width = 1920, Height = 1080 },
        };

    private static ILocator Numbers(IPage page, string list) => page.Locator($"#{list} strong");

    private static Task<bool> IsStaleAsync(IPage page) =>
        page.EvaluateAsync<bool>("() => document.body.classList.contains('stale')");

    // The server in this process is for those tests that do not kill theirs.
    private void Visit(Uri site)
    {
        _api?.Dispose();
        (_site, _api) = (site, new(site));
    }

    private async Task<IPage> OpenAsync(IBrowserContext context, string? link = null)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(link ?? new Uri(_site, "/b/demo").ToString());
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    // Ordered for a guest, paid in cash and begun.
    private async Task OrderAsync(string employee)
    {
        await _api.DoAsync(
            "employee",
            employee,
            "order_create",
            """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","customerName":"Jane Doe","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        var order = (await _api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await _api.DoAsync(
            "employee",
            "anna",
            "payment_record",
            $$"""{"orderId":"{{order}}","method":"cash","amount":3.50,"result":"success"}"""
        );
        await StatusAsync("preparing", 0);
    }

    // Of the order that is so many before the latest.
    private async Task StatusAsync(string status, int before)
    {
        var order = (await _api.OrdersAsync())[before].GetProperty("orderId").GetString();
        await _api.DoAsync(
            "employee",
            "anna",
            "order_status_update",
            $$"""{"orderId":"{{order}}","status":"{{status}}"}"""
        );
    }
}
