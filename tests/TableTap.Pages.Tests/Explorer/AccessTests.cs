using Microsoft.Playwright;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>The page for everybody: keyboard, fingers, screen readers, small and large screens, light and dark.</summary>
public sealed class AccessTests(Browser browser)
{
    [Fact]
    public async Task Nothing_stands_in_the_way_of_assistive_technology()
    {
        Accessibility.SkipUnlessInstalled();
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            Screen(ColorScheme.Light, 1600)
        );
        await page.AddAsync("Cappuccino", "Extra shot");
        await page.PlaceAsync();
        await page.AddAsync("Butter Croissant");
        await CheckAsync(page, "guest");
        await page.PayAsync("Good card");
        await page.ExpectStepAsync("Paid");
        await page.TapAsync("Start");
        await CheckAsync(page, "staff");
        await page.TapAsync("Ready");
        await Expect(page.Ticket.GetByLabel("Pickup code")).ToBeVisibleAsync();
        await CheckAsync(page, "staff");
        await page.GuestFrames.Locator("summary").First.ClickAsync();
        await CheckAsync(page, "frames");
    }

    [Fact]
    public async Task The_protocol_page_is_clean_too()
    {
        Accessibility.SkipUnlessInstalled();
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            Screen(ColorScheme.Light, 1300)
        );
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "The protocol" }).ClickAsync();
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("The TableTap protocol");
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Accessibility.CheckAsync(page.Page);
        }
    }

    [Fact]
    public async Task Every_screen_fits_and_every_target_is_a_fingers_width()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            new() { Locale = "de-DE" }
        );
        foreach (var (width, height) in new[] { (360, 740), (768, 1024), (1024, 700), (1600, 950) })
        {
            await page.Page.SetViewportSizeAsync(width, height);
            await FitsAsync(page, width);
        }
    }

    private static async Task FitsAsync(ExplorerPage page, int width)
    {
        foreach (var view in new[] { "guest", "staff", "frames" })
        {
            await ShowAsync(page, view);
            Assert.Equal(
                width,
                await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")
            );
            Assert.Empty(await Looks.SmallTargetsAsync(page.Page));
            await page.PictureAsync($"explorer-{width}-{view}");
        }
    }

    /// <summary>What does not fit into a list that scrolls makes no page wider, and is cut off all the same.</summary>
    [Fact]
    public async Task Nothing_is_cut_off_where_there_is_much_to_do()
    {
        await using var server = await DemoServer.StartAsync();
        using var api = new DemoApi(server.Url);
        foreach (var status in new[] { "confirmed", "preparing", "ready", "pending" })
        {
            await api.DoAsync(
                "customer",
                $"guest-{status}",
                "order_create",
                """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","specialInstructions":"Each in a bag of its own, please","items":[{"itemId":"cappuccino","quantity":2,"customizations":["Extra shot","Oat milk"]},{"itemId":"croissant","quantity":12}]}"""
            );
            var orderId = (await api.OrdersAsync())[0].GetProperty("orderId").GetString();
            foreach (var step in new[] { "confirmed", "preparing", "ready" })
            {
                if (status == "pending")
                {
                    break;
                }

                await api.DoAsync(
                    "manager",
                    "maya",
                    "order_status_update",
                    $$"""{"orderId":"{{orderId}}","status":"{{step}}","reason":"as asked"}"""
                );
                if (step == status)
                {
                    break;
                }
            }
        }

        foreach (
            var (locale, widths) in new[]
            {
                ("de-DE", new[] { 360, 1300 }),
                ("fr-FR", [390, 1024]),
                ("nl-NL", [820]),
            }
        )
        {
            await using var page = await ExplorerPage.OpenAsync(
                browser,
                server.Url,
                new() { Locale = locale },
                "?staff=maya"
            );
            await Expect(page.Page.Locator("#tickets article")).ToHaveCountAsync(6);
            await Expect(page.Page.Locator("#waiting li")).ToHaveCountAsync(1);
            foreach (var width in widths)
            {
                await page.Page.SetViewportSizeAsync(width, 900);
                await ShowsAllAsync(page, width);
            }
        }
    }

    private static async Task ShowsAllAsync(ExplorerPage page, int width)
    {
        foreach (var view in new[] { "guest", "frames", "staff" })
        {
            await ShowAsync(page, view);
            await page.PictureAsync($"busy-{width}-{view}");
            Assert.Empty(await Looks.CutChoicesAsync(page.Page));
            Assert.Empty(
                await page.Page.EvaluateAsync<string[]>(
                    """
                    () => [...document.querySelectorAll('body *')]
                      .filter(each => each.checkVisibility() && !each.closest('.hidden, pre, textarea, select'))
                      .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== 'visible')
                      .map(each => each.outerHTML.slice(0, 200))
                    """
                )
            );
        }
    }

    [Fact]
    public async Task An_order_is_placed_and_paid_with_the_keyboard_alone()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        var keyboard = page.Page.Keyboard;

        await Keyboard.TabToAsync(page.Page, "Americano");
        await keyboard.PressAsync("Enter");
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        Assert.StartsWith(
            "Americano",
            await Keyboard.FocusedAsync(page.Page),
            StringComparison.Ordinal
        );
        await keyboard.PressAsync("Enter");
        await Keyboard.TabToAsync(page.Page, "Add ·");
        await keyboard.PressAsync("Enter");
        await Keyboard.TabToAsync(page.Page, "Order ·");
        await keyboard.PressAsync("Enter");
        await Expect(page.Order).ToHaveCountAsync(1);
        await Keyboard.TabToAsync(page.Page, "Good card");
        await keyboard.PressAsync("Space");
        await page.ExpectStepAsync("Paid");
    }

    [Fact]
    public async Task A_link_of_the_demo_opens_where_it_says()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            Screen(ColorScheme.Light, 390),
            "?show=staff&staff=ben"
        );
        ILocator Person(string name) =>
            page.Staff.GetByRole(AriaRole.Radio, new() { NameRegex = new(name) });

        await Expect(page.Staff).ToBeVisibleAsync();
        await Expect(page.Page.Locator("#guest")).ToBeHiddenAsync();
        await Expect(Person("Ben")).ToBeCheckedAsync();
        await page.BeAsync("Maya");
        await page.Page.ReloadAsync();
        await ShowAsync(page, "staff");
        await Expect(Person("Maya")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task News_are_said_to_those_who_do_not_see_them()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        var number = await page.PlaceAsync();
        await page.PayAsync("Good card");
        var staff = page.Page.Locator("#staff-news");
        await Expect(staff).ToHaveTextAsync($"New ticket {number}.");
        await page.TapAsync("Start");
        await page.TapAsync("Ready");
        var code = await page.CodeAsync();

        var guest = page.Page.Locator("#guest-news");
        await Expect(guest)
            .ToHaveTextAsync(
                $"Order {number} is ready at Espresso Bar. Pickup code {string.Join(' ', code.ToCharArray())}."
            );
        await Expect(guest).ToHaveAttributeAsync("aria-live", "polite");
    }

    /// <summary>Checks a view as it is, on each screen.</summary>
    private static async Task CheckAsync(ExplorerPage page, string view)
    {
        foreach (
            var (scheme, width) in new[]
            {
                (ColorScheme.Dark, 390),
                (ColorScheme.Dark, 1600),
                (ColorScheme.Light, 1600),
            }
        )
        {
            await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.Page.SetViewportSizeAsync(width, 900);
            await ShowAsync(page, view);
            await Accessibility.CheckAsync(page.Page);
        }
    }

    private static BrowserNewContextOptions Screen(ColorScheme scheme, int width) =>
        new()
        {
            Locale = "en-GB",
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            // The measuring script is put into the page by hand, past the page's own policy.
            BypassCSP = true,
            ViewportSize = new() { Width = width, Height = 900 },
        };

    /// <summary>Shows a view where the screen is too small for all; elsewhere all are shown anyway.</summary>
    private static async Task ShowAsync(ExplorerPage page, string view)
    {
        var tab = page.Page.Locator($"[data-show={view}]");
        if (await tab.IsVisibleAsync())
        {
            await tab.ClickAsync();
        }
    }
}
