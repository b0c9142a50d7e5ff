using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>How much a first look at a page costs a phone, in bytes and in round trips. Time decides nothing here.</summary>
public sealed class PageLoadTests(Browser browser) : IAsyncLifetime
{
    // Compressed as they come, with all texts, pictures and answers. 60 KB are allowed; what was gained is not lost unseen.
    private const int GuestBytes = 56 * 1024;

    // What comes with the first touch of a guest's page.
    private static readonly string[] Later =
    [
        "allergies",
        "basket-view",
        "bill-card",
        "courses",
        "home-screen",
        "item-form",
        "order-card",
        "terms",
        "voucher-form",
    ];

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await DemoServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_first_look_at_the_menu_is_small()
    {
        using var api = new DemoApi(_server.Url);
        await using var context = await browser.NewContextAsync();
        var load = await PageLoad.NewAsync(context);
        await load.Page.GotoAsync(await api.TableLinkAsync("7"));
        await Expect(load.Page.GetByText("Cappuccino").First).ToBeVisibleAsync();
        await Expect(load.Page.Locator(".dot.live")).ToHaveCountAsync(1);

        Assert.InRange(await load.BytesAsync(), 1, GuestBytes);
    }

    [Theory]
    [InlineData("/g/demo")]
    [InlineData("/b/demo")]
    [InlineData("/c/espresso")]
    [InlineData("/s/demo")]
    [InlineData("/m/demo")]
    [InlineData("/setup/demo")]
    [InlineData("/admin")]
    [InlineData("/reference")]
    [InlineData("/")]
    public async Task Each_module_is_asked_for_at_once_and_none_in_vain(string path)
    {
        await using var context = await browser.NewContextAsync();
        var load = await PageLoad.NewAsync(context);
        await load.CountRunsAsync();
        await load.Page.GotoAsync(new Uri(_server.Url, path).ToString());
        // The page's own script says that, when all that it imports has run.
        await Expect(load.Page.Locator("[data-t]").First).Not.ToBeEmptyAsync();
        var runs = await load.RunsAsync();
        var named = await load.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('link[rel=modulepreload], script[type=module]')].map((one) => new URL(one.href ?? one.src).pathname)"
        );

        Assert.Equal(
            load.Modules.Where(module => !module.Contains("/texts/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Distinct(),
            named.Order(StringComparer.Ordinal).Distinct()
        );
        // What is named is fetched, whether anything imports it or not.
        Assert.Empty(named.Except(runs));
    }

    [Fact]
    public async Task A_module_that_a_page_fetches_and_never_runs_is_noticed()
    {
        await using var context = await browser.NewContextAsync();
        var load = await PageLoad.NewAsync(context);
        await load.CountRunsAsync();
        var board = new Uri(_server.Url, "/b/demo").ToString();
        await load.Page.RouteAsync(
            board,
            async route =>
            {
                var answer = await route.FetchAsync();
                var page = await answer.TextAsync();
                await route.FulfillAsync(
                    new()
                    {
                        Response = answer,
                        Body = page.Replace(
                            "</head>",
                            "<link rel=\"modulepreload\" href=\"../chart.js\"></head>",
                            StringComparison.Ordinal
                        ),
                    }
                );
            }
        );
        await load.Page.GotoAsync(board);
        await Expect(load.Page.Locator("[data-t]").First).Not.ToBeEmptyAsync();
        await Patience.UntilAsync(() => load.Modules.Contains("/chart.js"));

        var runs = await load.RunsAsync();
        Assert.Contains("/board.js", runs);
        Assert.DoesNotContain("/chart.js", runs);
    }

    [Fact]
    public async Task What_the_first_look_does_without_comes_with_the_first_touch_and_is_there_off_the_network()
    {
        using var api = new DemoApi(_server.Url);
        await using var context = await browser.NewContextAsync();
        var load = await PageLoad.NewAsync(context);
        await load.Page.GotoAsync(await api.TableLinkAsync("7"));
        await Expect(load.Page.Locator(".dot.live")).ToHaveCountAsync(1);
        var cappuccino = load.Page.GetByRole(
            AriaRole.Button,
            new() { NameRegex = new("^Cappuccino") }
        );
        await Expect(cappuccino).ToBeVisibleAsync();
        Assert.DoesNotContain(load.Modules, module => Later.Contains(module[1..^3]));

        await load.Page.Locator("#guest-menu h3").First.ClickAsync();
        await load.Page.WaitForFunctionAsync(
            "names => names.every((name) => performance.getEntriesByType('resource').some((one) => one.name.endsWith(`/${name}.js`)))",
            Later
        );
        await context.SetOfflineAsync(true);
        await cappuccino.ClickAsync();
        await load.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();

        await Expect(load.Page.Locator("#guest-basket")).ToContainTextAsync("Cappuccino");
    }

    [Fact]
    public async Task A_first_touch_off_the_network_says_so_and_the_page_mends_itself_once_it_is_back()
    {
        using var api = new DemoApi(_server.Url);
        await using var context = await browser.NewContextAsync();
        await FlightMode.AllowAsync(context);
        var page = await context.NewPageAsync();
        await page.GotoAsync(await api.TableLinkAsync("7"));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        var cappuccino = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") });
        await Expect(cappuccino).ToBeVisibleAsync();
        await FlightMode.BeginAsync(page);

        await cappuccino.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("The server cannot be reached");

        await page.EvaluateAsync("() => { window.isOld = true; }");
        await FlightMode.EndAsync(page);
        // It is loaded anew by itself.
        await page.WaitForFunctionAsync("() => !window.isOld");
        await cappuccino.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_part_that_never_comes_loads_the_page_anew_once_and_then_it_says_so()
    {
        using var api = new DemoApi(_server.Url);
        await using var context = await browser.NewContextAsync();
        await FlightMode.AllowAsync(context);
        var page = await context.NewPageAsync();
        await page.GotoAsync(await api.TableLinkAsync("7"));
        await AddAsync(page);
        await context.RouteAsync("**/voucher-form.js*", route => route.AbortAsync());
        var loads = 0;
        page.DOMContentLoaded += (_, _) => Interlocked.Increment(ref loads);

        // What is in the basket asks for the parts at once.
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("A part of this page could not be loaded.");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        // Nor does it with each line that comes back.
        await FlightMode.BeginAsync(page);
        await FlightMode.EndAsync(page);
        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("A part of this page could not be loaded.");
        Assert.InRange(Volatile.Read(ref loads), 1, 2);

        await context.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Load the page again" }).ClickAsync();
        await Expect(page.Locator("#guest-basket")).ToContainTextAsync("Cappuccino");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeEmptyAsync();
        // What is missing another time counts anew.
        Assert.Equal(
            0,
            await page.EvaluateAsync<int>(
                "() => Object.keys(sessionStorage).filter((key) => key.endsWith('loadedAnew')).length"
            )
        );
    }

    [Fact]
    public async Task An_order_whose_card_cannot_be_had_is_shown_in_short()
    {
        using var api = new DemoApi(_server.Url);
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(await api.TableLinkAsync("7"));
        await AddAsync(page);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        var order = page.GetByRole(AriaRole.Article);
        await Expect(order).ToContainTextAsync("ORD-");
        var number = await order.GetByRole(AriaRole.Heading).First.TextContentAsync();
        await context.RouteAsync("**/order-card.js*", route => route.AbortAsync());
        await page.ReloadAsync();

        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("A part of this page could not be loaded.");
        await Expect(page.Locator("#guest-orders")).ToContainTextAsync($"{number}: Ordered");
        await Expect(order).ToHaveCountAsync(0);

        await context.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Load the page again" }).ClickAsync();
        await Expect(order).ToContainTextAsync(number!);
        await Expect(page.Locator("#guest-orders > .notice")).ToHaveCountAsync(0);
    }

    private static async Task AddAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        await Expect(page.Locator("#guest-basket")).ToContainTextAsync("Cappuccino");
    }
}
